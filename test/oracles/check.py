"""Recomputes every number of seeded experiments and compares it with what the service answers over HTTP."""

import argparse
import gc
import sys
import time
import traceback
from collections import deque
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from oracle import guarantee, textbook
from oracle.board import check_board
from oracle.client import Client, ServiceError
from oracle.data import judgement_rows, rows_of
from oracle.judge import Judge
from oracle.make import make_experiment
from oracle.rows import Analysis, check_row
from oracle.seen import Seen
from oracle.suites import roster

#: experiments under way while one is checked
AHEAD = 8
#: so many experiments have everything in them that is looked for
WHOLE = 150


def send(client, seed, suites):
    """Results of every checkpoint, then the experiment."""
    experiment = make_experiment(seed, suites)
    for arm, names in experiment.seeds.items():
        for seed, checkpoint in enumerate(experiment.checkpoints(arm)):
            rows = []
            for data in experiment.data:
                if data.judgements is not None:
                    rows += judgement_rows(data) if arm == "treatment" and seed == 0 else []
                elif getattr(data, arm) is not None:
                    rows += rows_of(getattr(data, arm), data.suite, seed)
            body = {"compute": {"flops": 1e20}, **({"seed": names[seed]} if names[seed] else {})}
            if arm == "treatment" and experiment.training is not None:
                body["trainedOn"] = experiment.training
            client.put(f"/v1/checkpoints/{checkpoint}", body)
            if rows:
                client.send_rows(checkpoint, rows)
    arms = {arm: experiment.checkpoints(arm) for arm in ("treatment", "baseline")}
    client.put(f"/v1/experiments/{experiment.id}", {**arms, "plan": experiment.plan})
    return experiment


def receive(client, sent):
    return client.comparison(sent.result().id)


def check(judge, seen, experiment, received):
    where = judge.where = f"experiment {experiment.seed}"
    try:
        comparison = received.result()
    except ServiceError as error:
        judge.true("comparison", False, str(error))
        return
    analyses = {}
    rows = {row["suite"]: row for row in comparison["suites"]}
    plan = {**experiment.plan, "training": experiment.training}
    for data in experiment.data:
        if data.judgements is None and None in (data.treatment, data.baseline):
            continue
        rng = np.random.default_rng([experiment.seed, sum(data.suite.id.encode())])
        judge.where = f"{where} {data.suite.id}"
        analyses[data.suite.id] = analysis = Analysis(rng, data, plan, experiment.seeds)
        if data.suite.id not in rows:
            judge.true("row", False, "missing")
            continue
        try:
            check_row(judge, rows[data.suite.id], analysis)
            seen.row(rows[data.suite.id], data.suite, plan, data.judgements is not None)
        except (TypeError, ArithmeticError, ValueError, KeyError):
            # a null where the oracle has a number, and the like
            judge.true("row", False, traceback.format_exc(limit=-3))
    judge.where = where
    check_board(judge, comparison, analyses, experiment.missing, plan, np.random.default_rng([experiment.seed, 1]))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", required=True, help="the home of a running service")
    parser.add_argument("--experiments", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="seed of the first experiment")
    parser.add_argument("--verbose", action="store_true", help="say what was compared")
    options = parser.parse_args()
    textbook.self_test()
    guarantee.self_test()
    began = time.monotonic()
    judge, seen = Judge(), Seen()
    seeds = range(options.first, options.first + options.experiments)
    # what the service does and what the oracle does overlap
    with ThreadPoolExecutor(1) as sender, ThreadPoolExecutor(1) as receiver:
        client = Client(options.home)
        suites = roster()
        for suite in suites:
            if suite.declared:
                client.put(f"/v1/suites/{suite.id}", suite.declaration())
        reader = Client(options.home)
        under_way = deque()
        for seed in [*seeds, *[None] * AHEAD]:
            if seed is not None:
                sent = sender.submit(send, client, seed, suites)
                under_way.append((sent, receiver.submit(receive, reader, sent)))
            if under_way and (seed is None or len(under_way) > AHEAD):
                sent, received = under_way.popleft()
                check(judge, seen, sent.result(), received)
                # statsmodels collects garbage at every correction of p-values: what stays need not be looked through
                gc.freeze()

    scores = np.array(judge.scores)
    if len(scores) > 300:
        rms = float(np.sqrt(np.mean(scores**2)))
        judge.where = "all experiments"
        judge.true("rms z of drawn bounds", 0.9 < rms < 1.15, f"{rms:.3f} of {len(scores)}")
        farthest = float(np.abs(scores).max())
        print(f"{len(scores)} drawn bounds where the law is continuous: rms z {rms:.3f}, largest {farthest:.2f}")
    if options.verbose:
        for field, count in sorted(judge.fields.items()):
            print(f"{count:8d} {field}")
    for line in seen.table():
        print(line)
    if options.experiments >= WHOLE:
        judge.where = "all experiments"
        judge.true("everything came up", not seen.absent(), f"but {', '.join(seen.absent())}")
    for failure in judge.failures:
        print(failure)
    print(f"{len(seeds)} experiments in {time.monotonic() - began:.0f} s")
    print(f"{judge.passed} passed, {len(judge.failures)} failed")
    return 1 if judge.failures else 0


if __name__ == "__main__":
    sys.exit(main())
