"""A quantile of the item scores in each arm."""

import numpy as np

from .resample import FEWEST, Reference, chunks, draws, resamples
from .result import Difference, Estimate, Result, all_equal, nothing, sample_deviation, tie_width
from .units import paired_wins, unpaired_wins


def quantile_design(rng, pairing, suite, plan):
    level = plan["level"]
    paired = pairing.paired
    names = [pairing.names["treatment"], pairing.names["baseline"]]
    n = min(len(each) for each in names)
    groups = [pairing.groups(each, None if paired else key) for each, key in zip(names, pairing.names, strict=True)]
    design = "unpaired" if not paired else "paired" if groups[0] is None else "paired-clustered"
    if n == 0:
        return nothing(design, 0, "no_shared_items")
    arms = [side.scores(each)[0] for side, each in zip((pairing.treatment, pairing.baseline), names, strict=True)]
    width = tie_width(suite)
    estimates = [float(np.quantile(arm, suite.quantile)) for arm in arms]
    value = estimates[0] - estimates[1]
    found = [Estimate(mean=each, n=len(arm)) for each, arm in zip(estimates, arms, strict=True)]
    warnings = set() if paired else {"pairing_lost"}
    reference = "constant"
    difference = Difference(value)
    if n >= 2 and not all(all_equal(arm, width) for arm in arms):
        if paired:
            drawn = drawn_quantiles(rng, arms, suite.quantile, groups[0])
        else:
            drawn = [drawn_quantiles(rng, [arm], suite.quantile, g)[0] for arm, g in zip(arms, groups, strict=True)]
        both = min(len(each) for each in drawn)
        values = drawn[0][:both] - drawn[1][:both]
        if not all_equal(values, width):
            reference = Reference(value, None, values, None)
            difference = Difference(value, "bootstrap", None, "percentile", "percentile")
        for estimate, own in zip(found, drawn, strict=True):
            if not all_equal(own, width):
                estimate.error, estimate.interval = "bootstrap", np.sort(own)
    if reference == "constant":
        warnings.add("n_lt_2" if n < 2 else "zero_variance")
    turned = suite
    return Result(
        design,
        n,
        *found,
        difference,
        clusters=None if groups[0] is None else int(groups[0].max()) + 1,
        bootstrap=reference,
        items=paired_wins(*arms, turned, groups[0], pairing.weights(names[0]), level)
        if paired
        else unpaired_wins(*arms, turned, level),
        deviation=sample_deviation(arms[1]),
        variance=None if reference == "constant" else ("bootstrap", 0.0),
        degenerate=reference == "constant",
        warnings=warnings,
        size=float(max(np.abs(arms[0]).max(), np.abs(arms[1]).max(), 1e-3)),
    )


def drawn_quantiles(rng, arms, p, groups):
    """A quantile (type 7) of every arm's items in each resample; all `arms` share the drawn items or clusters."""
    n = len(arms[0])
    members = None if groups is None else [np.flatnonzero(groups == g) for g in range(int(groups.max()) + 1)]
    units = n if members is None else len(members)
    total = max(FEWEST, resamples(n) // 4)
    out = [np.empty(total) for _ in arms]
    at = 0
    for size in chunks(total, n):
        index = draws(rng, units, size)
        if members is None:
            for arm, values in zip(out, arms, strict=True):
                arm[at : at + size] = np.quantile(values[index], p, axis=1)
        else:
            for row in range(size):
                items = np.concatenate([members[g] for g in index[row]])
                for arm, values in zip(out, arms, strict=True):
                    arm[at + row] = np.quantile(values[items], p)
        at += size
    return out
