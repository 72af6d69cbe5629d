"""Tasks that need no model: their answers are drawn from the sample itself."""

import os

from inspect_ai import Epochs, Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ModelOutput
from inspect_ai.scorer import Score, Target, match, mean, scorer, stderr
from inspect_ai.solver import Generate, TaskState, solver


def samples(n: int) -> MemoryDataset:
    return MemoryDataset(
        [
            Sample(id=f"visit-{at}", input=f"Case {at}?", target=str(at % 3), metadata={"patient": f"p{at // 4}"})
            for at in range(n)
        ]
    )


@solver
def answers():
    async def solve(state: TaskState, generate: Generate) -> TaskState:
        at = int(str(state.sample_id).split("-")[1])
        state.output = ModelOutput.from_content("mockllm/model", str((at * state.epoch) % 3))
        return state

    return solve


@solver
def fails_on(every: int, how: str):
    async def solve(state: TaskState, generate: Generate) -> TaskState:
        at = int(str(state.sample_id).split("-")[1])
        if at % every == every - 1:
            if how == "dies":
                os._exit(9)
            raise RuntimeError(f"no answer to case {at}")
        return state

    return solve


@scorer(metrics={"kind": [mean(), stderr()], "terse": [mean(), stderr()]})
def two_sides():
    async def score(state: TaskState, target: Target) -> Score:
        at = int(str(state.sample_id).split("-")[1])
        return Score(value={"kind": at % 5 / 4, "terse": (at + state.epoch) % 2})

    return score


@task
def exact():
    return Task(dataset=samples(24), solver=answers(), scorer=match(), epochs=Epochs(3, "mean"))


@task
def bedside():
    return Task(dataset=samples(20), solver=answers(), scorer=two_sides(), epochs=Epochs(2, "mean"))


@task
def failing():
    return Task(dataset=samples(18), solver=[answers(), fails_on(6, "raises")], scorer=match())


@task
def dying():
    return Task(dataset=samples(12), solver=[answers(), fails_on(6, "dies")], scorer=match())
