"""Rows without items in both arms: means with errors, successes of n."""

import math

from . import textbook as tb
from .align import Pairing
from .data import Aggregate, Counts, Items, SuiteData
from .result import Difference, Estimate, Result, nothing, tie_width
from .units import Column, is_binary, is_sum, mean_and_error

NONE_MISSING = {"error": 0, "unscored": 0, "refused": 0, "timeout": 0}


def known(error):
    return error if error is not None and error > 0 else None


def summary_of(arm, suite, plan):
    """An arm with items, as successes of n where plain 0/1, else as a mean with its error; and what it misses."""
    if not isinstance(arm, Items):
        return arm, NONE_MISSING
    pairing = Pairing(SuiteData(suite, arm, arm), plan)
    one = pairing.treatment
    names = one.scored()
    groups, weights = pairing.groups(names), pairing.weights(names)
    n = len(names)
    if n > 0 and is_binary(one, names, groups, weights, suite):
        return Counts(int(one.scores(names).sum()), n), one.missing
    column = Column(one, names, groups, weights, suite)
    error = None
    if n and not column.units.constant(tie_width(suite)):
        if is_sum(suite):
            error = tb.linearised(column.units.influence)
        else:
            error = mean_and_error(column.scores, groups, weights, suite.weighting)[1]
    return Aggregate(column.units.ratio if n else math.nan, error, n), one.missing


def as_aggregate(summary):
    if isinstance(summary, Aggregate):
        return summary
    rate = summary.successes / summary.n
    error = math.sqrt(rate * (1 - rate) / (summary.n - 1)) if summary.n > 1 and 0 < rate < 1 else None
    return Aggregate(rate, error, summary.n)


def summary_design(data, plan):
    """(result, alignment) where an arm has no items."""
    suite = data.suite
    (t, t_missing), (b, b_missing) = (summary_of(arm, suite, plan) for arm in (data.treatment, data.baseline))
    alignment = {
        "treatmentItems": t.n,
        "baselineItems": b.n,
        "paired": 0,
        "onlyTreatment": 0,
        "onlyBaseline": 0,
        "contentMismatch": 0,
        "missing": {"treatment": t_missing, "baseline": b_missing},
        "coverage": None,
    }
    if 0 in (t.n, b.n):
        return nothing("aggregate", 0, "no_shared_items"), alignment
    if isinstance(t, Counts) and isinstance(b, Counts):
        return counts_design(t, b, suite, plan["level"]), alignment
    return aggregate_design(as_aggregate(t), as_aggregate(b), suite, plan["level"]), alignment


def aggregate_design(t, b, suite, level):
    log = suite.kind == "relative-risk"
    n = None if t.n is None or b.n is None else min(t.n, b.n)
    errors = [known(t.error), known(b.error)]
    arms = [
        Estimate(arm.mean, e, tb.t_interval(arm.mean, e, None, level)[0], arm.n)
        for arm, e in zip((t, b), errors, strict=True)
    ]
    if log and (t.mean <= 0 or b.mean <= 0):
        return nothing("aggregate", n, "undefined_ratio", arms)
    value = math.log(t.mean) - math.log(b.mean) if log else t.mean - b.mean
    error = None
    if None not in errors:
        error = math.hypot(*(e / (m if log else 1) for e, m in zip(errors, (t.mean, b.mean), strict=True)))
    relative = None
    if None not in errors and b.mean != 0:
        relative = tb.relative_change(t.mean, b.mean, errors[0] ** 2, errors[1] ** 2, 0.0, None, level)
    warnings = {"pairing_lost"}
    if n is None:
        warnings.add("n_unknown")
    if None in errors:
        warnings.add("no_standard_error")
    if b.mean == 0:
        warnings.add("zero_baseline")
    elif errors[1] is not None and b.mean**2 < 25 * errors[1] ** 2:
        warnings.add("weak_baseline")
    return Result(
        "aggregate",
        n,
        *arms,
        Difference(value, error, None, *tb.t_interval(value, error, None, level)),
        relative=relative,
        deviation=errors[1] * math.sqrt(b.n) if errors[1] is not None and b.n is not None else None,
        variance=None if error is None else (error**2, 0.0),
        warnings=warnings,
        size=max(abs(t.mean), abs(b.mean), 1e-3),
    )


def counts_design(t, b, suite, level):
    log = suite.kind == "relative-risk"
    n = min(t.n, b.n)
    rates = (t.successes / t.n, b.successes / b.n)
    # of items' scores, divisor n − 1
    variances = [r * (1 - r) / (arm.n - 1) if arm.n > 1 else 0.0 for r, arm in zip(rates, (t, b), strict=True)]
    arms = [
        Estimate(r, math.sqrt(v) if v > 0 else None, tb.wilson(arm.successes, arm.n, level), arm.n)
        for r, v, arm in zip(rates, variances, (t, b), strict=True)
    ]
    if log and 0 in rates:
        return nothing("counts", n, "undefined_ratio", arms)
    counts = (t.successes, t.n, b.successes, b.n)
    risk = tb.katz(*counts)
    p = tb.pooled_p(*counts)
    ratio = None
    if risk is not None:
        reach = tb.critical(level) * risk[1]
        ratio = (risk[0] - reach, risk[0] + reach)
    if log:
        difference = Difference(math.log(rates[0]) - math.log(rates[1]), risk and risk[1], None, ratio, p)
    else:
        error = math.sqrt(sum(variances)) if sum(variances) > 0 and n > 1 else None
        difference = Difference(rates[0] - rates[1], error, None, tb.newcombe(*counts, level), p)
    warnings = {"pairing_lost"}
    if b.successes == 0:
        warnings.add("zero_baseline")
    elif rates[1] ** 2 < 25 * variances[1]:
        warnings.add("weak_baseline")
    return Result(
        "counts",
        n,
        *arms,
        difference,
        relative=ratio and (math.exp(risk[0]) - 1, tuple(math.exp(e) - 1 for e in ratio), "log"),
        deviation=math.sqrt(variances[1] * b.n) if variances[1] > 0 else None,
        variance=None if difference.error is None else (difference.error**2, 0.0),
        degenerate=difference.interval is None,
        warnings=warnings,
    )
