"""Metrics with an ideal value: the difference of the distances from it."""

import numpy as np

from .crossed import design_of, mean_over_drawn_seeds, pigeonhole_reference, sides_of
from .resample import Reference
from .result import Difference, all_equal, tie_width


def side_of(arm, ideal, width):
    distance = arm.mean - ideal
    if abs(distance) <= max(2 * (arm.error or 0.0), width):
        return 0
    return 1 if distance > 0 else -1


def likely_sides(arm, ideal, width):
    distance = arm.mean - ideal
    if abs(distance) <= width:
        return 1, -1
    return (1,) if distance > 0 else (-1,)


def design_at_likely_sides(rng, pairing, suite, plan, seeds, raw):
    """The design on the sides of the estimates; of several open sides, those that make it least sure."""
    ideal, width = suite.ideal, tie_width(suite)
    found = [
        design_of(rng, pairing, suite, plan, seeds, [(one, ideal), (other, ideal)])
        for one in likely_sides(raw.treatment, ideal, width)
        for other in likely_sides(raw.baseline, ideal, width)
    ]
    return max(found, key=lambda each: each.difference.error or 0.0)


def target_design(rng, pairing, suite, plan, seeds):
    """(result, at ideal): the difference of the distances from the ideal, less is better."""
    raw = design_of(rng, pairing, suite, plan, seeds)
    if raw.difference.value is None:
        return raw, False
    ideal = suite.ideal
    sides = [side_of(arm, ideal, tie_width(suite)) for arm in (raw.treatment, raw.baseline)]
    if 0 not in sides:
        found = design_of(rng, pairing, suite, plan, seeds, [(side, ideal) for side in sides])
        found.treatment, found.baseline = raw.treatment, raw.baseline
        found.relative, found.deviation = raw.relative, raw.deviation
        return found, False
    distances = design_at_likely_sides(rng, pairing, suite, plan, seeds, raw)
    value = abs(raw.treatment.mean - ideal) - abs(raw.baseline.mean - ideal)
    raw.items, raw.variance = None, None
    raw.difference = Difference(value)
    raw.bootstrap = None
    t, b = sides_of(pairing, suite)

    def compare(one, other):
        figures = [mean_over_drawn_seeds(*each) for each in (one, other)]
        return np.abs(figures[0] - ideal) - np.abs(figures[1] - ideal)

    values = pigeonhole_reference(rng, t.tables, b.tables, pairing.paired, False, compare)
    if not all_equal(values, tie_width(suite)):
        raw.bootstrap = Reference(value, None, values, None)
        raw.difference = distances.difference
        raw.difference.value, raw.difference.p = value, None
        raw.primary = distances.bootstrap if isinstance(distances.bootstrap, Reference) else None
    return raw, True
