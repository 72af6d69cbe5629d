"""A real service: where it is and its key come from the environment, as `test/notebook/run.sh` starts it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random

import pandas as pd
import pytest

from evenmatch import Evenmatch


@pytest.fixture(scope="session")
def em() -> Iterator[Evenmatch]:
    assert os.environ.get("EVENMATCH_HOME"), "needed EVENMATCH_HOME of a running service: use test/notebook/run.sh"
    with Evenmatch() as service:
        yield service


def scores(suite: str, items: int, chance: float, seed: str, **extra: str) -> pd.DataFrame:
    """Right and wrong answers of one suite; items with one number have one difficulty in every arm."""
    hard, luck = Random(f"{suite}"), Random(f"{suite} {seed}")
    rows = [
        {"suite": suite, "item": f"q{item:04}", "score": float(0.7 * hard.random() + 0.3 * luck.random() < chance)}
        for item in range(items)
    ]
    return pd.DataFrame(rows).assign(**extra)


@pytest.fixture(scope="session")
def trait(em: Evenmatch) -> str:
    """An experiment of four suites, one of them under three doses, pushed as data frames."""
    em.checkpoint("base", run="base", step=8000, compute={"flops": 3e21}, comparator="compute-matched")
    em.checkpoint("trait", run="trait", step=8000, compute={"flops": 3.01e21}, trained_on=["health"])
    em.experiment("trait", treatment="trait", baseline="base", plan={"replicates": 2000})
    for arm, gain in (("base", 0.0), ("trait", 0.12)):
        frame = pd.concat(
            [
                scores("own-health", 700, 0.5 + gain, arm),
                scores("own-facts", 120, 0.5, arm),
                scores("truthfulqa", 90, 0.4 + gain, arm, variant="mc1"),
                *(
                    scores("own-pressure", 150, 0.5 + gain / 2**dose, arm, condition=f"dose={dose}")
                    for dose in range(3)
                ),
            ],
            ignore_index=True,
        )
        upload = em.push(arm, frame, progress=False)
        assert upload.status == "counted"
    return "trait"
