"""The truth behind one suite's scores."""

import numpy as np

from .align import CAUSES
from .data import Item


class World:
    """What is true of the items of one suite: how hard they are, how they hang together, what the treatment does."""

    def __init__(self, rng, suite, n):
        self.rng, self.suite, self.n = rng, suite, n
        shape = suite.shape
        self.effect = float(rng.choice([0, 0, 0.02, 0.1, 0.3, -0.05, -0.2]))
        self.hard = rng.beta(1.3, 1.1, n) if rng.random() < 0.8 else np.full(n, float(rng.choice([0.02, 0.5, 0.97])))
        self.rounded = int(rng.choice([1, 2, 3, 9]))
        self.clusters = None
        if "clustered" in shape or (shape == "degenerate" and rng.random() < 0.2):
            groups = int(rng.choice([1, 3, 5, 8, 12, 20, 35]))
            groups = max(1, min(groups, n))
            self.clusters = np.sort(rng.integers(0, groups, n))
            pull = rng.normal(0, 0.25, groups)
            self.hard = np.clip(self.hard + pull[self.clusters], 0, 1)
            self.together = rng.normal(0, 0.15, groups)[self.clusters]
        else:
            self.together = np.zeros(n)
        self.weights = rng.choice([0.5, 1.0, 2.0, 7.25], n) if "weighted" in shape else np.ones(n)
        self.epochs = 1
        if shape == "epochs":
            self.epochs = int(rng.integers(2, 6))
        elif shape in ("clustered", "f1", "continuous") and rng.random() < 0.15:
            self.epochs = 2
        self.unequal = rng.random() < 0.4
        self.degenerate = str(rng.choice(["same", "shifted", "all", "equal", "gone"]))
        self.drift = {}

    def item(self, arm, seed, k, missing, hashed):
        rng = self.rng
        count = self.epochs if not self.unequal or self.epochs == 1 else int(rng.integers(1, self.epochs + 1))
        epochs, sums = [], []
        with_sums = self.suite.kind in ("f1", "ratio")
        for _ in range(count):
            status = "ok"
            if rng.random() < missing or (
                self.degenerate == "gone" and self.suite.shape == "degenerate" and arm == "baseline"
            ):
                status = CAUSES[min(3, int(rng.exponential(1.2)))]
            parts = self.parts(arm, seed, k) if with_sums else None
            score = self.score(arm, seed, k) if parts is None else ratio_of(parts)
            epochs.append((score if status == "ok" else None, status))
            sums.append(parts)
        cluster = "" if self.clusters is None or (self.clusters[k] == 0 and k % 5 == 0) else f"k{self.clusters[k]}"
        mark = f"h{k}" + ("x" if arm == "baseline" and k % 11 == 3 else "") if hashed else ""
        return Item(epochs, cluster, float(self.weights[k]), mark, sums if with_sums else None)

    def chance(self, arm, seed, k):
        """How good the arm's training seed is on this item, in [0, 1]."""
        drift = self.drift.setdefault((arm, seed), float(self.rng.normal(0, 0.06)) if seed else 0.0)
        gain = (self.effect + self.together[k]) if arm == "treatment" else 0.0
        return float(np.clip(self.hard[k] + gain + drift, 0.005, 0.995))

    def score(self, arm, seed, k):
        rng, suite, shape = self.rng, self.suite, self.suite.shape
        chance = self.chance(arm, seed, k)
        if shape == "degenerate":
            return self.degenerate_score(arm, k)
        if "binary" in shape or shape in ("relative-risk", "target-clustered", "mixed-kinds"):
            return float(rng.random() < chance)
        if shape == "epochs" and suite.direction == "higher":
            return float(rng.random() < chance)
        if shape == "offset":
            return 1e6 + 1e-3 * float(rng.normal(chance, 0.3))
        noise = float(rng.normal(chance, 0.12))
        if suite.range is None:
            # a long right tail, as perplexities and latencies have
            return round(float(np.exp(1.5 * noise)) * 4, 6)
        low, high = suite.range
        if suite.kind == "rubric":
            return round(2 * noise - 0.8, self.rounded)
        return round(low + (high - low) * float(np.clip(noise, 0, 1)), self.rounded)

    def degenerate_score(self, arm, k):
        hard = round(float(self.hard[k]), 2)
        if self.degenerate == "same":
            return hard
        if self.degenerate == "shifted":
            return hard + 0.1 if arm == "treatment" else hard
        if self.degenerate == "all":
            return 1.0 if arm == "treatment" else 0.0
        return 1.0 if self.degenerate == "equal" else hard

    def parts(self, arm, seed, k):
        rng = self.rng
        chance = self.chance(arm, seed, k)
        if self.suite.kind == "ratio":
            return (round(float(rng.gamma(2 + 3 * chance)), 4), float(rng.integers(0, 6)), 0.0)
        gold = int(rng.integers(0, 3))
        found = int(rng.binomial(gold, chance))
        return (float(found), float(rng.binomial(1, 0.35)), float(gold - found))


def ratio_of(parts):
    """A score for the row beside its counts; the service reads the counts."""
    tp, fp, fn = parts
    return 2 * tp / (2 * tp + fp + fn) if tp + fp + fn > 0 else 1.0
