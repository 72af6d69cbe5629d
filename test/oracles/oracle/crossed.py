"""Several training seeds in an arm, crossed with the items."""

import math

import numpy as np

from . import textbook as tb
from .paired import paired_design
from .quantiles import quantile_design
from .resample import Reference, mean_over_drawn_seeds, pigeonhole_reference
from .result import Difference, Estimate, Result, all_equal, nothing, sample_deviation, tie_width
from .units import Lower, Units, difference_warnings, is_sum, paired_wins, unpaired_wins
from .unpaired import unpaired_design


class Side:
    """One arm over its seeds: figures, and influences of every unit (seeds × units)."""

    def __init__(self, arm, names, groups, weights, suite, turn=None):
        self.seeds = arm.seeds
        scores = arm.scores(names)
        numerators, denominators = arm.sums(names) if is_sum(suite) else (scores, np.ones_like(scores))
        if turn is not None:
            side, ideal = turn
            numerators, scores = side * (numerators - ideal * denominators), side * (scores - ideal)
        self.scores = scores.mean(axis=0)
        self.units = [
            Units(n, d, groups, weights, suite.weighting) for n, d in zip(numerators, denominators, strict=True)
        ]
        self.k = self.units[0].k
        self.clustered = groups is not None
        ratios = [u.ratio for u in self.units]
        self.log = suite.kind == "relative-risk"
        self.usable = all(r is not None and (r > 0 or not self.log) for r in ratios)
        if not self.usable:
            return
        self.figures = np.log(ratios) if self.log else np.array(ratios)
        scale = np.array(ratios)[:, None] if self.log else 1.0
        self.influences = np.stack([u.influence for u in self.units]) / scale
        self.value = float(self.figures.mean())
        #: without clusters, weights and sums: items' own scores, for the two-way analysis of variance
        self.plain = scores if groups is None and weights is None and not is_sum(suite) and not self.log else None

    @property
    def tables(self):
        return (np.stack([u.numerator for u in self.units]), np.stack([u.denominator for u in self.units]))


def seed_parts(side):
    """(variance, df) of the seeds' mean, and of what it shares with the items; empty with one seed."""
    return _seed_parts(side.figures, side.influences, side.plain)


def _seed_parts(figures, influences, plain):
    r, k = influences.shape
    if r < 2:
        return []
    of_seeds = (float(np.var(figures, ddof=1)) / r, r - 1)
    if k < 2:
        return [of_seeds, (0.0, r - 1)]
    if plain is not None:
        # two-way layout without replication: mean square of the interaction
        inside = plain - plain.mean(axis=1, keepdims=True) - plain.mean(axis=0) + plain.mean()
        shared = float(np.sum(inside**2)) / ((r - 1) * (k - 1)) / (r * k)
    else:
        inside = influences - influences.mean(axis=0)
        shared = k / (k - 1) * float(np.sum(inside**2)) / (r * (r - 1))
    return [of_seeds, (-shared, (r - 1) * (k - 1))]


def total_variance(items, extra):
    """(items' part, what only seeds shrink, df): floored at the items' part."""
    own = sum(v for v, _ in items)
    fixed = sum(v for v, _ in extra)
    # seeds that differ by no more than their items explain: equal but for rounding is equal
    if fixed <= 1e-12 * sum(abs(v) for v, _ in extra):
        return own, 0.0, tb.satterthwaite(items)
    least = min(df for _, df in [*items, *extra])
    return own, fixed, max(least, tb.satterthwaite([*items, *extra]))


def over_units(influence):
    k = len(influence)
    return ((linearised_variance(influence) if k > 1 else 0.0), max(1, k - 1))


def linearised_variance(influence, other=None):
    k = len(influence)
    return k / (k - 1) * float(np.sum(influence * (influence if other is None else other)))


def arm_of(side, n, level, width):
    items = over_units(side.influences.mean(axis=0))
    own, fixed, df = total_variance([items], seed_parts(side))
    mean = math.exp(side.value) if side.log else side.value
    # of one unit nobody knows how much others would differ, however many seeds there are
    known = side.k > 1 and own + fixed > width**2
    error = math.sqrt(own + fixed) * (mean if side.log else 1) if known else None
    return Estimate(mean, error, tb.t_interval(mean, error, df, level)[0], n)


def sides_of(pairing, suite, turns=None):
    sides = []
    for place, key in enumerate(("treatment", "baseline")):
        names = pairing.names[key]
        arm = getattr(pairing, key)
        which = None if pairing.paired else key
        if not names:
            return None
        groups, weights = pairing.groups(names, which), pairing.weights(names)
        sides.append(Side(arm, names, groups, weights, suite, turns and turns[place]))
    return sides


