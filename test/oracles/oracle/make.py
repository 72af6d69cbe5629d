"""Experiments from seeds: every design, with the accidents that real result files have."""

import numpy as np

from .data import Aggregate, Counts, Experiment, Items, Judgement, SuiteData
from .suites import DOMAINS, TRAITS
from .world import World

SIZES = [2, 9, 14, 15, 20, 29, 30, 40, 60, 60, 80, 100, 120, 160, 200]
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


#: as often as a user asks for them, roughly; those without draws often enough to meet every design
KINDS = ["percentile"] * 4 + ["studentised", "basic", "bca", "bca"] + ["exact"] * 2 + ["exact-basic", "exact-bca"] * 2


def make_plan(rng, seed, chosen):
    level = float(rng.choice([0.95, 0.95, 0.95, 0.9, 0.8, 0.99]))
    plan = {
        "level": level,
        "replicates": 10_000 if level == 0.99 else int(rng.choice([2000, 2000, 2000, 5000])),
        "seed": f"oracle-{seed}",
        "bootstrap": str(rng.choice(KINDS)),
        "correction": str(rng.choice(["bh", "bh", "holm"])),
        "refusedAs": str(rng.choice(["missing", "missing", "worst", "best"])),
        "seedsMatched": bool(rng.random() < 0.3),
        "anytimeValid": seed % 3 == 0,
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
