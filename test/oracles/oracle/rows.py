"""A row of a comparison against the oracle."""

import math

import numpy as np
from scipy import stats

from . import textbook as tb
from .align import CAUSES, Pairing
from .bounds import missing_bounds
from .crossed import design_of, target_design
from .data import Items
from .items_design import few_undefined, is_sum, win_values
from .result import tie_width
from .summaries import NONE_MISSING, preference_design, summary_design

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
    suite, level = analysis.suite, analysis.level
    exact = {"absolute": 2e-15 * max(found.size, 1.0)}
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
    judge.close("dz", row["dz"], found.dz, **exact)
    judge.close("baselineDeviation", row["baselineDeviation"], found.deviation, 2e-15 * max(found.size, 1.0))
    check_power(judge, row, analysis)
    check_bounds(judge, row, analysis, {"absolute": 2e-15 * max(found.size, 1.0)})
    check_missingness(judge, row, analysis)
    check_reasons(judge, row, analysis)


def on_the_edge(arm):
    """Is the mean 5 standard errors from 0 but for rounding? Then log and Fieller are both right."""
    return bool(arm["standardError"]) and abs(abs(arm["mean"]) / arm["standardError"] / 5 - 1) < 1e-9


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


def check_quantiles(judge, field, interval, ascending, level, drawn, spreads=(None, None), at=None):
    """Both bounds, or null where the resamples in between agree."""
    tail = (1 - level) / 2
    if interval is None:
        low, high = np.quantile(ascending, [tail, 1 - tail])
        judge.true(field, high - low <= 1e-9 * max(1e-3, abs(high)), f"null, oracle [{low}, {high}]")
        return
    for bound, p, spread in zip(interval, at or (tail, 1 - tail), spreads, strict=True):
        judge.quantile(field, bound, ascending, p, drawn, spread=spread)


def check_deviation(judge, field, ours, ascending, drawn):
    """A standard deviation of resamples, by its own law's kurtosis."""
    theirs = float(np.std(ascending, ddof=1)) if len(ascending) > 1 else 0.0
    if not theirs > 0:
        judge.equal(field, ours, None)
        return
    centred = ascending - ascending.mean()
    spread = math.sqrt(max(float(np.mean(centred**4)) / theirs**4 - 1, 1e-3) * (1 / drawn + 1 / len(ascending)))
    if not ours:
        judge.true(field, False, f"service {ours}, oracle {theirs}")
        return
    # the logarithm of a variance is nearer to normal than the variance
    z = 2 * math.log(ours / theirs) / spread
    judge.true(field, abs(z) <= 5.5, f"service {ours}, oracle {theirs} z={z:.2f}")


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
    drawn = row["bootstrap"]["replicates"] if row["bootstrap"] else None
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
    judge.close("difference.degreesOfFreedom", ours["degreesOfFreedom"], theirs.df, 0, 1e-7)
    judge.interval("difference.interval", ours["interval"], theirs.interval, **exact)
    check_p(judge, "difference.p", ours["p"], theirs.p, theirs.value, theirs.error, found.size)


def check_p(judge, field, ours, theirs, value, error, size):
    """A p moves faster than its t: rounding of the difference enters with t times its relative size."""
    slack = 1e-9
    if theirs is not None and error:
        t = abs(value / error)
        slack += 4e-15 * max(size, 1.0) / error * (1 + t)
    judge.close(field, ours, theirs, 1e-290, slack)


def undefined_share(reference, name):
    return 1 - float(np.mean(np.isfinite(getattr(reference, name))))


