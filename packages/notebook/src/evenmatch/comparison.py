"""A comparison, and what can be asked of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pandas as pd

from . import frames
from .errors import EvenmatchError
from .transport import Transport

SPLITS = ("domain", "trait", "role", "family", "audience", "training")
ITEMS_AT_ONCE = 500


class Drawing:
    """An SVG drawing as the service makes it; a notebook shows it where a cell ends with it."""

    def __init__(self, svg: str) -> None:
        self.svg = svg

    def _repr_svg_(self) -> str:
        # a notebook puts the drawing into its page, where an XML declaration has no place
        return self.svg[self.svg.index("<svg") :]

    def save(self, path: str) -> None:
        """Write the drawing to a file."""
        with open(path, "w", encoding="utf8") as file:
            file.write(self.svg)

    def __repr__(self) -> str:
        """What it is, for where no picture can be shown."""
        return f"<{type(self).__name__}: {len(self.svg)} characters of SVG>"


class Forest(Drawing):
    """The forest plot."""


class Curves(Drawing):
    """The persistence curves."""


class Persistence:
    """Does the difference last along conditions, doses or training steps?"""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    @property
    def axis(self) -> str:
        """Along what it is followed: `condition` or `step`."""
        return str(self.data["axis"])

    @property
    def trend(self) -> dict[str, Any] | None:
        """Page's test over the rows with the same points: do improvements fall along the axis? None under two rows."""
        trend: dict[str, Any] | None = self.data["trend"]
        return trend

    @property
    def left(self) -> pd.DataFrame:
        """Suites that can't be followed, and why."""
        return pd.DataFrame(self.data["left"], columns=["suite", "variant", "condition", "reason"])

    def to_frame(self) -> pd.DataFrame:
        """The curves: a line for each suite variant and point, with both arms, the improvement and its band."""
        return frames.points_frame(self.data["rows"])

    def summary(self) -> pd.DataFrame:
        """A line for each suite variant: difference in degradation with interval and p, mean improvement, half-life."""
        return frames.decline_frame(self.data["rows"])

    def __repr__(self) -> str:
        """How many suites are followed along what."""
        return f"<Persistence: {len(self.data['rows'])} followed along {self.axis}, {len(self.data['left'])} not>"