def crossed_design(rng, pairing, suite, plan, seeds, turns=None):
    level = plan["level"]
    paired = pairing.paired
    n = min(len(names) for names in pairing.names.values())
    sides = sides_of(pairing, suite, turns)
    if sides is None:
        return nothing("crossed", n, "no_shared_items")
    if not all(side.usable for side in sides):
        return nothing("crossed", n, "undefined_no_positives" if suite.kind == "f1" else "undefined_ratio")
    t, b = sides
    width = tie_width(suite)
    value = t.value - b.value
    names = [seeds["treatment"][: t.seeds], seeds["baseline"][: b.seeds]]
    matched = paired and plan["seedsMatched"] and names[0] == names[1] and None not in names[0]
    if paired:
        items = [over_units(t.influences.mean(axis=0) - b.influences.mean(axis=0))]
    else:
        items = [over_units(side.influences.mean(axis=0)) for side in sides]
    if matched:
        plain = None if t.plain is None else t.plain - b.plain
        extra = _seed_parts(t.figures - b.figures, t.influences - b.influences, plain)
    else:
        extra = seed_parts(t) + seed_parts(b)
    own, fixed, df = total_variance(items, extra)
    agree = all(all_equal(side.figures, width) for side in sides)
    if paired:
        d = t.scores - b.scores
        constant = agree and all_equal(d, width)
    else:
        d = None
        constant = agree and all_equal(t.scores, width) and all_equal(b.scores, width)
    error = None if constant or own + fixed <= 0 or min(t.k, b.k) < 2 else math.sqrt(own + fixed)

    transform = np.log if t.log else None

    def compare(one, other):
        values = mean_over_drawn_seeds(*one, transform) - mean_over_drawn_seeds(*other, transform)
        return np.where(np.isfinite(values), values, np.nan)

    reference = "constant"
    if error is not None:
        values = pigeonhole_reference(rng, t.tables, b.tables, paired, matched, compare)
        reference = Reference(value, error, values, None)

    arms = [arm_of(side, len(pairing.names[key]), level, width) for side, key in zip(sides, pairing.names, strict=True)]
    relative = None
    if not t.log and None not in (arms[0].error, arms[1].error) and b.value != 0:
        cov = linearised_variance(t.influences.mean(axis=0), b.influences.mean(axis=0)) if paired else 0.0
        relative = tb.relative_change(t.value, b.value, arms[0].error ** 2, arms[1].error ** 2, cov, t.k - 1, level)
    weights = pairing.weights(pairing.names["treatment"])
    turned = suite if turns is None else Lower
    if paired:
        wins = paired_wins(t.scores, b.scores, turned, pairing.groups(pairing.names["treatment"]), weights, level)
    else:
        wins = unpaired_wins(t.scores, b.scores, turned, level)
    warnings = set()
    if plan["seedsMatched"] and not matched:
        warnings.add("seeds_not_matched")
    if arms[1].mean == 0:
        warnings.add("zero_baseline")
    elif arms[1].error is not None and arms[1].mean ** 2 < 25 * arms[1].error ** 2:
        warnings.add("weak_baseline")
    if paired:
        warnings |= difference_warnings(d, width, constant)
    else:
        warnings |= {"pairing_lost"} | ({"n_lt_2"} if n < 2 else {"zero_variance"} if constant else set())
    dz = None
    if d is not None and not all_equal(d, width) and not t.log and weights is None:
        dz = value / sample_deviation(d)
    interval, p = tb.t_interval(value, error, df, level)
    return Result(
        "crossed",
        n,
        *arms,
        Difference(value, error, None if error is None else df, interval, p),
        clusters=min(t.k, b.k) if t.clustered or b.clustered else None,
        bootstrap=reference,
        items=wins,
        relative=relative,
        dz=dz,
        deviation=sample_deviation(b.scores),
        variance=None if error is None else (own, fixed),
        degenerate=error is None,
        warnings=warnings,
        size=float(max(np.abs(t.scores).max(), np.abs(b.scores).max(), 1e-3)),
    )


def design_of(rng, pairing, suite, plan, seeds, turns=None):
    if suite.kind == "quantile":
        return quantile_design(rng, pairing, suite, plan)
    if pairing.treatment.seeds > 1 or pairing.baseline.seeds > 1:
        return crossed_design(rng, pairing, suite, plan, seeds, turns)
    if pairing.paired:
        return paired_design(rng, pairing, suite, plan["level"], turns)
    return unpaired_design(rng, pairing, suite, plan["level"], turns)