def check_studentised(judge, row, analysis, exact):
    """The studentised interval where few resamples are undefined, otherwise t."""
    ours, found = row["difference"], analysis.result
    theirs, level = found.difference, analysis.level
    drawn = row["bootstrap"]["replicates"]
    share = undefined_share(found.bootstrap, "pivots")
    limit = min(1 / 200, (1 - level) / 2)
    near = 5.5 * math.sqrt(max(share, 1 / drawn) / drawn)
    is_t = not ours["method"].startswith("studentised")
    if abs(share - limit) > near:
        if not judge.equal("difference.method is t", is_t, not few_undefined(share, level)):
            return
    if is_t:
        df = theirs.df
        judge.close("difference.degreesOfFreedom", ours["degreesOfFreedom"], df, 0, 1e-7)
        interval, p = tb.t_interval(theirs.value, theirs.error, df, level)
        judge.interval("difference.interval", ours["interval"], interval, **exact)
        check_p(judge, "difference.p", ours["p"], p, theirs.value, theirs.error, found.size)
        return
    judge.equal("difference.degreesOfFreedom", ours["degreesOfFreedom"], None)
    pivots = found.bootstrap.defined("pivots")
    t = [(theirs.value - bound) / theirs.error for bound in ours["interval"]]
    check_quantiles(judge, "difference.interval", t[::-1], pivots, level, drawn)
    check_drawn_p(judge, ours["p"], pivots, theirs.value / theirs.error, drawn)


def check_drawn_p(judge, p, ascending, at, drawn):
    """2·min(1 + #≥, 1 + #≤)/(B + 1): the smaller count is a count of draws."""
    width = 1e-12 * max(1.0, abs(at))
    above = len(ascending) - int(np.searchsorted(ascending, at - width, "left"))
    below = int(np.searchsorted(ascending, at + width, "right"))
    if p == 1.0:
        judge.true("difference.p", min(above, below) / len(ascending) > 0.5 - 5.5 / math.sqrt(4 * drawn), "p = 1")
        return
    count = p * (drawn + 1) / 2 - 1
    # draws that are undefined enter neither count
    judge.share("difference.p", count / drawn, drawn, min(above, below), len(ascending), counts=True)


def check_bootstrap(judge, row, analysis, exact):
    ours, reference = row["bootstrap"], analysis.result.bootstrap
    plan, level = analysis.plan, analysis.level
    if reference is None or ours is None:
        judge.equal("bootstrap", ours, reference)
        return
    judge.equal("bootstrap.kind", ours["kind"], plan["bootstrap"])
    judge.equal("bootstrap.replicates", ours["replicates"], plan["replicates"])
    if isinstance(reference, str):
        for key in ("interval", "studentised", "standardError", "monteCarloError"):
            judge.equal(f"bootstrap.{key}", ours[key], None)
        judge.equal("bootstrap.undefinedResamples", ours["undefinedResamples"], 0)
        return
    drawn = ours["replicates"]
    values = reference.defined("values")
    undefined = undefined_share(reference, "values")
    check_deviation(judge, "bootstrap.standardError", ours["standardError"], values, drawn)
    if plan["bootstrap"] != "studentised":
        judge.share(
            "bootstrap.undefinedResamples", ours["undefinedResamples"] / drawn, drawn, round(undefined * len(reference.values)), len(reference.values)
        )
    check_studentised_block(judge, ours, reference, level, drawn)
    check_kind(judge, ours, reference, analysis, values, undefined)
    check_share_improved(judge, ours["shareImproved"], values, analysis, drawn)
    check_monte_carlo(judge, ours, values, level, drawn)


def check_share_improved(judge, ours, values, analysis, drawn):
    """Resamples in which the treatment is ahead, those at 0 counted half."""
    sign = -1 if analysis.at_ideal else analysis.sign
    if sign is None:
        judge.equal("bootstrap.shareImproved", ours, None)
        return
    turned = sign * values
    width = 1e-9 * float(np.std(values))
    ahead, level = int(np.sum(turned > width)), int(np.sum(np.abs(turned) <= width))
    judge.share("bootstrap.shareImproved", ours, drawn, ahead + level / 2, len(values))


def check_studentised_block(judge, ours, reference, level, drawn):
    if reference.pivots is None or reference.error is None:
        judge.equal("bootstrap.studentised", ours["studentised"], None)
        return
    share = undefined_share(reference, "pivots")
    allowed = (1 - level) / 2
    near = 5.5 * math.sqrt(max(share, 1 / drawn) / drawn)
    if abs(share - allowed) > near and not judge.equal("bootstrap.studentised is null", ours["studentised"] is None, share > allowed):
        return
    if ours["studentised"] is None:
        return
    pivots = reference.defined("pivots")
    t = [(reference.estimate - bound) / reference.error for bound in ours["studentised"]]
    check_quantiles(judge, "bootstrap.studentised", t[::-1], pivots, level, round(drawn * (1 - share)))


