"""Experiments from seeds: every design, with the accidents that real result files have."""

import numpy as np

from .data import Aggregate, Counts, Experiment, Item, Items, Judgement, SuiteData
from .suites import DOMAINS, TRAITS

SIZES = [2, 9, 14, 15, 20, 29, 30, 40, 60, 60, 80, 100, 120, 160, 200]
CAUSES = ["error", "unscored", "refused", "timeout"]
#: shapes without item rows, cheap enough for boards of many suites
SMALL = {"aggregate", "counts", "preference"}


def make_experiment(seed, roster):
    rng = np.random.default_rng([20261120, seed])
    crossed = seed % 4 == 3
    seeds = {"treatment": [None], "baseline": [None]}
    if crossed:
        most = int(rng.integers(2, 5))
        fewer = int(rng.choice([1, most, most, int(rng.integers(2, 5))]))
        for arm, count in zip(rng.permutation(["treatment", "baseline"]).tolist(), (most, fewer), strict=True):
            seeds[arm] = [f"s{k + 1}" for k in range(count)]
    large = seed % 10 == 5
    pool = [suite for suite in roster if not large or suite.shape in SMALL or rng.random() < 0.25]
    count = min(len(pool), int(rng.integers(14, 19)) if large else int(rng.integers(4, 10)))
    chosen = [pool[k] for k in sorted(rng.choice(len(pool), size=count, replace=False))]
    if seed % 25 == 7:
        chosen = [suite for suite in chosen if suite.role == "control"] or chosen
    data = [suite_data(rng, suite, crossed, seeds) for suite in chosen]
    plan = make_plan(rng, seed, chosen)
    missing = lose_suites(rng, roster, chosen, plan, data) if seed % 5 == 1 else []
    training = None
    if rng.random() < 0.5:
        training = {"domains": [str(rng.choice(DOMAINS))], "traits": [str(rng.choice(TRAITS))]}
    return Experiment(f"e{seed}", seed, plan, seeds, data, missing, training)


def make_plan(rng, seed, chosen):
    level = float(rng.choice([0.95, 0.95, 0.95, 0.9, 0.8, 0.99]))
    plan = {
        "level": level,
        "replicates": 10_000 if level == 0.99 else int(rng.choice([2000, 2000, 2000, 5000])),
        "seed": f"oracle-{seed}",
        "bootstrap": str(rng.choice(["percentile"] * 6 + ["studentised", "studentised", "basic", "bca", "bca"])),
        "correction": str(rng.choice(["bh", "bh", "holm"])),
        "refusedAs": str(rng.choice(["missing", "missing", "worst", "best"])),
        "seedsMatched": bool(rng.random() < 0.3),
    }
    if rng.random() < 0.6:
        plan["margin"] = float(rng.choice([0.005, 0.02, 0.05, 0.1, 0.2]))
    ids = [suite.id for suite in chosen]
    if rng.random() < 0.2:
        plan["primarySuites"] = sorted(rng.choice(ids, size=min(3, len(ids)), replace=False).tolist())
    if rng.random() < 0.3:
        plan["count"] = [suite.id for suite in chosen if suite.role in ("control", "mixed") and rng.random() < 0.5]
    if rng.random() < 0.15:
        plan["doNotCount"] = [str(rng.choice(ids))]
    return plan


def lose_suites(rng, roster, chosen, plan, data):
    """Plans suites that nobody brought, and takes one arm's results of another away; answers what is then missing."""
    others = [suite for suite in roster if suite not in chosen]
    never = [others[int(rng.integers(len(others)))] for _ in range(int(rng.integers(1, 3)))]
    plan["suites"] = sorted({suite.id for suite in chosen} | {suite.id for suite in never})
    missing = [(suite, "both") for suite in dict.fromkeys(never)]
    with_arms = [each for each in data if each.judgements is None]
    if len(with_arms) > 2:
        lost = with_arms[int(rng.integers(len(with_arms)))]
        arm = str(rng.choice(["treatment", "baseline"]))
        setattr(lost, arm, None)
        missing.append((lost.suite, arm))
    return missing


def suite_data(rng, suite, crossed, seeds):
    shape = suite.shape
    if shape == "aggregate":
        return SuiteData(suite, *make_aggregates(rng, suite))
    if shape == "counts":
        return SuiteData(suite, *make_counts(rng))
    if shape == "preference":
        return SuiteData(suite, None, None, make_judgements(rng))
    # some suites were run for one training seed only
    numbers = {arm: len(names) if rng.random() < 0.85 else 1 for arm, names in seeds.items()}
    if crossed and shape in ("quantile", "mixed-kinds"):
        numbers = {"treatment": 1, "baseline": 1}
    treatment, baseline = make_items(rng, suite, numbers)
    if shape == "mixed-kinds":
        if rng.random() < 0.5:
            baseline = Counts(int(rng.integers(10, 40)), 50) if rng.random() < 0.5 else Aggregate(0.5, 0.03, 100)
        else:
            treatment = Counts(int(rng.integers(10, 40)), 50) if rng.random() < 0.5 else Aggregate(0.6, 0.05, None)
    return SuiteData(suite, treatment, baseline)


