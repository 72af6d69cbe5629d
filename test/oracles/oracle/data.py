"""One suite's results in both arms, before any statistic: what is sent, and what the oracle reads."""

from dataclasses import dataclass

from .suites import Suite


@dataclass
class Item:
    """Epochs of one item in one arm and training seed: (score or None, status), with tp, fp, fn where it has such."""

    epochs: list
    cluster: str = ""
    weight: float = 1.0
    hash: str = ""
    sums: list | None = None


@dataclass
class Items:
    """One dict of items by id for every training seed."""

    seeds: list


@dataclass
class Aggregate:
    mean: float
    error: float | None
    n: int | None


@dataclass
class Counts:
    successes: int
    n: int


@dataclass
class Judgement:
    item: str
    preferred: str
    rater: str = ""
    cluster: str = ""


@dataclass
class SuiteData:
    suite: Suite
    treatment: Items | Aggregate | Counts | None
    baseline: Items | Aggregate | Counts | None
    judgements: list | None = None


@dataclass
class Experiment:
    """Two arms, their plan, and the seeds' names; checkpoint ids are derived from `id`."""

    id: str
    seed: int
    plan: dict
    seeds: dict
    data: list
    missing: list
    training: dict | None

    def checkpoints(self, arm):
        return [f"{self.id}-{arm}-{name or 'only'}" for name in self.seeds[arm]]


def rows_of(arm, suite, seed, declare=True):
    """Native rows of one training seed of an arm."""
    common = {"suite": suite.id}
    if declare and suite.direction == "lower":
        common["direction"] = "lower"
    if isinstance(arm, Aggregate):
        if seed > 0:
            return []
        return [{**common, "mean": arm.mean, "standardError": arm.error, "n": arm.n}]
    if isinstance(arm, Counts):
        return [{**common, "successes": arm.successes, "n": arm.n}] if seed == 0 else []
    if seed >= len(arm.seeds):
        return []
    rows = []
    for name, item in arm.seeds[seed].items():
        for epoch, (score, status) in enumerate(item.epochs, start=1):
            row = {**common, "item": name, "score": score}
            if status != "ok":
                row["status"] = status
            if len(item.epochs) > 1:
                row["epoch"] = epoch
            if item.cluster:
                row["cluster"] = item.cluster
            if item.weight != 1.0:
                row["weight"] = item.weight
            if item.hash:
                row["itemHash"] = item.hash
            if item.sums is not None and item.sums[epoch - 1] is not None:
                row.update(zip(("tp", "fp", "fn"), item.sums[epoch - 1], strict=True))
            rows.append(row)
    return rows


def judgement_rows(data):
    rows = []
    for each in data.judgements:
        row = {"suite": data.suite.id, "item": each.item, "preferred": each.preferred}
        if each.rater:
            row["rater"] = each.rater
        if each.cluster:
            row["cluster"] = each.cluster
        rows.append(row)
    return rows