def check_kind(judge, ours, reference, analysis, values, undefined):
    kind, level, drawn = ours["kind"], analysis.level, ours["replicates"]
    tail = (1 - level) / 2
    if kind == "studentised":
        judge.interval("bootstrap.interval", ours["interval"], ours["studentised"], 0, 0)
        return
    near = 5.5 * math.sqrt(max(undefined, 1 / drawn) / drawn)
    if abs(undefined - tail) > near and undefined > tail:
        judge.equal("bootstrap.interval", ours["interval"], None)
        return
    defined = round(drawn * (1 - undefined))
    if kind == "percentile":
        check_quantiles(judge, "bootstrap.interval", ours["interval"], values, level, defined)
    elif kind == "basic":
        mirrored = ours["interval"] and [2 * reference.estimate - bound for bound in ours["interval"]][::-1]
        check_quantiles(judge, "bootstrap.interval", mirrored, values, level, defined)
    else:
        check_bca(judge, ours, reference, values, level, defined)


def check_bca(judge, ours, reference, values, level, drawn):
    """z₀ is drawn too: its error and the quantile's come from the same resamples."""
    if reference.jackknife is None:
        judge.equal("bootstrap.interval", ours["interval"], None)
        return
    width = 1e-9 * float(np.std(values))
    total = len(values)
    below = np.searchsorted(values, reference.estimate - width, "left") / total
    upto = np.searchsorted(values, reference.estimate + width, "right") / total
    share = (below + upto) / 2
    u = reference.jackknife.mean() - reference.jackknife
    if not 0 < share < 1 or not np.any(u):
        judge.equal("bootstrap.interval", ours["interval"], None)
        return
    z0 = stats.norm.ppf(share)
    a = float(np.sum(u**3) / (6 * np.sum(u**2) ** 1.5))
    at, spreads = [], []
    for p in ((1 - level) / 2, (1 + level) / 2):
        z = z0 + stats.norm.ppf(p)
        scale = 1 - a * z
        if scale <= 0:
            judge.equal("bootstrap.interval", ours["interval"], None)
            return
        moved = stats.norm.cdf(z0 + z / scale)
        # influence of one resample: slope·([below the estimate] − share) − ([below the bound] − moved)
        slope = stats.norm.pdf(z0 + z / scale) * (1 + 1 / scale**2) / stats.norm.pdf(z0)
        own = moved * (1 - moved)
        of_bias = share * (1 - share) - (upto - below) / 4
        shared = min(moved, share) - moved * share
        at.append(moved)
        spreads.append(math.sqrt(max(own + slope**2 * of_bias - 2 * slope * shared, own * 0.05)))
    if ours["interval"] is None:
        low, high = np.quantile(values, at)
        judge.true("bootstrap.interval", high - low <= 1e-9, f"null, oracle [{low}, {high}]")
        return
    check_quantiles(judge, "bootstrap.interval", ours["interval"], values, level, drawn, tuple(spreads), tuple(at))


def check_monte_carlo(judge, ours, values, level, drawn):
    """Half a distance between order statistics: a rough figure, compared as such where the law has a density there."""
    tail = (1 - level) / 2
    if ours["monteCarloError"] is None:
        return
    for error, p in zip(ours["monteCarloError"], (tail, 1 - tail), strict=True):
        reach = math.sqrt(p * (1 - p) / drawn)
        low, high = np.quantile(values, [max(0.0, p - reach), min(1.0, p + reach)])
        if len(np.unique(values[(values >= low) & (values <= high)])) < 200:
            continue
        judge.true("bootstrap.monteCarloError", 0.2 < error / ((high - low) / 2) < 4, f"{error} {(high - low) / 2}")


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
                np.mean([win_values(np.array(t), y, analysis.suite).mean() for y in b]) for t, b in zip(*arms, strict=True)
            ]
            expected = float(np.mean(per_item))
    judge.close("items.epochWinProbability", ours["epochWinProbability"], expected, 1e-14)


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
    judge.close("varianceShares.seeds", shares["seeds"], seeds, 1e-12)
    if found.variance is None:
        judge.equal("minimumDetectable", row["minimumDetectable"], None)
        judge.equal("wouldSettle", row["wouldSettle"], None)
        return
    items, fixed = found.variance
    if items == "bootstrap":
        items = row["difference"]["standardError"] ** 2
    factor = stats.norm.isf((1 - analysis.level) / 2) + stats.norm.ppf(0.8)
    judge.close("minimumDetectable", row["minimumDetectable"], factor * math.sqrt(items + fixed), 2e-15 * max(found.size, 1) * factor)
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


