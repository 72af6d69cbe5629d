"""What a mean rests on: items or clusters, with the arms' own means, wins, and warnings."""

import numpy as np

from . import textbook as tb
from .result import Estimate, Wins, all_equal, tie_width


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


class Lower:
    """A stand-in for a suite whose scores are distances: less is better, ties within 1e-9."""

    direction = "lower"
    range = None
    width = None
    weighting = "items"


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
