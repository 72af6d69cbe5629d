"""The same items in both arms: t, Tango, clusters, ratios of sums."""

import math

import numpy as np

from . import textbook as tb
from .resample import mean_reference, ratio_reference, two_ratios_reference
from .result import Difference, Result, all_equal, nothing, sample_deviation, tie_width
from .score import tango
from .units import (
    Column,
    Lower,
    Units,
    arm_estimate,
    difference_warnings,
    is_binary,
    is_sum,
    mean_and_error,
    paired_wins,
)


def paired_design(rng, pairing, suite, level, turns=None):
    """Same items in both arms. `turns`: (side, ideal) of each arm, for distances from a target."""
    names = pairing.names["treatment"]
    groups, weights = pairing.groups(names), pairing.weights(names)
    n = len(names)
    binary = n > 0 and turns is None
    for arm in (pairing.treatment, pairing.baseline):
        binary = binary and is_binary(arm, names, groups, weights, suite)
    design = "paired-binary" if binary else "paired" if groups is None else "paired-clustered"
    undefined = "undefined_no_positives" if suite.kind == "f1" else "undefined_ratio"
    if n == 0:
        return nothing(design, 0, "no_shared_items")
    t, b = (
        Column(arm, names, groups, weights, suite, turns and turns[place])
        for place, arm in enumerate((pairing.treatment, pairing.baseline))
    )
    x, y = t.units.ratio, b.units.ratio
    log = suite.kind == "relative-risk"
    if x is None or y is None:
        return nothing(design, n, undefined)
    arms = [arm_estimate(c.units, c.scores, groups, weights, suite, level, binary) for c in (t, b)]
    if log and (x <= 0 or y <= 0):
        return nothing(design, n, undefined, arms)
    width = tie_width(suite)
    k = t.units.k
    d = t.scores - b.scores
    value = math.log(x) - math.log(y) if log else x - y
    plain = not is_sum(suite) and not log
    both = None
    if plain:
        both = Units(d, np.ones(n), groups, weights, suite.weighting)
        value = both.ratio
        constant = both.constant(width)
        error = None if constant else mean_and_error(d, groups, weights, suite.weighting)[1]
    else:
        constant = t.units.constant(width) and b.units.constant(width)
        influence = t.units.influence / (x if log else 1) - b.units.influence / (y if log else 1)
        error = None if constant else tb.linearised(influence)
    size = float(max(np.abs(t.scores).max(), np.abs(b.scores).max(), 1e-3))

    if error is None:
        reference = "constant"
    elif not plain:
        columns = ((u.numerator, u.denominator) for u in (t.units, b.units))
        reference = two_ratios_reference(rng, *columns, log, error, True)
    elif np.all(both.denominator == 1):
        reference = mean_reference(rng, both.numerator, error)
    else:
        reference = ratio_reference(rng, both.numerator, both.denominator, error)

    moved = np.abs(both.numerator if plain else t.units.numerator - b.units.numerator) > width
    enough = not plain if groups is None else k >= 8 and int(np.sum(moved)) >= 10
    studentised = error is not None and enough
    if error is None:
        found = Difference(value, None, None, None, 1.0 if k > 1 and not np.any(moved) else None)
    elif studentised:
        found = Difference(value, error, k - 1, "studentised", "studentised")
    else:
        found = Difference(value, error, k - 1, *tb.t_interval(value, error, k - 1, level))

    relative, warnings = relative_of(t.units, b.units, level)
    wins = paired_wins(t.scores, b.scores, suite if turns is None else Lower, groups, weights, level)
    result = Result(
        design,
        n,
        *arms,
        found,
        clusters=None if groups is None else k,
        bootstrap=reference,
        items=wins,
        relative=relative,
        dz=None if all_equal(d, width) or not plain or weights is not None or n < 2 else value / sample_deviation(d),
        deviation=sample_deviation(b.scores),
        variance=None if error is None else (error**2, 0.0),
        degenerate=constant,
        warnings=warnings | difference_warnings(d, width, constant),
        size=size,
        fine=float(np.abs(d).max()) if plain else None,
    )
    if plain and groups is not None and error is not None:
        alone = mean_and_error(d, None, weights, "items")[1]
        result.design_effect = (error / alone) ** 2 if alone else None
    if binary:
        binary_difference(result, t.scores, b.scores, level, log, -1 if suite.direction == "lower" else 1)
    return result


def binary_difference(result, t, b, level, log, sign):
    gained, lost = int(np.sum((t == 1) & (b == 0))), int(np.sum((t == 0) & (b == 1)))
    both = int(np.sum((t == 1) & (b == 1)))
    n = len(t)
    result.table = (both, gained, lost, n - both - gained - lost)
    p = tb.mid_p(gained, lost)
    interval = tango(gained, lost, n, level)
    low, high = interval if sign == 1 else (-interval[1], -interval[0])
    result.items.interval = ((1 + low) / 2, (1 + high) / 2)
    found = result.difference
    found.df, found.p, found.interval = None, p, interval
    result.degenerate = False
    if log:
        error = math.sqrt((gained + lost) / ((both + gained) * (both + lost)))
        found.error = error or None
        reach = tb.critical(level) * error
        found.interval = (found.value - reach, found.value + reach) if error else None
        result.degenerate = error == 0


def relative_of(t, b, level):
    """Relative change of two ratios over the same units."""
    if float(np.sum(b.numerator)) == 0:
        return None, {"zero_baseline"}
    if t.k < 2:
        return None, set()
    c = t.k / (t.k - 1)
    va, vb, cov = (
        c * float(np.sum(i * j))
        for i, j in ((t.influence, t.influence), (b.influence, b.influence), (t.influence, b.influence))
    )
    found = tb.relative_change(t.ratio, b.ratio, va, vb, cov, t.k - 1, level)
    return found, {"weak_baseline"} if b.ratio**2 < 25 * vb else set()
