"""From epochs to items, and from two arms' items to what is compared."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from .data import Items

CAUSES = ["error", "unscored", "refused", "timeout"]


def ends(suite):
    """The worst and the best score there can be; None where the range or the direction does not say."""
    if suite.range is None or suite.direction == "unknown":
        return None
    low, high = suite.range
    if suite.direction == "higher":
        return low, high
    if suite.direction == "lower":
        return high, low
    far = low if suite.ideal - low > high - suite.ideal else high
    return far, min(high, max(low, suite.ideal))


def reduce_epochs(values, suite):
    """Mean, or the mean over all subsets of k of their best or worst; None below k epochs."""
    if not values:
        return None
    if suite.reducer == "mean":
        return float(np.mean(values))
    if len(values) < suite.k:
        return None
    # the best of k is the greatest, unless less is better
    greatest = (suite.reducer == "pass@k") == (suite.direction != "lower")
    return float(np.mean([(max if greatest else min)(each) for each in combinations(values, suite.k)]))


@dataclass
class Reduced:
    """An item of one training seed: its reduced score, the epochs behind it, its completions, its sums."""

    score: float | None
    epochs: list
    worst: float | None
    best: float | None
    numerator: float | None
    denominator: float | None
    causes: set


def reduce_item(item, suite, plan):
    extremes = ends(suite)
    refusal = None
    if extremes is not None and plan["refusedAs"] != "missing" and suite.kind not in ("f1", "ratio"):
        refusal = extremes[0] if plan["refusedAs"] == "worst" else extremes[1]
    known, absent, causes, parts = [], 0, set(), []
    for epoch, (score, status) in enumerate(item.epochs):
        if status == "ok":
            known.append(score)
            if item.sums is not None:
                tp, fp, fn = item.sums[epoch]
                parts.append((2 * tp, 2 * tp + fp + fn) if suite.kind == "f1" else (tp, fp))
            continue
        causes.add(status)
        if status == "refused" and refusal is not None:
            known.append(refusal)
        else:
            absent += 1
    if parts:
        empty = 1.0 if suite.kind == "f1" else 0.0
        known = [a / b if b else empty for a, b in parts]
    worst, best = (None, None) if extremes is None else (reduce_epochs(known + [e] * absent, suite) for e in extremes)
    if extremes is not None and worst is None:
        worst, best = extremes
    return Reduced(
        reduce_epochs(known, suite),
        known,
        worst,
        best,
        float(np.mean([a for a, _ in parts])) if parts else None,
        float(np.mean([b for _, b in parts])) if parts else None,
        causes,
    )


def in_order(ids):
    return sorted(ids, key=lambda name: name.encode())


class Arm:
    """One arm's items by id, each a list over the training seeds (None where a seed has no such item)."""

    def __init__(self, items: Items, suite, plan):
        self.raw = items
        names = in_order({name for seed in items.seeds for name in seed})
        self.items = {
            name: [reduce_item(seed[name], suite, plan) if name in seed else None for seed in items.seeds]
            for name in names
        }
        self.seeds = len(items.seeds)
        self.missing = {cause: 0 for cause in CAUSES}
        for seed in items.seeds:
            for item in seed.values():
                for _, status in item.epochs:
                    if status != "ok":
                        self.missing[status] += 1

    def scored(self):
        return [name for name, seeds in self.items.items() if all(s is not None and s.score is not None for s in seeds)]

    def first(self, name):
        return next(seed[name] for seed in self.raw.seeds if name in seed)

    def hashes(self, name):
        return {seed[name].hash for seed in self.raw.seeds if name in seed and seed[name].hash}

    def scores(self, names):
        """Seeds × items."""
        return np.array([[self.items[name][s].score for name in names] for s in range(self.seeds)], dtype=float)

    def sums(self, names):
        """Numerators and denominators, seeds × items each."""
        return tuple(
            np.array([[getattr(self.items[name][s], part) for name in names] for s in range(self.seeds)], dtype=float)
            for part in ("numerator", "denominator")
        )

    def epochs(self, names):
        """The scored epochs of each item, over all seeds."""
        return [[value for seed in self.items[name] for value in seed.epochs] for name in names]


class Pairing:
    """Two arms brought together."""

    def __init__(self, data, plan):
        self.suite = data.suite
        self.treatment = Arm(data.treatment, data.suite, plan)
        self.baseline = Arm(data.baseline, data.suite, plan)
        both = [name for name in self.treatment.items if name in self.baseline.items]
        self.mismatched = [name for name in both if len(self.treatment.hashes(name) | self.baseline.hashes(name)) > 1]
        shared = [name for name in both if name not in set(self.mismatched)]
        self.shared = shared
        smaller = min(len(self.treatment.items), len(self.baseline.items))
        self.paired = len(shared) > 0 and 2 * len(shared) >= smaller
        scored = {"treatment": self.treatment.scored(), "baseline": self.baseline.scored()}
        self.union = set(scored["treatment"]) | set(scored["baseline"])
        if self.paired:
            ok = set(scored["treatment"]) & set(scored["baseline"])
            pairs = [name for name in shared if name in ok]
            self.names = {"treatment": pairs, "baseline": pairs}
        else:
            self.names = scored

    def cluster(self, name, arms=("treatment", "baseline")):
        for arm in arms:
            side = getattr(self, arm)
            if name in side.items and side.first(name).cluster:
                return side.first(name).cluster
        return ""

    def groups(self, names, arm=None):
        """Cluster labels (items without one stand alone), or None where no two items share one."""
        arms = ("treatment", "baseline") if arm is None else (arm,)
        labels = [self.cluster(name, arms) for name in names]
        labels = [f"cluster {label}" if label else f"item {name}" for label, name in zip(labels, names, strict=True)]
        return None if len(set(labels)) == len(labels) else np.unique(labels, return_inverse=True)[1]

    def weights(self, names):
        side = {name: arm for arm in (self.baseline, self.treatment) for name in arm.items}
        weights = np.array([side[name].first(name).weight for name in names])
        return None if len(weights) == 0 or np.all(weights == weights[0]) else weights

    def alignment(self):
        paired = len(self.names["treatment"]) if self.paired else 0
        return {
            "treatmentItems": len(self.treatment.items),
            "baselineItems": len(self.baseline.items),
            "paired": paired,
            "onlyTreatment": sum(name not in self.baseline.items for name in self.treatment.items),
            "onlyBaseline": sum(name not in self.treatment.items for name in self.baseline.items),
            "contentMismatch": len(self.mismatched),
            "missing": {"treatment": self.treatment.missing, "baseline": self.baseline.missing},
            "coverage": paired / len(self.union) if self.union else None,
        }

    def epoch_counts(self):
        """Scored epochs by item and seed, of the items compared: least, median, most."""
        found = {}
        for arm in ("treatment", "baseline"):
            side = getattr(self, arm)
            counts = [len(seed.epochs) for name in self.names[arm] for seed in side.items[name]]
            if not counts:
                return None
            found[arm] = {"min": min(counts), "median": float(np.median(counts)), "max": max(counts)}
        return found
