"""Side-by-side judgements."""

import math

import numpy as np

from . import textbook as tb
from .resample import mean_reference, ratio_reference
from .result import Difference, Estimate, Result, Wins


def codes(labels):
    return np.unique(labels, return_inverse=True)[1]


def preference_design(rng, judgements, level):
    """Share preferring the treatment − share preferring the baseline."""
    scores = np.array([{"treatment": 1.0, "tie": 0.0, "baseline": -1.0}[each.preferred] for each in judgements])
    total = len(scores)
    items = len({each.item for each in judgements})
    value = float(scores.mean())
    wins, losses = int(np.sum(scores == 1)), int(np.sum(scores == -1))
    ties = total - wins - losses
    prompts = codes([f"c {each.cluster}" if each.cluster else f"i {each.item}" for each in judgements])
    raters = codes([f"r {each.rater}" if each.rater else f"n {k}" for k, each in enumerate(judgements)])
    by_prompt = prompts if prompts.max() + 1 < total else None
    by_rater = raters if raters.max() + 1 < total else None
    constant = bool(np.all(scores == scores[0]))
    clustered = by_prompt is not None or by_rater is not None
    first = by_prompt if by_prompt is not None else by_rater if by_rater is not None else np.arange(total)
    groups = int(first.max()) + 1
    alone = None if constant else tb.cr1(scores, None, None)[1]

    error = None
    if not constant:
        ways = [tb.cr1(scores, None, by_prompt)[1]]
        if by_rater is not None and ways[0] is not None:
            ways.append(tb.cr1(scores, None, by_rater)[1])
            pair = codes([f"{a} {b}" for a, b in zip(prompts, raters, strict=True)])
            if ways[1] is not None:
                shared = tb.cr1(scores, None, pair if pair.max() + 1 < total else None)[1] or 0.0
                # Cameron, Gelbach & Miller: prompts + raters − both, and never less than either way alone
                error = math.sqrt(max(ways[0] ** 2 + ways[1] ** 2 - shared**2, ways[0] ** 2, ways[1] ** 2))
                groups = min(int(prompts.max()) + 1, int(raters.max()) + 1)
        else:
            error = ways[0]
    if error is not None and not error > 0:
        error = None

    def net(interval):
        return tuple(2 * bound - 1 for bound in interval)

    if not clustered:
        difference = Difference(
            value, alone, None, net(tb.wilson(wins + ties / 2, total, level)), tb.mid_p(wins, losses)
        )
    elif constant and groups > 1:
        votes = groups if value > 0 else 0
        p = 1.0 if value == 0 else tb.mid_p(votes, groups - votes)
        difference = Difference(value, None, None, net(tb.wilson((1 + value) / 2 * groups, groups, level)), p)
    else:
        df = None if error is None else groups - 1
        difference = Difference(value, error, df, *tb.t_interval(value, error, df, level))

    units = total if by_prompt is None else int(by_prompt.max()) + 1
    reference = "constant"
    if error is not None and units >= 2:
        if by_prompt is None:
            reference = mean_reference(rng, scores, alone)
        else:
            reference = ratio_reference(
                rng,
                tb.by_group(scores, by_prompt),
                tb.by_group(np.ones(total), by_prompt),
                tb.cr1(scores, None, by_prompt)[1],
            )
    warnings = set()
    if items < 2:
        warnings.add("n_lt_2")
    elif constant:
        warnings.add("zero_variance")
    if 2 * ties > total:
        warnings.add("ties_over_half")
    interval = difference.interval
    return Result(
        "preference",
        items,
        Estimate(wins / total, n=items),
        Estimate(losses / total, n=items),
        difference,
        clusters=groups if clustered else None,
        bootstrap=reference,
        items=Wins(wins, losses, ties, (1 + value) / 2, interval and tuple((1 + bound) / 2 for bound in interval)),
        design_effect=(error / alone) ** 2 if clustered and error is not None and alone else None,
        variance=None if error is None else (error**2, 0.0),
        degenerate=interval is None,
        warnings=warnings,
    )
