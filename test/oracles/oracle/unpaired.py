"""Arms that don't share their items: Welch, Newcombe, CR1 per arm."""

import math

import numpy as np

from . import textbook as tb
from .resample import two_ratios_reference
from .result import Difference, Result, nothing, sample_deviation, tie_width
from .units import Column, Lower, arm_estimate, is_binary, is_sum, mean_and_error, unpaired_wins


def unpaired_design(rng, pairing, suite, level, turns=None):
    """Each arm has items of its own."""
    names = pairing.names
    n = min(len(names["treatment"]), len(names["baseline"]))
    columns = []
    binary = turns is None
    for place, key in enumerate(("treatment", "baseline")):
        arm = getattr(pairing, key)
        groups, weights = pairing.groups(names[key], key), pairing.weights(names[key])
        if not names[key]:
            return nothing("unpaired", n, "no_shared_items")
        binary = binary and is_binary(arm, names[key], groups, weights, suite)
        columns.append(Column(arm, names[key], groups, weights, suite, turns and turns[place]))
    t, b = columns
    x, y = t.units.ratio, b.units.ratio
    log = suite.kind == "relative-risk"
    undefined = "undefined_no_positives" if suite.kind == "f1" else "undefined_ratio"
    if x is None or y is None:
        return nothing("unpaired", n, undefined)
    arms = [arm_estimate(c.units, c.scores, c.groups, c.weights, suite, level, binary) for c in columns]
    if log and (x <= 0 or y <= 0):
        return nothing("unpaired", n, undefined, arms)
    width = tie_width(suite)
    errors = []
    for arm in columns:
        if arm.units.constant(width):
            errors.append(None)
        elif is_sum(suite):
            errors.append(tb.linearised(arm.units.influence))
        else:
            errors.append(mean_and_error(arm.scores, arm.groups, arm.weights, suite.weighting)[1])
    scaled = [(e or 0.0) / (r if log else 1) for e, r in zip(errors, (x, y), strict=True)]
    constant = errors == [None, None]
    # an arm of one unit has an error that nobody knows
    error = None if constant or min(t.units.k, b.units.k) < 2 else math.hypot(*scaled)
    value = math.log(x) - math.log(y) if log else x - y
    plain = not is_sum(suite) and not log
    reference = "constant"
    if error is not None:
        reference = two_ratios_reference(
            rng, *((c.units.numerator, c.units.denominator) for c in columns), log, error, False
        )
    k = (t.units.k, b.units.k)
    counts = (float(np.sum(t.scores)), len(t.scores), float(np.sum(b.scores)), len(b.scores))
    if binary and log:
        risk = tb.katz(*counts)
        p = tb.pooled_p(*counts)
        reach = tb.critical(level) * risk[1] if risk else None
        interval = (risk[0] - reach, risk[0] + reach) if risk else None
        found = Difference(value, risk[1] if risk else None, None, interval, p)
    elif binary:
        found = Difference(value, error, None, tb.newcombe(*counts, level), tb.pooled_p(*counts))
    elif error is None:
        found = Difference(value, None, None, None, None)
    elif not plain:
        df = tb.satterthwaite([(e**2, each - 1) for e, each in zip(scaled, k, strict=True)])
        found = Difference(value, error, df, "studentised", "studentised")
    else:
        df = tb.satterthwaite([(e**2, each - 1) for e, each in zip(scaled, k, strict=True)])
        found = Difference(value, error, df, *tb.t_interval(value, error, df, level))
    squares = [(e or 0.0) ** 2 for e in errors]
    relative = None
    if error is not None and y != 0:
        relative = tb.relative_change(x, y, *squares, 0.0, None, level)
    warnings = {"pairing_lost"}
    if n < 2:
        warnings.add("n_lt_2")
    elif constant:
        warnings.add("zero_variance")
    if y == 0:
        warnings.add("zero_baseline")
    elif y * y < 25 * squares[1]:
        warnings.add("weak_baseline")
    clustered = any(c.units.clustered for c in columns)
    turned = suite if turns is None else Lower
    result = Result(
        "unpaired",
        n,
        *arms,
        found,
        clusters=min(k) if clustered else None,
        bootstrap=reference,
        items=unpaired_wins(t.scores, b.scores, turned, level),
        relative=relative,
        deviation=sample_deviation(b.scores),
        variance=None if error is None else (error**2, 0.0),
        degenerate=constant and not binary,
        warnings=warnings,
        size=float(max(np.abs(t.scores).max(), np.abs(b.scores).max(), 1e-3)),
    )
    if clustered and not is_sum(suite) and error is not None:
        alone = [tb.cr1(c.scores, c.weights, None)[1] or 0.0 for c in columns]
        below = alone[0] ** 2 + alone[1] ** 2
        result.design_effect = (squares[0] + squares[1]) / below if below > 0 else None
    return result
