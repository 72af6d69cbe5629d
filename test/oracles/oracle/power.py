"""What a row could have found, and what would settle it."""

import math

import numpy as np
from scipy import stats

from . import textbook as tb


def margin_of(analysis):
    """On the score's own scale: one percentage point of the range unless the plan says."""
    suite, plan = analysis.suite, analysis.plan
    if plan.get("margin") is not None and suite.width is not None:
        return plan["margin"] * suite.width
    if analysis.result.design == "preference":
        return 0.02
    return None if suite.width is None or suite.kind == "relative-risk" else 0.01 * suite.width


def check_power(judge, row, analysis):
    found, pairing = analysis.result, analysis.pairing
    margin = margin_of(analysis)
    judge.close("margin", row["margin"], margin)
    parts = None
    one_seed = pairing is not None and pairing.treatment.seeds == pairing.baseline.seeds == 1
    if one_seed and pairing.paired and analysis.suite.reducer == "mean" and analysis.suite.direction != "target":
        names = pairing.names["treatment"]
        parts = tb.variance_parts(pairing.treatment.epochs(names), pairing.baseline.epochs(names))
    shares = row["varianceShares"]
    if parts is None:
        judge.equal("varianceShares.items", shares["items"], None)
        judge.equal("varianceShares.epochs", shares["epochs"], None)
    else:
        d, noise, _ = parts
        between = max(0.0, float(np.var(d)) - noise)
        total = between + noise
        share = 1.0 if total == 0 else between / total
        judge.close("varianceShares.items", shares["items"], share, 1e-12)
        judge.close("varianceShares.epochs", shares["epochs"], 1 - share, 1e-12)
    judge.close("varianceShares.clusterDesignEffect", shares["clusterDesignEffect"], found.design_effect)
    seeds = None
    if found.variance and pairing is not None and min(pairing.treatment.seeds, pairing.baseline.seeds) >= 2:
        seeds = found.variance[1] / sum(found.variance)
    judge.close("varianceShares.seeds", shares["seeds"], seeds, 1e-12 + 10 * found.grain)
    if found.variance is None:
        judge.equal("minimumDetectable", row["minimumDetectable"], None)
        judge.equal("wouldSettle", row["wouldSettle"], None)
        return
    items, fixed = found.variance
    if items == "bootstrap":
        items = row["difference"]["standardError"] ** 2
    factor = stats.norm.isf((1 - analysis.level) / 2) + stats.norm.ppf(0.8)
    detectable = factor * math.sqrt(items + fixed)
    judge.close("minimumDetectable", row["minimumDetectable"], detectable, 2e-15 * max(found.size, 1) * factor)
    if margin is None or found.n is None:
        judge.equal("wouldSettle", row["wouldSettle"], None)
        return
    ours = row["wouldSettle"]
    if ours is None:
        judge.true("wouldSettle", False, "null")
        return
    room = (margin / factor) ** 2 - fixed
    whole(judge, "wouldSettle.items", ours["items"], found.n * items / room if room > 0 else None)
    epochs = None
    if parts is not None and found.n > 1:
        d, noise, epoch = parts
        left = found.n * room - max(0.0, float(np.var(d, ddof=1)) - noise)
        epochs = epoch / left if left > 0 and epoch > 0 else None
    whole(judge, "wouldSettle.epochs", ours["epochs"], epochs)


def whole(judge, field, ours, exact):
    """The next whole number, either one where rounding decides."""
    if exact is None or ours is None:
        judge.equal(field, ours, None if exact is None else math.ceil(exact))
        return
    allowed = {math.ceil(exact * (1 - 1e-9)), math.ceil(exact * (1 + 1e-9))}
    judge.true(field, ours in allowed, f"service {ours}, oracle {exact}")
