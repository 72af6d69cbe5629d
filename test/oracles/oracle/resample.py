"""Reference resampling: many more resamples than the service draws, by numpy's own generator."""

from dataclasses import dataclass

import numpy as np

MOST = 100_000
#: drawn units for one row, so that a long suite does not cost more than a short one
WORK = 1_500_000
FEWEST = 10_000


@dataclass
class Reference:
    """`values`: the statistic in every resample, NaN where undefined; `pivots`: (value − estimate) / its own error."""

    estimate: float
    error: float | None
    values: np.ndarray
    pivots: np.ndarray | None
    #: the statistic without each unit in turn
    jackknife: np.ndarray | None = None
    #: numerators and denominators by unit, where it is one ratio of sums
    units: tuple | None = None

    def defined(self, name):
        drawn = getattr(self, name)
        return np.sort(drawn[np.isfinite(drawn)])


def resamples(units):
    return int(np.clip(WORK // max(units, 1), FEWEST, MOST))


def chunks(total, units):
    # small enough to stay in the processor's cache
    size = max(1, min(total, 60_000 // max(units, 1)))
    for start in range(0, total, size):
        yield min(size, total - start)


def draws(rng, units, size):
    return rng.integers(0, units, (size, units), dtype=np.uint16 if units < 65_536 else np.uint32)


def error_of(squares, size):
    """√squares, undefined where it is nothing but rounding of its terms' `size`."""
    return np.sqrt(np.where(squares > 1e-12 * size, squares, np.nan))


def pivoted(values, errors, estimate):
    return (values - estimate) / errors


def ratio_reference(rng, numerator, denominator, error):
    """One ratio of sums: a mean (denominators 1), a weighted mean, clusters with their sizes. CR1 inside a resample."""
    k = len(numerator)
    estimate = float(np.sum(numerator) / np.sum(denominator))
    # about the estimate, so that nothing cancels
    e = numerator - estimate * denominator
    total = resamples(k)
    values, errors = [], []
    for size in chunks(total, k):
        at = draws(rng, k, size)
        de, dd = e[at], denominator[at]
        sums = dd.sum(axis=1)
        moved = de.sum(axis=1) / sums
        residual = de - moved[:, None] * dd
        squares = np.einsum("ij,ij->i", residual, residual)
        errors.append(np.sqrt(k / (k - 1)) * error_of(squares, np.einsum("ij,ij->i", de, de)) / sums)
        values.append(estimate + moved)
    values = np.concatenate(values)
    total_n, total_d = np.sum(numerator), np.sum(denominator)
    jackknife = (total_n - numerator) / (total_d - denominator)
    pivots = pivoted(values, np.concatenate(errors), estimate)
    return Reference(estimate, error, values, pivots, jackknife, (numerator, denominator))


def counted_reference(rng, levels, counts, error):
    """The same for a mean of few different values: how often each is drawn is multinomial."""
    n = int(counts.sum())
    drawn = rng.multinomial(n, counts / n, MOST)
    mean = drawn @ levels / n
    variance = drawn @ (levels**2) / n - mean**2
    variance[(drawn > 0).sum(axis=1) == 1] = np.nan
    estimate = float(counts @ levels / n)
    errors = np.sqrt(variance / (n - 1))
    jackknife = np.repeat((estimate * n - levels) / (n - 1), counts)
    units = (np.repeat(levels, counts), np.ones(n))
    return Reference(estimate, error, mean, pivoted(mean, errors, estimate), jackknife, units)


def mean_reference(rng, values, error):
    # sums of the same numbers in another order are one level
    unit = np.abs(values).max() * 1e-13
    levels, counts = np.unique(np.round(values / unit) * unit, return_counts=True)
    if len(levels) <= 5:
        return counted_reference(rng, levels, counts, error)
    return ratio_reference(rng, values, np.ones(len(values)), error)


def compared(t, b, log):
    with np.errstate(all="ignore"):
        return np.log(t) - np.log(b) if log else t - b


def two_ratios_reference(rng, treatment, baseline, log, error, together):
    """Two ratios of sums; `together`: the same units are drawn for both. Arms are (numerator, denominator)."""
    arms = []
    sizes = [len(treatment[0]), len(baseline[0])]
    total = resamples(max(sizes))
    collected, errors = [[], []], []
    ratios = [float(np.sum(n) / np.sum(d)) for n, d in (treatment, baseline)]
    arms = [(n - r * d, d) for (n, d), r in zip((treatment, baseline), ratios, strict=True)]
    for size in chunks(total, max(sizes)):
        at = [draws(rng, sizes[0], size)]
        at.append(at[0] if together else draws(rng, sizes[1], size))
        influence, scales = [], []
        with np.errstate(all="ignore"):
            for (e, d), index, ratio, out in zip(arms, at, ratios, collected, strict=True):
                de, dd = e[index], d[index]
                sums = dd.sum(axis=1)
                moved = de.sum(axis=1) / sums
                value = ratio + moved
                if log:
                    # a rate of 0 is 0, and has no logarithm
                    value[np.abs(value) < 1e-12 * ratio] = 0
                out.append(value)
                scale = 1 / (sums * (value if log else 1))
                influence.append((de - moved[:, None] * dd) * scale[:, None])
                scales.append(np.einsum("ij,ij->i", de, de) * scale**2)
            k = [i.shape[1] for i in influence]
            if together:
                both = influence[0] - influence[1]
                squares = k[0] / (k[0] - 1) * np.einsum("ij,ij->i", both, both)
                errors.append(error_of(squares, scales[0] + scales[1]))
            else:
                # one arm of equal values leaves the other's variance
                parts = [
                    np.nan_to_num(error_of(c / (c - 1) * np.einsum("ij,ij->i", i, i), s), nan=0.0) ** 2
                    for i, c, s in zip(influence, k, scales, strict=True)
                ]
                squares = parts[0] + parts[1]
                errors.append(np.sqrt(np.where(squares > 0, squares, np.nan)))
    t, b = (np.concatenate(each) for each in collected)
    values = compared(t, b, log)
    values[~np.isfinite(values)] = np.nan
    estimate = float(compared(ratios[0], ratios[1], log))
    with np.errstate(all="ignore"):
        without = [(np.sum(n) - n) / (np.sum(d) - d) for n, d in (treatment, baseline)]
        if together:
            jackknife = compared(without[0], without[1], log)
        else:
            jackknife = np.concatenate([compared(without[0], ratios[1], log), compared(ratios[0], without[1], log)])
        pivots = pivoted(values, np.concatenate(errors), estimate)
    return Reference(estimate, error, values, pivots, jackknife)


def pigeonhole_reference(rng, treatment, baseline, together, matched, compare):
    """Seeds and units each redrawn, every drawn seed read on every drawn unit (Owen 2007).

    Arms are (numerators, denominators), seeds × units; `compare` takes both arms' figures.
    """
    arms = (treatment, baseline)
    units = [each[0].shape[1] for each in arms]
    seeds = [each[0].shape[0] for each in arms]
    total = max(FEWEST, resamples(max(units) * max(seeds)))
    values = []
    for size in chunks(total, max(units) * max(seeds)):
        item_draws = [draws(rng, units[0], size)]
        item_draws.append(item_draws[0] if together else draws(rng, units[1], size))
        seed_draws = [rng.integers(0, seeds[0], (size, seeds[0]))]
        seed_draws.append(seed_draws[0] if matched else rng.integers(0, seeds[1], (size, seeds[1])))
        figures = []
        for (num, den), items, drawn in zip(arms, item_draws, seed_draws, strict=True):
            with np.errstate(all="ignore"):
                by_seed = np.stack(
                    [n[items].sum(axis=1) / d[items].sum(axis=1) for n, d in zip(num, den, strict=True)], axis=1
                )
            figures.append((by_seed, drawn))
        values.append(compare(*figures))
    return np.concatenate(values)


def mean_over_drawn_seeds(by_seed, drawn, transform=None):
    if transform is not None:
        with np.errstate(all="ignore"):
            by_seed = transform(by_seed)
    return np.take_along_axis(by_seed, drawn, axis=1).mean(axis=1)
