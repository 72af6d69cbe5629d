"""How a call fails: one kind of error, with the service's stable code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ProblemDetail:
    """One thing that is wrong: where, a stable code, and what was needed and found."""

    place: str
    code: str
    text: str


class EvenmatchError(Exception):
    """The service said no, or could not be reached.

    `code` is stable, programs branch on it; the message says what was needed and what was found. `status` is HTTP's,
    0 where no answer came. `errors` are the single places where that helps.
    """

    def __init__(self, code: str, detail: str, *, status: int = 0, errors: Sequence[ProblemDetail] = ()) -> None:
        self.code = code
        self.detail = detail
        self.status = status
        self.errors = tuple(errors)
        super().__init__(self._text())

    def _text(self) -> str:
        lines = [f"{self.detail} ({self.code})"]
        for error in self.errors[:10]:
            where = f"{error.place}: " if error.place else ""
            lines.append(f"  {where}{error.text} ({error.code})")
        if len(self.errors) > 10:
            lines.append(f"  and {len(self.errors) - 10} more")
        return "\n".join(lines)
