"""Evenmatch from notebooks: push eval results, read paired comparisons as data frames."""

from .client import Evenmatch
from .comparison import Comparison, Curves, Drawing, Forest, Persistence
from .errors import EvenmatchError, ProblemDetail
from .push import Upload

__all__ = [
    "Comparison",
    "Curves",
    "Drawing",
    "Evenmatch",
    "EvenmatchError",
    "Forest",
    "Persistence",
    "ProblemDetail",
    "Upload",
]
__version__ = "0.1.0"
