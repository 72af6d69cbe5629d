"""A row of a comparison against the oracle."""

import numpy as np

from .align import Pairing
from .anytime import check_anytime
from .bounds import missing_bounds
from .crossed import design_of
from .data import Items
from .drawn import check_bootstrap, check_deviation, check_drawn_p, check_p, check_quantiles, check_studentised
from .power import check_power
from .preference import preference_design
from .reasons import check_missingness, check_reasons, on_the_edge
from .summaries import NONE_MISSING, summary_design
from .target import target_design
from .units import win_values

NO_ALIGNMENT = {
    "treatmentItems": None,
    "baselineItems": None,
    "onlyTreatment": 0,
    "onlyBaseline": 0,
    "contentMismatch": 0,
    "missing": {"treatment": NONE_MISSING, "baseline": NONE_MISSING},
    "coverage": None,
}


class Analysis:
    """Everything the oracle knows of a row before it looks at the service's."""

    def __init__(self, rng, data, plan, seeds):
        self.data, self.plan = data, plan
        self.suite, self.level = data.suite, plan["level"]
        self.at_ideal, self.pairing = False, None
        self.sign = {"higher": 1, "lower": -1, "target": -1, "unknown": None}[self.suite.direction]
        if data.judgements is not None:
            self.sign = 1
            self.result = preference_design(rng, data.judgements, self.level)
            self.alignment = {**NO_ALIGNMENT, "paired": self.result.n}
        elif isinstance(data.treatment, Items) and isinstance(data.baseline, Items):
            self.pairing = Pairing(data, plan)
            self.alignment = self.pairing.alignment()
            if self.suite.direction == "target":
                self.result, self.at_ideal = target_design(rng, self.pairing, self.suite, plan, seeds)
            else:
                self.result = design_of(rng, self.pairing, self.suite, plan, seeds)
        else:
            self.result, self.alignment = summary_design(data, plan)
        if self.at_ideal:
            self.sign = None


def check_row(judge, row, analysis):
    """Every statistic of the row."""
    found = analysis.result
    exact = {"absolute": 2e-15 * max(found.size, 1.0)}
    suite = analysis.suite
    estimand = {"kind": suite.kind, "reducer": suite.reducer, "k": suite.k, "quantile": suite.quantile}
    judge.equal("estimand", row["estimand"], {**estimand, "weighting": suite.weighting})
    judge.equal("design", row["design"], found.design)
    judge.equal("n", row["n"], found.n)
    judge.equal("clusters", row["clusters"], found.clusters)
    for key, value in analysis.alignment.items():
        if key == "coverage":
            judge.close("alignment.coverage", row["alignment"][key], value)
        else:
            judge.equal(f"alignment.{key}", row["alignment"][key], value)
    check_counts(judge, row, analysis)
    for arm in ("treatment", "baseline"):
        check_arm(judge, row[arm], getattr(found, arm), arm, analysis, exact)
    exact = {"absolute": 1e-14 * found.fine} if found.fine is not None else exact
    check_difference(judge, row, analysis, exact)
    check_bootstrap(judge, row, analysis, exact)
    check_wins(judge, row, analysis)
    relative = row["relativeChange"]
    if on_the_edge(row["baseline"]):
        pass
    elif found.relative is None or relative is None:
        judge.equal("relativeChange", relative, found.relative)
    else:
        value, interval, method = found.relative
        judge.equal("relativeChange.method", relative["method"], method)
        judge.close("relativeChange.value", relative["value"], value, 1e-14 * found.size)
        judge.interval("relativeChange.interval", relative["interval"], interval, 1e-14 * found.size)
    judge.close("dz", row["dz"], found.dz, 1e-12 + found.grain)
    judge.close("baselineDeviation", row["baselineDeviation"], found.deviation, 2e-15 * max(found.size, 1.0))
    check_power(judge, row, analysis)
    check_anytime(judge, row, analysis)
    check_bounds(judge, row, analysis, {"absolute": 2e-15 * max(found.size, 1.0)})
    check_missingness(judge, row, analysis)
    check_reasons(judge, row, analysis)


def check_counts(judge, row, analysis):
    if analysis.pairing is None:
        judge.equal("epochs", row["epochs"], None)
        judge.equal("seeds", row["seeds"], None)
        return
    judge.equal("epochs", row["epochs"], analysis.pairing.epoch_counts())
    seeds = {arm: getattr(analysis.pairing, arm).seeds for arm in ("treatment", "baseline")}
    judge.equal("seeds", row["seeds"], seeds)


