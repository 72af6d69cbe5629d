"""Drawn numbers against the reference: quantiles, deviations, p-values, and the bootstrap block."""

import math

import numpy as np
from scipy import stats

from . import textbook as tb
from .units import few_undefined


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
    drawn = analysis.plan["replicates"]
    reference = found.primary or found.bootstrap
    share = undefined_share(reference, "pivots")
    limit = min(1 / 200, (1 - level) / 2)
    near = 5.5 * math.sqrt(max(share, 1 / drawn) / drawn)
    is_t = not ours["method"].startswith("studentised")
    if abs(share - limit) > near and not judge.equal("method is t", is_t, not few_undefined(share, level)):
        return
    if is_t:
        df = theirs.df
        judge.close("difference.degreesOfFreedom", ours["degreesOfFreedom"], df, 0, 1e-7)
        interval, p = tb.t_interval(theirs.value, theirs.error, df, level)
        judge.interval("difference.interval", ours["interval"], interval, **exact)
        p = None if analysis.at_ideal else p
        check_p(judge, "difference.p", ours["p"], p, theirs.value, theirs.error, found.size)
        return
    judge.equal("difference.degreesOfFreedom", ours["degreesOfFreedom"], None)
    pivots = reference.defined("pivots")
    t = [(theirs.value - bound) / theirs.error for bound in ours["interval"]]
    check_quantiles(judge, "difference.interval", t[::-1], pivots, level, drawn)
    if analysis.at_ideal:
        judge.equal("difference.p", ours["p"], None)
        return
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
    judge.share("difference.p", count / drawn, drawn, min(above, below), len(ascending))


def check_bootstrap(judge, row, analysis, exact):
    ours, reference = row["bootstrap"], analysis.result.bootstrap
    plan, level = analysis.plan, analysis.level
    if reference is None or ours is None:
        judge.equal("bootstrap", ours, reference)
        return
    asked = plan["bootstrap"]
    lawful = asked.startswith("exact")
    if not lawful:
        judge.true("bootstrap.law", "law" not in ours and "drawnBecause" not in ours, str(ours))
    if lawful and not isinstance(reference, str):
        if "law" in ours:
            check_law(judge, row, analysis)
            return
        judge.true("bootstrap.drawnBecause", ours.get("drawnBecause") in reasons(row, analysis), str(ours))
    constant = isinstance(reference, str)
    judge.equal("bootstrap.kind", ours["kind"], asked if constant or not lawful else DRAWN[asked])
    judge.equal("bootstrap.replicates", ours["replicates"], 0 if constant and lawful else plan["replicates"])
    if constant:
        for key in ("interval", "studentised", "standardError", "monteCarloError"):
            judge.equal(f"bootstrap.{key}", ours[key], None)
        judge.equal("bootstrap.undefinedResamples", ours["undefinedResamples"], 0)
        return
    drawn = ours["replicates"]
    values = reference.defined("values")
    undefined = undefined_share(reference, "values")
    check_deviation(judge, "bootstrap.standardError", ours["standardError"], values, drawn)
    if asked != "studentised":
        total = len(reference.values)
        count = ours["undefinedResamples"]
        judge.share("bootstrap.undefinedResamples", count / drawn, drawn, round(undefined * total), total)
    check_studentised_block(judge, ours, reference, level, drawn)
    check_kind(judge, ours, reference, analysis, values, undefined)
    check_share_improved(judge, ours["shareImproved"], values, analysis, drawn)
    check_monte_carlo(judge, ours, values, level, drawn)


#: what is drawn where there is no law
DRAWN = {"exact": "percentile", "exact-basic": "basic", "exact-bca": "bca"}
#: resamples that a law stands for
INFINITE = 10**12
#: a bound is right where its probability is, to the service's own claim
CLAIM = 1e-4


def reasons(row, analysis):
    """Why this row may have been drawn under a plan that asks for the law."""
    if row["design"] == "crossed":
        return {"distance", "two_ways"}
    if analysis.suite.kind == "quantile":
        return {"quantile"}
    if analysis.at_ideal:
        return {"distance"}
    uncertain = {"undefined_resamples", "few_dominate", "uneven_law", "self_check"}
    return uncertain | ({"two_ratios"} if row["design"] != "preference" else set())


def check_law(judge, row, analysis):
    """A block without draws: against the reference's resamples, and all resamples where they can be counted."""
    ours, reference = row["bootstrap"], analysis.result.bootstrap
    level, values = analysis.level, reference.defined("values")
    judge.equal("law.kind", ours["kind"], analysis.plan["bootstrap"])
    judge.equal("law.monteCarloError", ours["monteCarloError"], None)
    judge.equal("law.undefinedResamples", ours["undefinedResamples"], 0)
    studentised = row["difference"]["method"].startswith("studentised")
    if ours["replicates"] == 0:
        judge.equal("law.studentised", ours["studentised"], None)
        judge.true("law.replicates", not studentised, "the row's interval is studentised and nothing was drawn")
    else:
        judge.equal("law.replicates", ours["replicates"], analysis.plan["replicates"])
        check_studentised_block(judge, ours, reference, level, ours["replicates"])
    check_deviation(judge, "law.standardError", ours["standardError"], values, INFINITE)
    check_share_improved(judge, ours["shareImproved"], values, analysis, INFINITE)
    kind = DRAWN[ours["kind"]]
    check_kind(judge, {**ours, "kind": kind, "replicates": INFINITE}, reference, analysis, values, 0.0)
    law = reference.units and counted_law(*reference.units)
    if law is None or ours["interval"] is None or kind == "bca":
        return
    points, upto = law
    bounds = ours["interval"] if kind == "percentile" else [2 * reference.estimate - b for b in ours["interval"]][::-1]
    width = 1e-9 * float(points[-1] - points[0])
    for bound, p in zip(bounds, ((1 - level) / 2, (1 + level) / 2), strict=True):
        below = int(np.searchsorted(points, bound - width, "left"))
        above = int(np.searchsorted(points, bound + width, "right"))
        low, high = (float(upto[at - 1]) if at else 0.0 for at in (below, above))
        judge.true("law.counted", low - CLAIM <= p <= high + CLAIM, f"{bound}: [{low}, {high}] at {p}")
    judge.close("law.countedDeviation", ours["standardError"], deviation_of(points, upto), 0, 1e-6)


def counted_law(numerator, denominator):
    """Every resample of a ratio of sums: nⁿ of them one by one, or a lattice convolved n times with itself. None: too many."""
    n = len(numerator)
    if n <= 6:
        at = np.indices((n,) * n).reshape(n, -1)
        points = np.sort(numerator[at].sum(axis=0) / denominator[at].sum(axis=0))
        return points, np.arange(1, len(points) + 1) / len(points)
    steps = next((k for k in range(1, 61) if np.allclose(numerator * k, np.round(numerator * k), atol=1e-9)), None)
    if steps is None or np.any(denominator != 1) or n > 300:
        return None
    whole = np.round(numerator * steps).astype(int)
    one = np.bincount(whole - whole.min()) / n
    if len(one) * n > 20_000:
        return None
    law = np.array([1.0])
    for _ in range(n):
        law = np.convolve(law, one)
    points = (np.arange(len(law)) + n * whole.min()) / (steps * n)
    return points, np.cumsum(law)


def deviation_of(points, upto):
    probability = np.diff(upto, prepend=0.0)
    mean = float(probability @ points)
    return math.sqrt(float(probability @ (points - mean) ** 2))


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
    is_null = ours["studentised"] is None
    if abs(share - allowed) > near and not judge.equal("bootstrap.studentised is null", is_null, share > allowed):
        return
    if is_null:
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