def check_missingness(judge, row, analysis):
    """Items with such a cause in one arm alone: McNemar's mid-p over the items that both arms have."""
    if analysis.pairing is None:
        return
    arms = (analysis.pairing.treatment, analysis.pairing.baseline)
    theirs = []
    for cause in CAUSES:
        struck = [
            {name for name, seeds in arm.items.items() if any(s is not None and cause in s.causes for s in seeds)}
            for arm in arms
        ]
        if not any(struck):
            continue
        shared = set(analysis.pairing.shared)
        one, other = len(struck[0] & shared - struck[1]), len(struck[1] & shared - struck[0])
        both = len(struck[0] & struck[1] & shared)
        theirs.append((cause, one, other, both, tb.mid_p(one, other) if shared else None))
    ours = row["missingness"]
    judge.equal("missingness", [(m["cause"], m["treatmentOnly"], m["baselineOnly"], m["both"]) for m in ours], [t[:4] for t in theirs])
    if len(ours) == len(theirs):
        for m, t in zip(ours, theirs, strict=True):
            judge.close("missingness.p", m["p"], t[4])


def check_reasons(judge, row, analysis):
    found, suite = analysis.result, analysis.suite
    judge.equal("direction", row["direction"], suite.direction)
    warnings = set(found.warnings)
    alignment = analysis.alignment
    fewest = 1
    if analysis.pairing is not None:
        fewest = min(analysis.pairing.treatment.seeds, analysis.pairing.baseline.seeds)
    conditions = {
        "few_items": found.n is not None and found.n < 30,
        "few_clusters": found.clusters is not None and found.clusters < 20,
        "few_seeds": found.design == "crossed" and fewest < 3,
        "seed_variance_unmeasured": fewest < 2,
        "content_mismatch": alignment["contentMismatch"] > 0,
        "low_coverage": (found.design.startswith("paired") or found.design == "crossed")
        and alignment["coverage"] is not None
        and alignment["coverage"] < 0.95,
    }
    warnings |= {code for code, holds in conditions.items() if holds}
    ours = set(row["warnings"])
    # what the oracle has an opinion on
    known = {
        *conditions,
        "n_lt_2",
        "zero_variance",
        "identical_arms",
        "few_nonzero_differences",
        "ties_over_half",
        "pairing_lost",
        "no_shared_items",
        "n_unknown",
        "no_standard_error",
    }
    if found.design == "unpaired":
        known.discard("few_nonzero_differences")
    judge.equal("warnings", sorted(ours & known), sorted(warnings & known))
    if not on_the_edge(row["baseline"]):
        judge.equal("weak baseline", "weak_baseline" in ours, "weak_baseline" in warnings)
    judge.equal("zero baseline", "zero_baseline" in ours, "zero_baseline" in warnings)


def reason_for_no_verdict(row, analysis):
    """Why the row alone may have no verdict."""
    found = analysis.result
    if analysis.sign is None and not analysis.at_ideal:
        return "unknown_direction"
    if analysis.at_ideal:
        return "at_ideal"
    if found.n is not None and found.n < 15:
        return "too_few_items"
    if found.clusters is not None and found.clusters < 5:
        return "too_few_clusters"
    if found.degenerate:
        return "degenerate"
    if row["difference"]["interval"] is None or row["difference"]["p"] is None:
        return "no_interval"
    return None
