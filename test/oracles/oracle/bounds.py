"""What a row would say if every missing score were at its worst, and at its best."""

import math

import numpy as np

from . import textbook as tb
from .align import ends, in_order
from .result import tie_width
from .score import tango
from .units import Units, mean_and_error


def missing_bounds(pairing, suite, level, result):
    """{"worst", "best": (improvement, interval, p), "interval"}; None where nothing is missing or there are no ends."""
    extremes = ends(suite)
    if extremes is None or suite.kind not in ("mean", "rubric", "recall@k") or suite.direction == "target":
        return None
    sign = -1 if suite.direction == "lower" else 1
    t, b = pairing.treatment, pairing.baseline
    lost = set(pairing.mismatched)
    if pairing.paired:
        names = [in_order((set(t.items) | set(b.items)) - lost)] * 2
    else:
        names = [in_order(arm.items) for arm in (t, b)]
    complete = all(
        all(name in arm.items and all(s is not None and s.worst == s.best for s in arm.items[name]) for name in own)
        for arm, own in zip((t, b), names, strict=True)
    )
    if complete or not all(names):
        return None
    worst, best = extremes
    ends_of = {"worst": ("worst", worst, "best", best), "best": ("best", best, "worst", worst)}
    found = {}
    for case, (t_end, t_absent, b_end, b_absent) in ends_of.items():
        arms = filled(t, names[0], t_end, t_absent), filled(b, names[1], b_end, b_absent)
        found[case] = read(pairing, suite, level, result, arms, names)
    turned = {}
    for case, (value, _, interval, p) in found.items():
        low_high = interval and (interval if sign == 1 else (-interval[1], -interval[0]))
        turned[case] = (sign * value, low_high, p)
    interval = None
    if found["worst"][1] is not None and found["best"][1] is not None:
        low = (turned["worst"][0], found["worst"][1])
        high = (max(turned["worst"][0], turned["best"][0]), found["best"][1])
        interval = tb.imbens_manski(low, high, level)
    return {**turned, "interval": interval}


def filled(arm, names, end, absent):
    """Item scores, averaged over the seeds."""
    return np.array(
        [
            absent
            if name not in arm.items
            else np.mean([absent if s is None else getattr(s, end) for s in arm.items[name]])
            for name in names
        ]
    )


def read(pairing, suite, level, result, arms, names):
    """(difference, error, interval, p) by the row's analytic method."""
    width = tie_width(suite)
    fixed = result.variance[1] if result.variance else 0.0
    if not pairing.paired:
        values, variances, sizes = [], [], []
        for scores, own, key in zip(arms, names, ("treatment", "baseline"), strict=True):
            groups, weights = pairing.groups(own, key), pairing.weights(own)
            units = Units(scores, np.ones(len(own)), groups, weights, suite.weighting)
            error = None
            if not units.constant(width):
                error = mean_and_error(scores, groups, weights, suite.weighting)[1]
            values.append(units.ratio)
            variances.append(error**2 if error else 0.0)
            sizes.append(units.k)
        value = values[0] - values[1]
        if sum(variances) == 0 or min(sizes) < 2:
            return value, None, None, None
        error = math.sqrt(sum(variances) + fixed)
        df = tb.satterthwaite([(v, k - 1) for v, k in zip(variances, sizes, strict=True)])
        return value, error, *tb.t_interval(value, error, df, level)
    own = names[0]
    groups, weights = pairing.groups(own), pairing.weights(own)
    d = arms[0] - arms[1]
    units = Units(d, np.ones(len(own)), groups, weights, suite.weighting)
    value = units.ratio
    error = None
    if not units.constant(width):
        error = mean_and_error(d, groups, weights, suite.weighting)[1]
        error = None if error is None else math.sqrt(error**2 + fixed)
    binary = all(np.all((scores == 0) | (scores == 1)) for scores in arms)
    if binary and groups is None and weights is None and fixed == 0:
        gained, lost = int(np.sum(d == 1)), int(np.sum(d == -1))
        return value, error, tango(gained, lost, len(d), level), tb.mid_p(gained, lost)
    df = result.difference.df if result.design == "crossed" else units.k - 1
    return value, error, *tb.t_interval(value, error, df if df is not None else units.k - 1, level)
