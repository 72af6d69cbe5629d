"""What the oracle finds of a row, before it is compared."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .resample import Reference


@dataclass
class Estimate:
    """An arm's own mean."""

    mean: float | None = None
    error: float | None = None
    interval: tuple | None = None
    n: int | None = None


@dataclass
class Difference:
    """`interval` and `p`: numbers, or "studentised" or "percentile" where they are drawn."""

    value: float | None = None
    error: float | None = None
    df: float | None = None
    interval: Any = None
    p: Any = None


@dataclass
class Wins:
    wins: int = 0
    losses: int = 0
    ties: int = 0
    probability: float | None = None
    interval: tuple | None = None


@dataclass
class Result:
    design: str
    n: int | None
    treatment: Estimate
    baseline: Estimate
    difference: Difference
    clusters: int | None = None
    #: None: no bootstrap block; "constant": a block that redrawing can't move
    bootstrap: Reference | str | None = None
    #: what a drawn interval rests on, where the block beside it is of something else
    primary: Reference | None = None
    items: Wins | None = None
    relative: tuple | None = None
    dz: float | None = None
    deviation: float | None = None
    design_effect: float | None = None
    #: (what more items shrink, what they don't)
    variance: tuple | None = None
    degenerate: bool = False
    warnings: set = field(default_factory=set)
    #: size of the scores, to which rounding is relative
    size: float = 1.0
    #: size of the item differences, where these are all that a difference is computed from
    fine: float | None = None
    #: the table of a paired-binary row: both, treatment only, baseline only, neither
    table: tuple | None = None

    @property
    def grain(self):
        """Rounding of a difference of means, in standard errors; item differences don't have it."""
        error = self.difference.error
        if self.fine is not None or not error or isinstance(error, str):
            return 0.0
        return 2e-15 * max(self.size, 1.0) / error


def tie_width(suite):
    return 1e-9 * max(1.0, suite.width or 1.0)


def all_equal(values, width):
    return len(values) == 0 or float(np.max(values) - np.min(values)) <= width


def sample_deviation(values):
    return float(np.std(values, ddof=1)) if len(values) > 1 else None


def nothing(design, n, warning, arms=None):
    """No difference; the arms' own means where these are known."""
    arms = arms or [Estimate(n=n), Estimate(n=n)]
    return Result(design, n, *arms, Difference(), degenerate=True, warnings={warning})