class Comparison:
    """What the service says of one experiment, for exactly one set of results.

    It does not change: what is fetched later is of the same digest, or raises `comparison_changed`.
    """

    def __init__(self, service: Transport, data: dict[str, Any], experiment: str | None) -> None:
        self._service = service
        self.data = data
        """Everything, as the contract has it: docs/reference/comparison.md names every field."""
        self.experiment = experiment

    @property
    def digest(self) -> str:
        """The comparison's name: same inputs, same digest. Cite it."""
        return str(self.data["digest"])

    @property
    def headline(self) -> dict[str, int]:
        """Counted suites ahead, behind, tied; gains, regressions, equivalent, inconclusive, without verdict."""
        return dict(self.data["headline"])

    @property
    def win_rate(self) -> dict[str, Any]:
        """The win rate with its interval (None with too few families), and what stands beside it."""
        return dict(self.data["winRate"])

    @property
    def guarantee(self) -> dict[str, Any] | None:
        """At least so many truly improved, at most so many regressed by more than the margin."""
        guarantee: dict[str, Any] | None = self.data["guarantee"]
        return guarantee

    @property
    def compute_match(self) -> dict[str, Any]:
        """Was the compute the same? `status`: matched, unmatched or unknown."""
        return dict(self.data["computeMatch"])

    @property
    def warnings(self) -> list[str]:
        """Codes of the whole comparison's warnings; `Evenmatch.warnings()` has them in words."""
        return list(self.data["warnings"])

    @property
    def missing(self) -> pd.DataFrame:
        """Suites that an arm lacks, and why."""
        return pd.DataFrame(self.data["missingSuites"])

    def to_frame(self) -> pd.DataFrame:
        """The table: a line for each suite variant, with the columns of `comparison.csv`.

        Numbers are on the metric's own scale; an interval is two columns, `…_lower` and `…_upper`.
        """
        return frames.rows_frame(self._service.fetch(f"/v1/comparisons/{self.digest}.csv").text)

    def win_rates(self, by: str = "domain") -> pd.DataFrame:
        """Win rates by a split: domain, trait, role, family, audience, or training (inside or outside its domains)."""
        axis = "training" if by == "split" else by
        if axis not in SPLITS:
            raise EvenmatchError("invalid_query", f"by: needed one of {', '.join(SPLITS)}, found {by}")
        return frames.splits_frame(self.data["splits"], axis)

    def items(
        self, suite: str, *, flip: str | None = None, variant: str | None = None, condition: str | None = None
    ) -> pd.DataFrame:
        """Scores item by item, worst regressions first, indexed by item.

        `flip`: only items that the treatment `lost`, or `won`. `variant`, `condition`: where the suite has several.
        Raises EvenmatchError `comparison_changed` where newer results have been compared since.
        """
        asked = {"flip": flip, "variant": variant, "condition": condition}
        params: dict[str, str | int | list[str]] = {key: value for key, value in asked.items() if value is not None}
        path = f"{self._path()}/suites/{quote(suite, safe='')}/items"
        items: list[dict[str, Any]] = []
        page: dict[str, Any] = {"next": ""}
        while page["next"] is not None:
            cursor = {"cursor": page["next"]} if page["next"] else {}
            page = self._current(path, {**params, "limit": ITEMS_AT_ONCE, **cursor})
            items.extend(page["items"])
        return frames.items_frame(items)

    def persistence(self) -> Persistence:
        """Does the difference last along conditions, doses or training steps?

        Raises EvenmatchError `not_found` where there is nothing to follow, `comparison_changed` as `items`.
        """
        return Persistence(self._current(f"{self._path()}/persistence", {}, key="comparison"))

    def forest(self) -> Forest:
        """The forest plot, drawn by the service; shown inline in a notebook."""
        return Forest(self._service.fetch(f"/v1/comparisons/{self.digest}.svg").text)

    def curves(self) -> Curves:
        """The persistence curves, drawn by the service; shown inline. Raises as `persistence`."""
        answer = self._service.fetch(f"{self._path()}/persistence.svg")
        self._same(answer.headers.get("evenmatch-digest", self.digest))
        return Curves(answer.text)

    def markdown(self) -> str:
        """The table as Markdown, as for a pull request."""
        return self._service.fetch(f"/v1/comparisons/{self.digest}.md").text

    def methods(self) -> str:
        """What was done, as a paragraph for a paper. Raises `comparison_changed` as `items`."""
        answer = self._service.fetch(f"{self._path()}/methods")
        self._same(answer.headers.get("evenmatch-digest", self.digest))
        return answer.text.strip()

    def _path(self) -> str:
        if self.experiment is None:
            raise EvenmatchError("no_experiment", "needed a comparison of an experiment, found one without")
        return f"/v1/experiments/{quote(self.experiment, safe='')}"

    def _current(self, path: str, params: dict[str, Any], key: str = "digest") -> dict[str, Any]:
        try:
            answer: dict[str, Any] = self._service.get(path, params)
        except EvenmatchError as error:
            if error.code == "precondition_failed":
                raise EvenmatchError("comparison_changed", error.detail, status=error.status) from error
            raise
        self._same(str(answer[key]))
        return answer

    def _same(self, found: str) -> None:
        if found == self.digest:
            return
        detail = (
            f"needed comparison {self.digest[:12]}, found {found[:12]}: newer results were compared; fetch it again"
        )
        raise EvenmatchError("comparison_changed", detail)

    def __repr__(self) -> str:
        """The headline."""
        head = self.headline
        return (
            f"<Comparison {self.digest[:12]} of {self.experiment}: {head['ahead']} of {head['suites']} ahead, "
            f"{head['gains']} gains, {head['regressions']} regressions, compute {self.compute_match['status']}>"
        )
