"""Designs of rows with items: paired, paired-binary, paired-clustered, unpaired."""

import math

import numpy as np

from . import textbook as tb
from .resample import mean_reference, ratio_reference, two_ratios_reference
from .result import Difference, Estimate, Result, Wins, all_equal, nothing, sample_deviation, tie_width


def is_sum(suite):
    return suite.kind in ("f1", "ratio")


def is_binary(arm, names, groups, weights, suite):
    """Plain 0/1, once per item, one seed, no clusters, equal weights."""
    if suite.kind not in ("mean", "recall@k", "rubric", "relative-risk"):
        return False
    if arm.seeds != 1 or groups is not None or weights is not None:
        return False
    return all(len(e) == 1 and e[0] in (0.0, 1.0) for e in arm.epochs(names))


class Units:
    """Numerator and denominator of every unit: items, clusters, or cluster means."""

    def __init__(self, numerator, denominator, groups, weights, weighting):
        w = np.ones(len(numerator)) if weights is None else weights
        n, d = tb.by_group(numerator * w, groups), tb.by_group(denominator * w, groups)
        self.clustered = groups is not None
        if self.clustered and weighting == "clusters":
            self.size = np.abs(d)
            n, d = np.divide(n, d, out=np.zeros_like(n), where=d != 0), (d != 0).astype(float)
        self.numerator, self.denominator = n, d
        self.k = len(n)

    @property
    def ratio(self):
        total = float(np.sum(self.denominator))
        return None if total == 0 else float(np.sum(self.numerator)) / total

    @property
    def influence(self):
        return (self.numerator - self.ratio * self.denominator) / np.sum(self.denominator)

    def constant(self, width):
        residual = np.abs(self.numerator - self.ratio * self.denominator)
        return bool(np.all(residual <= width * np.maximum(1, np.abs(self.denominator))))


def mean_and_error(values, groups, weights, weighting):
    """The mean over units with its error, by regression on a constant; None below two units."""
    if weighting == "clusters" and groups is not None:
        w = np.ones(len(values)) if weights is None else weights
        means = tb.by_group(values * w, groups) / tb.by_group(w, groups)
        return tb.cr1(means, None, None)
    return tb.cr1(values, weights, groups)


def skewness(values):
    centred = values - values.mean()
    spread = np.mean(centred**2)
    return float(np.mean(centred**3) / spread**1.5) if spread > 0 else None


def difference_warnings(d, width, constant):
    found = set()
    moved = int(np.sum(np.abs(d) > width))
    if len(d) < 2:
        found.add("n_lt_2")
    elif constant:
        found.add("zero_variance")
    if np.all(d == 0):
        found.add("identical_arms")
    if moved < 10:
        found.add("few_nonzero_differences")
    if 2 * moved < len(d):
        found.add("ties_over_half")
    if not all_equal(d, width) and abs(skewness(d)) > 2:
        found.add("skewed")
    return found


def arm_estimate(units, scores, groups, weights, suite, level, binary):
    """Wilson for plain 0/1, else t."""
    n = len(scores) if scores is not None else None
    value = units.ratio
    error = None
    if not units.constant(tie_width(suite)):
        if is_sum(suite):
            error = tb.linearised(units.influence)
        else:
            error = mean_and_error(scores, groups, weights, suite.weighting)[1]
    if binary:
        interval = tb.wilson(float(np.sum(scores)), n, level)
    else:
        interval = tb.t_interval(value, error, units.k - 1, level)[0]
    return Estimate(value, error, interval, n)


def win_values(t, b, suite):
    turned = (t - b) * (-1 if suite.direction == "lower" else 1)
    width = tie_width(suite)
    return np.where(turned > width, 1.0, np.where(turned < -width, 0.0, 0.5))


def paired_wins(t, b, suite, groups, weights, level):
    w = win_values(t, b, suite)
    found = Wins(int(np.sum(w == 1)), int(np.sum(w == 0)), int(np.sum(w == 0.5)))
    mean, error = mean_and_error(w, groups, weights, suite.weighting)
    found.probability = mean
    k = len(w) if groups is None else int(groups.max()) + 1
    if np.all(w == w[0]):
        found.interval = tb.wilson(w[0] * k, k, level)
    else:
        # clusters that all have one share leave rounding, not an error
        found.interval = tb.t_interval(mean, error if error and error > 1e-14 else None, k - 1, level)[0]
    return found


def unpaired_wins(t, b, suite, level):
    turn = -1 if suite.direction == "lower" else 1
    together = np.concatenate([t, b])
    order = np.argsort(together, kind="stable")
    # values within a tie of the next one in order are one value
    steps = np.diff(together[order], prepend=together[order[0]]) > tie_width(suite)
    ranks = np.empty(len(together))
    ranks[order] = np.cumsum(steps)
    found = tb.brunner_munzel(turn * ranks[: len(t)], turn * ranks[len(t) :], level)
    if found is None:
        return None
    probability, interval = found
    n = min(len(t), len(b))
    return Wins(0, 0, 0, probability, interval or tb.wilson(probability * n, n, level))


def few_undefined(share, level):
    return share <= min(1 / 200, (1 - level) / 2)