def make_aggregates(rng, suite):
    def arm(mean):
        error = float(rng.choice([0.005, 0.02, 0.1])) * float(rng.uniform(0.5, 2))
        n = int(rng.integers(10, 2000))
        accident = rng.random()
        return Aggregate(
            mean, None if accident < 0.06 else 0.0 if accident < 0.1 else error, None if rng.random() < 0.15 else n
        )

    mean = float(rng.uniform(0.05, 0.9)) if suite.range else float(rng.normal(3, 5))
    if suite.kind == "mean" and rng.random() < 0.05:
        mean = 0.0
    return arm(mean + float(rng.normal(0, 0.05))), arm(mean)


def make_counts(rng):
    n, m = (int(rng.choice([1, 8, 25, 40, 164, 500])) for _ in range(2))
    rate = float(rng.choice([0.0, 0.1, 0.5, 0.6, 0.9, 1.0]))
    better = min(1.0, max(0.0, rate + float(rng.choice([0, 0.03, 0.2, -0.2]))))
    return Counts(int(rng.binomial(n, better)), n), Counts(int(rng.binomial(m, rate)), m)


def make_judgements(rng):
    prompts = int(rng.choice([1, 8, 20, 40, 90]))
    raters = int(rng.choice([1, 1, 3, 5]))
    clusters = int(rng.integers(3, 15)) if rng.random() < 0.3 else 0
    named = rng.random() < 0.6
    lean = rng.normal(0.3, 0.7)
    unanimous = rng.random() < 0.08
    judged = []
    for prompt in range(prompts):
        taste = rng.normal(lean, 0.7)
        for rater in range(raters):
            if raters > 1 and rng.random() < 0.25:
                continue
            draw = rng.normal(taste, 1)
            preferred = "tie" if abs(draw) < 0.25 else "treatment" if draw > 0 or unanimous else "baseline"
            judged.append(
                Judgement(
                    f"p{prompt}",
                    "treatment" if unanimous else preferred,
                    f"r{rater}" if raters > 1 or named else "",
                    f"c{int(rng.integers(clusters))}" if clusters and prompt % 7 else "",
                )
            )
    return judged or [Judgement("p0", "tie")]


def make_items(rng, suite, numbers):
    """Both arms of a suite with items."""
    shape = suite.shape
    n = int(rng.choice(SIZES)) if rng.random() < 0.93 else 1
    world = World(rng, suite, n)
    arms = {}
    ids = item_ids(rng, n)
    overlap = str(rng.choice(["same", "same", "same", "part", "few", "none"]))
    if shape in ("degenerate", "clustered", "epochs") and overlap in ("few", "none") and rng.random() < 0.5:
        overlap = "same"
    missing = float(rng.choice([0, 0, 0.02, 0.1, 0.3]))
    own = {"treatment": ids, "baseline": ids}
    if overlap == "part":
        own = {arm: [name for name in ids if rng.random() < 0.93] or ids for arm in own}
    elif overlap != "same":
        kept = 0.3 if overlap == "few" else 0.0
        own["baseline"] = [name if rng.random() < kept else f"{name}~" for name in ids]
        if n > 4 and rng.random() < 0.5:
            own["baseline"] = own["baseline"][: max(2, n * 2 // 3)]
    hashed = rng.random() < 0.25
    for arm, names in own.items():
        arms[arm] = Items(
            [
                {name: world.item(arm, seed, ids.index(name.rstrip("~")), missing, hashed) for name in names}
                for seed in range(numbers[arm])
            ]
        )
    if numbers["treatment"] > 1 and n > 5 and rng.random() < 0.3:
        arms["treatment"].seeds[1].pop(own["treatment"][0])
    return arms["treatment"], arms["baseline"]


def item_ids(rng, n):
    style = rng.integers(4)
    if style == 0:
        return [str(k) for k in range(n)]
    if style == 1:
        # astral characters and those just below the surrogates sort differently in UTF-8 and UTF-16
        return [f"{'é￼𝔄z'[k % 4]}{k:04d}" for k in range(n)]
    return [f"q{k:05d}" if style == 2 else f"Item {k}/{n}" for k in range(n)]


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
