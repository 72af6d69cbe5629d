"""The Python of the pages, as it stands there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import scores

from evenmatch import Evenmatch

PACKAGE = Path(__file__).resolve().parents[1]
PAGES = {"README.md": PACKAGE / "README.md", "notebooks.md": PACKAGE.parents[1] / "docs" / "how-to" / "notebooks.md"}


def blocks(page: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", page.read_text(encoding="utf8"), flags=re.DOTALL | re.MULTILINE)


def rows(arm: str, gain: float) -> pd.DataFrame:
    doses = [scores("own-pressure", 60, 0.5 + gain, arm, condition=f"dose={dose}") for dose in (1, 2)]
    return pd.concat([scores("truthfulqa", 60, 0.5 + gain, arm, variant="mc1"), *doses], ignore_index=True)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_runs_from_top_to_bottom(
    name: str, em: Evenmatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = f"page-{name.split('.')[0].lower()}"
    frame = rows("base", 0.0)
    (tmp_path / "logs" / "after").mkdir(parents=True)
    lines = (row.dropna().to_json() for _, row in rows("trait", 0.1).iterrows())
    (tmp_path / "logs" / "after" / "rows.ndjson").write_text("\n".join(lines), encoding="utf8")
    monkeypatch.chdir(tmp_path)
    if name == "notebooks.md":
        em.experiment(own, treatment="trait-8000", baseline="base-8000")
        em.push("base-8000", frame, progress=False)
    found = blocks(PAGES[name])
    assert found
    names: dict[str, Any] = {"frame": frame, "key": em.storage_options["Authorization"].removeprefix("Bearer ")}
    for block in found:
        there = block.replace('"trait"', f'"{own}"').replace("/experiments/trait/", f"/experiments/{own}/")
        exec(there.replace("http://127.0.0.1:7345", em.url), names)
    assert names["comparison"].digest == em.comparison(own).digest
    if name == "notebooks.md":
        assert set(names["frame"]["suite"]) == {"truthfulqa", "own-pressure"}