class Column:
    """One arm's items: scores, or numerators and denominators, with their units."""

    def __init__(self, arm, names, groups, weights, suite, turn=None):
        self.scores = arm.scores(names).mean(axis=0) if names else np.empty(0)
        if is_sum(suite):
            numerator, denominator = (each[0] for each in arm.sums(names))
        else:
            numerator, denominator = self.scores, np.ones(len(names))
        if turn is not None:
            side, ideal = turn
            numerator = side * (numerator - ideal * denominator)
            self.scores = side * (self.scores - ideal)
        self.units = Units(numerator, denominator, groups, weights, suite.weighting)
        self.groups, self.weights = groups, weights


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

    moved = np.abs((both.numerator if plain else t.units.numerator - b.units.numerator)) > width
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


class Lower:
    """A stand-in for a suite whose scores are distances: less is better, ties within 1e-9."""

    direction = "lower"
    range = None
    width = None
    weighting = "items"


def binary_difference(result, t, b, level, log, sign):
    gained, lost = int(np.sum((t == 1) & (b == 0))), int(np.sum((t == 0) & (b == 1)))
    both = int(np.sum((t == 1) & (b == 1)))
    n = len(t)
    result.table = (both, gained, lost, n - both - gained - lost)
    p = tb.mid_p(gained, lost)
    interval = tb.tango(gained, lost, n, level)
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


def unpaired_design(rng, pairing, suite, level, turns=None):
    """Each arm has items of its own."""
    names = pairing.names
    n = min(len(names["treatment"]), len(names["baseline"]))
    columns = []
    binary = turns is None
    for place, key in enumerate(("treatment", "baseline")):
        arm = getattr(pairing, key)
        groups, weights = pairing.groups(names[key], key), pairing.weights(names[key])
        if not names[key]:
            return nothing("unpaired", n, "no_shared_items")
        binary = binary and is_binary(arm, names[key], groups, weights, suite)
        columns.append(Column(arm, names[key], groups, weights, suite, turns and turns[place]))
    t, b = columns
    x, y = t.units.ratio, b.units.ratio
    log = suite.kind == "relative-risk"
    undefined = "undefined_no_positives" if suite.kind == "f1" else "undefined_ratio"
    if x is None or y is None:
        return nothing("unpaired", n, undefined)
    arms = [arm_estimate(c.units, c.scores, c.groups, c.weights, suite, level, binary) for c in columns]
    if log and (x <= 0 or y <= 0):
        return nothing("unpaired", n, undefined, arms)
    width = tie_width(suite)
    errors = []
    for arm in columns:
        if arm.units.constant(width):
            errors.append(None)
        elif is_sum(suite):
            errors.append(tb.linearised(arm.units.influence))
        else:
            errors.append(mean_and_error(arm.scores, arm.groups, arm.weights, suite.weighting)[1])
    scaled = [(e or 0.0) / (r if log else 1) for e, r in zip(errors, (x, y), strict=True)]
    constant = errors == [None, None]
    # an arm of one unit has an error that nobody knows
    error = None if constant or min(t.units.k, b.units.k) < 2 else math.hypot(*scaled)
    value = math.log(x) - math.log(y) if log else x - y
    plain = not is_sum(suite) and not log
    reference = "constant"
    if error is not None:
        reference = two_ratios_reference(rng, *((c.units.numerator, c.units.denominator) for c in columns), log, error, False)
    k = (t.units.k, b.units.k)
    counts = (float(np.sum(t.scores)), len(t.scores), float(np.sum(b.scores)), len(b.scores))
    if binary and log:
        risk = tb.katz(*counts)
        p = tb.pooled_p(*counts)
        reach = tb.critical(level) * risk[1] if risk else None
        interval = (risk[0] - reach, risk[0] + reach) if risk else None
        found = Difference(value, risk[1] if risk else None, None, interval, p)
    elif binary:
        found = Difference(value, error, None, tb.newcombe(*counts, level), tb.pooled_p(*counts))
    elif error is None:
        found = Difference(value, None, None, None, None)
    elif not plain:
        df = tb.satterthwaite([(e**2, each - 1) for e, each in zip(scaled, k, strict=True)])
        found = Difference(value, error, df, "studentised", "studentised")
    else:
        df = tb.satterthwaite([(e**2, each - 1) for e, each in zip(scaled, k, strict=True)])
        found = Difference(value, error, df, *tb.t_interval(value, error, df, level))
    squares = [(e or 0.0) ** 2 for e in errors]
    relative = None
    if not constant and y != 0:
        relative = tb.relative_change(x, y, *squares, 0.0, None, level)
    warnings = {"pairing_lost"}
    if n < 2:
        warnings.add("n_lt_2")
    elif constant:
        warnings.add("zero_variance")
    if y == 0:
        warnings.add("zero_baseline")
    elif y * y < 25 * squares[1]:
        warnings.add("weak_baseline")
    clustered = any(c.units.clustered for c in columns)
    turned = suite if turns is None else Lower
    result = Result(
        "unpaired",
        n,
        *arms,
        found,
        clusters=min(k) if clustered else None,
        bootstrap=reference,
        items=unpaired_wins(t.scores, b.scores, turned, level),
        relative=relative,
        deviation=sample_deviation(b.scores),
        variance=None if error is None else (error**2, 0.0),
        degenerate=constant and not binary,
        warnings=warnings,
        size=float(max(np.abs(t.scores).max(), np.abs(b.scores).max(), 1e-3)),
    )
    if clustered and not is_sum(suite) and error is not None:
        alone = [tb.cr1(c.scores, c.weights, None)[1] or 0.0 for c in columns]
        below = alone[0] ** 2 + alone[1] ** 2
        result.design_effect = (squares[0] + squares[1]) / below if below > 0 else None
    return result
