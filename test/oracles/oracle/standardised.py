"""Random effects of the improvement over the baseline's item deviation."""

import math
import warnings

import numpy as np
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from . import textbook as tb


def check_standardised(judge, ours, counted, level):
    """Random effects of improvement / baseline item deviation: DerSimonian–Laird, HKSJ not below Wald."""
    effects = []
    for e in counted:
        deviation, error = e.row["baselineDeviation"], e.row["difference"]["standardError"]
        on_log = e.suite.kind == "relative-risk"
        if not on_log and deviation and error:
            effects.append((e.suite.family, e.improvement / deviation, (error / deviation) ** 2))
    if not effects:
        judge.equal("standardisedImprovement", ours, None)
        return
    families, values, variances = (np.array(each) for each in zip(*effects, strict=True))
    found = random_effects(values, variances, level)
    judge.equal("standardisedImprovement.suites", ours["suites"], len(values))
    judge.close("standardisedImprovement.mean", ours["mean"], found["mean"])
    judge.interval("standardisedImprovement.interval", ours["interval"], found["interval"])
    judge.interval("standardisedImprovement.prediction", ours["prediction"], found["prediction"])
    judge.close("standardisedImprovement.tau", ours["tau"], found["tau"], 1e-9, 1e-8)
    judge.close("standardisedImprovement.interquartileMean", ours["interquartileMean"], stats.trim_mean(values, 0.25))
    left_out = [
        random_effects(values[families != family], variances[families != family], level)["mean"]
        for family in set(families)
        if len(set(families)) > 1
    ]
    judge.interval(
        "standardisedImprovement.leaveOneFamilyOut",
        ours["leaveOneFamilyOut"],
        (min(left_out), max(left_out)) if left_out else None,
    )


def random_effects(values, variances, level):
    k = len(values)
    if k == 1:
        return {"mean": float(values[0]), "interval": None, "prediction": None, "tau": 0.0}
    with np.errstate(all="ignore"), warnings.catch_warnings():
        # its own intervals are not asked for
        warnings.simplefilter("ignore")
        fit = combine_effects(values, variances, method_re="dl")
    tau2 = max(0.0, float(fit.tau2))
    weights = 1 / (variances + tau2)
    mean = float(np.sum(weights * values) / np.sum(weights))
    wald = 1 / np.sum(weights)
    factor = max(1.0, float(np.sum(weights * (values - mean) ** 2)) / (k - 1))
    reach = tb.critical(level, k - 1) * math.sqrt(factor * wald)
    prediction = None
    if k > 2:
        beyond = tb.critical(level, k - 2) * math.sqrt(tau2 + wald)
        prediction = (mean - beyond, mean + beyond)
    return {"mean": mean, "interval": (mean - reach, mean + reach), "prediction": prediction, "tau": math.sqrt(tau2)}