def check_arm(judge, ours, theirs, name, analysis, exact):
    judge.close(f"{name}.mean", ours["mean"], theirs.mean, **exact)
    judge.equal(f"{name}.n", ours["n"], theirs.n)
    if isinstance(theirs.error, str):
        # a quantile's: `interval` holds the reference resamples
        check_drawn_arm(judge, ours, theirs.interval, name, analysis)
        return
    judge.close(f"{name}.standardError", ours["standardError"], theirs.error, **exact)
    judge.interval(f"{name}.interval", ours["interval"], theirs.interval, **exact)


def check_drawn_arm(judge, ours, ascending, name, analysis):
    drawn, level = analysis.plan["replicates"], analysis.level
    check_deviation(judge, f"{name}.standardError", ours["standardError"], ascending, drawn)
    check_quantiles(judge, f"{name}.interval", ours["interval"], ascending, level, drawn)


def check_difference(judge, row, analysis, exact):
    ours, found = row["difference"], analysis.result
    theirs = found.difference
    level = analysis.level
    judge.close("difference.value", ours["value"], theirs.value, **exact)
    improvement = None if analysis.sign is None or theirs.value is None else analysis.sign * theirs.value
    judge.close("difference.improvement", ours["improvement"], improvement, **exact)
    interval = ours["interval"]
    if analysis.sign is None or interval is None:
        turned = None
    else:
        turned = interval if analysis.sign == 1 else [-interval[1], -interval[0]]
    judge.interval("difference.improvementInterval", ours["improvementInterval"], turned, 0, 0)
    drawn = analysis.plan["replicates"]
    if theirs.error == "bootstrap":
        ascending = found.bootstrap.defined("values")
        check_deviation(judge, "difference.standardError", ours["standardError"], ascending, drawn)
    else:
        judge.close("difference.standardError", ours["standardError"], theirs.error, **exact)
    if theirs.interval == "percentile":
        judge.equal("difference.degreesOfFreedom", ours["degreesOfFreedom"], None)
        ascending = found.bootstrap.defined("values")
        check_quantiles(judge, "difference.interval", ours["interval"], ascending, level, drawn)
        if theirs.p is not None and ours["interval"] is not None:
            check_drawn_p(judge, ours["p"], ascending, 0.0, drawn)
        elif theirs.p is None:
            judge.equal("difference.p", ours["p"], None)
        return
    if theirs.interval == "studentised":
        check_studentised(judge, row, analysis, exact)
        return
    judge.close("difference.degreesOfFreedom", ours["degreesOfFreedom"], theirs.df, 0, 1e-7 + 10 * found.grain)
    judge.interval("difference.interval", ours["interval"], theirs.interval, **exact)
    check_p(judge, "difference.p", ours["p"], theirs.p, theirs.value, theirs.error, found.size)


def check_wins(judge, row, analysis):
    ours, theirs = row["items"], analysis.result.items
    if ours is None or theirs is None:
        judge.equal("items", ours, theirs)
        return
    for key in ("wins", "losses", "ties"):
        judge.equal(f"items.{key}", ours[key], getattr(theirs, key))
    judge.close("items.winProbability", ours["winProbability"], theirs.probability, 1e-14)
    judge.interval("items.interval", ours["interval"], theirs.interval, 1e-14)
    pairing = analysis.pairing
    expected = None
    if pairing is not None and pairing.paired and analysis.suite.direction != "target":
        names = pairing.names["treatment"]
        arms = [pairing.treatment.epochs(names), pairing.baseline.epochs(names)]
        if any(len(each) > 1 for arm in arms for each in arm):
            per_item = [
                np.mean([win_values(np.array(t), y, analysis.suite).mean() for y in b])
                for t, b in zip(*arms, strict=True)
            ]
            expected = float(np.mean(per_item))
    judge.close("items.epochWinProbability", ours["epochWinProbability"], expected, 1e-14)


def check_bounds(judge, row, analysis, exact):
    found = analysis.result
    theirs = None
    if analysis.pairing is not None and analysis.sign is not None:
        theirs = missing_bounds(analysis.pairing, analysis.suite, analysis.level, found)
    ours = row["bounds"]
    if ours is None or theirs is None:
        judge.equal("bounds", ours, theirs)
        return
    for case in ("worst", "best"):
        improvement, interval, p = theirs[case]
        judge.close(f"bounds.{case}.improvement", ours[case]["improvement"], improvement, **exact)
        judge.interval(f"bounds.{case}.interval", ours[case]["interval"], interval, **exact)
        judge.close(f"bounds.{case}.p", ours[case]["p"], p, 1e-290, 1e-8)
    judge.interval("bounds.interval", ours["interval"], theirs["interval"], 1e-12)
