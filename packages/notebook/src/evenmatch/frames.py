"""Answers of the service as data frames."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

WHOLE_COLUMNS = frozenset(
    {
        "n", "clusters", "treatment_items", "baseline_items", "paired_items", "bootstrap_replicates", "item_wins",
        "item_losses", "item_ties",
    }
)  # fmt: skip

EXACT: dict[str, Any] = (
    {} if tuple(map(int, pd.__version__.split(".")[:2])) >= (3, 1) else {"float_precision": "round_trip"}
)
"""Numbers to the last bit: newer releases of pandas read them so by themselves."""


def rows_frame(csv: str) -> pd.DataFrame:
    """The rows of a comparison, from the service's own CSV: every column of it, numbers to the last bit."""
    frame: pd.DataFrame = pd.read_csv(
        io.StringIO(csv),
        **EXACT,
        keep_default_na=False,
        na_values=[""],
        dtype={"variant": str, "condition": str},
        true_values=["true"],
        false_values=["false"],
    )
    for column in ("variant", "condition", "traits", "warnings"):
        if column in frame:
            frame[column] = frame[column].astype(object).fillna("").astype(str)
    for column in WHOLE_COLUMNS.intersection(frame.columns):
        frame[column] = frame[column].astype("Int64")
    return frame


def splits_frame(splits: Sequence[Mapping[str, Any]], by: str) -> pd.DataFrame:
    """Win rates by one split: a line for each of its values, indexed by it."""
    rows = [_split_row(split) for split in splits if split["by"] == by]
    return pd.DataFrame(rows, columns=None if rows else [by]).set_index(by)


def _split_row(split: Mapping[str, Any]) -> dict[str, Any]:
    rate = split["winRate"]
    guarantee = split["guarantee"]
    return {
        split["by"]: split["value"],
        **split["headline"],
        "win_rate": rate["value"],
        **bounds("win_rate", rate["interval"]),
        "method": rate["method"],
        "families": rate["families"],
        "effective_families": rate["effectiveFamilies"],
        "at_least_improved": None if guarantee is None else guarantee["atLeastImproved"],
        "at_most_regressed": None if guarantee is None else guarantee["atMostRegressed"],
    }


def items_frame(items: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Scores item by item: treatment, baseline, improvement (positive is better), indexed by item."""
    columns = ["item", "treatment", "baseline", "improvement"]
    frame = pd.DataFrame(items, columns=columns).set_index("item")
    numeric: pd.DataFrame = frame.astype(float)
    return numeric


def points_frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Curves point by point: a line for each suite variant and label, in the axis' order."""
    lines = []
    for row in rows:
        retained = {entry["label"]: entry["improvement"] for entry in row["retention"]}
        for point in row["points"]:
            kept = retained.get(point["label"])
            lines.append(
                {
                    "suite": row["suite"],
                    "variant": row["variant"],
                    "condition": row["condition"],
                    "label": point["label"],
                    "dose": point["dose"],
                    **_estimate("treatment", point["treatment"]),
                    **_estimate("baseline", point["baseline"]),
                    **_estimate("improvement", point["improvement"]),
                    **bounds("band", point["band"]),
                    "retention": None if kept is None else kept["value"],
                    **bounds("retention", None if kept is None else kept["interval"]),
                }
            )
    return pd.DataFrame(lines)


def decline_frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """One line for each suite variant: the difference in degradation, its area, its half-life."""
    lines = []
    for row in rows:
        area = row["area"]
        half = None if row["halfLife"] is None else row["halfLife"]["improvement"]
        lines.append(
            {
                "suite": row["suite"],
                "variant": row["variant"],
                "condition": row["condition"],
                "metric": row["metric"],
                "items": row["items"],
                "coverage": row["coverage"],
                **_estimate("difference_in_degradation", row["differenceInDegradation"]),
                "p": row["differenceInDegradation"]["p"],
                **_estimate("mean_improvement", None if area is None else area["mean"]),
                "half_life": None if half is None else half["value"],
                "half_life_lower": None if half is None else half["lower"],
                "half_life_upper": None if half is None else half["upper"],
                "warnings": ";".join(row["warnings"]),
            }
        )
    return pd.DataFrame(lines)


def _estimate(name: str, estimate: Mapping[str, Any] | None) -> dict[str, Any]:
    if estimate is None:
        return {name: None, **bounds(name, None)}
    return {name: estimate["value"], **bounds(name, estimate["interval"])}


def bounds(name: str, interval: Sequence[float] | None) -> dict[str, float | None]:
    """An interval as two columns."""
    lower, upper = (None, None) if interval is None else interval
    return {f"{name}_lower": lower, f"{name}_upper": upper}
