"""At least so many improved, at most so many regressed: closed testing, and the one-sided tests that it rests on."""

import math
from itertools import combinations

import numpy as np
from scipy import optimize, stats
from statsmodels.stats.multitest import multipletests

from . import textbook as tb
from .score import tango_z


def one_sided(entry, threshold):
    """p of H: improvement ≤ threshold, the dual of the row's interval; None without one."""
    row, improvement = entry.row, entry.improvement
    p, error, df = (row["difference"][key] for key in ("p", "standardError", "degreesOfFreedom"))
    if improvement is None or p is None:
        return None
    if threshold == 0:
        return p / 2 if improvement > 0 else 1 - p / 2
    found = entry.analysis.result
    sign = entry.analysis.sign
    if found.table is not None and row["difference"]["method"] == "tango":
        _, gained, lost, _ = found.table
        if sign == -1:
            gained, lost = lost, gained
        if abs(threshold) < 1:
            return float(stats.norm.sf(tango_z(gained, lost, sum(found.table), threshold)))
    if row["difference"]["method"] == "newcombe":
        return newcombe_tail(entry, threshold)
    if error is None:
        return None
    t = (improvement - threshold) / error
    return float(stats.norm.sf(t) if df is None else stats.t.sf(t, df))


def newcombe_counts(entry):
    arms = [entry.row["treatment"], entry.row["baseline"]]
    if entry.analysis.sign == -1:
        arms.reverse()
    return [value for arm in arms for value in (round(arm["mean"] * arm["n"]), arm["n"])]


def newcombe_tail(entry, threshold):
    """Half the α at which Newcombe's interval reaches the threshold."""
    s1, n1, s2, n2 = newcombe_counts(entry)
    difference = s1 / n1 - s2 / n2
    if abs(difference - threshold) < 1e-15:
        return 0.5

    def bound(z):
        w1, w2 = tb.wilson_at(s1 / n1, n1, z), tb.wilson_at(s2 / n2, n2, z)
        if difference > threshold:
            return difference - math.hypot(s1 / n1 - w1[0], w2[1] - s2 / n2) - threshold
        return difference + math.hypot(w1[1] - s1 / n1, s2 / n2 - w2[0]) - threshold

    farthest = 7.941345326170998  # a tail of 1e-15
    if bound(1e-9) * bound(farthest) > 0:
        tail = 1e-15
    else:
        tail = float(stats.norm.sf(optimize.brentq(bound, 1e-9, farthest, xtol=1e-14)))
    return tail if difference > threshold else 1 - tail


def closed_testing(p_values, subset, alpha):
    """At least so many hypotheses of the subset are false: every intersection by Simes' test.

    Simes falls with its p-values. So the intersection that keeps k true ones of the subset and j others and is hardest
    to reject has the largest of each; all (k, j) are tried.
    """
    inside = np.sort([p_values[i] for i in subset])[::-1]
    outside = np.sort([p for i, p in enumerate(p_values) if i not in set(subset)])[::-1]
    for k in range(len(inside), 0, -1):
        for j in range(len(outside) + 1):
            joined = np.sort(np.concatenate([inside[:k], outside[:j]]))
            m = len(joined)
            if not np.any(m * joined <= np.arange(1, m + 1) * alpha):
                return len(inside) - k
    return len(inside)


def self_test():
    """The bound against every one of the 2^m − 1 intersections."""
    rng = np.random.default_rng(7)
    for _ in range(40):
        m = int(rng.integers(2, 8))
        p_values = [float(p) for p in rng.choice([1e-4, 0.004, 0.01, 0.02, 0.03, 0.2, 0.9], m)]
        subset = [i for i in range(m) if rng.random() < 0.6]
        kept = 0
        for size in range(1, m + 1):
            for joined in combinations(range(m), size):
                ascending = np.sort([p_values[i] for i in joined])
                if not np.any(size * ascending <= np.arange(1, size + 1) * 0.025):
                    kept = max(kept, len(set(joined) & set(subset)))
        assert closed_testing(p_values, subset, 0.025) == len(subset) - kept, (p_values, subset)


class Bounds:
    """At least so many improved, at most so many regressed by more than the margin, in any subset."""

    def __init__(self, counted, lost, level):
        self.level, self.alpha = level, (1 - level) / 2
        self.tests = {}
        for name in ("improved", "kept"):
            found = {}
            for e in counted:
                at = 0.0 if name == "improved" else None if e.margin is None else -e.margin
                p = None if e.reason is not None or at is None else one_sided(e, at)
                if p is not None:
                    found[e.suite.id] = p
            p_values = [*found.values(), *([1.0] * lost)]
            holm = multipletests(p_values, method="holm")[1] if p_values else []
            self.tests[name] = (list(found), p_values, holm)

    def check(self, judge, field, ours, subset):
        if not subset:
            judge.equal(field, ours, None)
            return
        found = {}
        for name, (ids, p_values, holm) in self.tests.items():
            at = [ids.index(e.suite.id) for e in subset if e.suite.id in ids]
            simes = closed_testing(p_values, at, self.alpha) if at else 0
            found[name] = simes, sum(holm[i] <= self.alpha for i in at)
        size = len(subset)
        theirs = {
            "suites": size,
            "level": self.level,
            "atLeastImproved": found["improved"][0],
            "atMostRegressed": size - found["kept"][0],
            "atLeastImprovedHolm": found["improved"][1],
            "atMostRegressedHolm": size - found["kept"][1],
        }
        for key, value in theirs.items():
            judge.equal(f"{field}.{key}", ours[key], value)
