"""The client against a real service."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
from conftest import scores

from evenmatch import Evenmatch, EvenmatchError


def test_a_comparison_is_a_data_frame(em: Evenmatch, trait: str) -> None:
    comparison = em.comparison(trait)
    frame = comparison.to_frame()
    assert sorted(frame["suite"]) == ["own-facts", "own-health", *["own-pressure"] * 3, "truthfulqa"]
    by_suite = {row["suite"]: row for row in comparison.data["suites"] if row["condition"] == ""}
    for _, row in frame[frame["condition"] == ""].iterrows():
        expected = by_suite[row["suite"]]
        # the CSV carries every bit
        assert row["difference"] == expected["difference"]["value"]
        assert [row["improvement_lower"], row["improvement_upper"]] == expected["difference"]["improvementInterval"]
        assert row["n"] == expected["n"]
        assert bool(row["counted"]) is expected["counted"]
    assert str(frame["n"].dtype) == "Int64"
    assert frame["counted"].dtype == bool
    assert set(frame["digest"]) == {comparison.digest}
    assert comparison.headline["suites"] == sum(frame["counted"])
    assert "ahead" in repr(comparison)
    assert comparison.compute_match["status"] == "matched"
    assert comparison.digest[:12] in comparison.methods()
    assert comparison.markdown().count("|") > 20


def test_differences_are_those_of_the_items(em: Evenmatch, trait: str) -> None:
    comparison = em.comparison(trait)
    items = comparison.items("own-health")
    after, before = scores("own-health", 700, 0.62, "trait"), scores("own-health", 700, 0.5, "base")
    assert len(items) == 700 and items.index.is_unique
    assert items["improvement"].is_monotonic_increasing
    assert items["treatment"].sort_index().tolist() == after["score"].tolist()
    assert items["baseline"].sort_index().tolist() == before["score"].tolist()
    row = next(row for row in comparison.data["suites"] if row["suite"] == "own-health")
    assert math.isclose(row["difference"]["value"], items["improvement"].mean(), abs_tol=1e-12)
    lost = comparison.items("own-health", flip="lost")
    assert (lost["improvement"] < 0).all()
    assert len(lost) == row["items"]["losses"]
    assert len(comparison.items("own-pressure", condition="dose=1")) == 150
    with pytest.raises(EvenmatchError) as caught:
        comparison.items("own-pressure")
    assert caught.value.code == "several_rows"


def test_win_rates_by_split(em: Evenmatch, trait: str) -> None:
    comparison = em.comparison(trait)
    rates = comparison.win_rates(by="role")
    assert rates.index.name == "role"
    assert rates["suites"].sum() == comparison.headline["suites"]
    assert (rates["ahead"] + rates["behind"] + rates["tied"] == rates["suites"]).all()
    assert comparison.win_rates("split").index.name == "training"
    with pytest.raises(EvenmatchError, match="by: needed one of domain"):
        comparison.win_rates("size")


def test_persistence(em: Evenmatch, trait: str) -> None:
    persistence = em.comparison(trait).persistence()
    assert persistence.axis == "condition"
    points = persistence.to_frame()
    assert points["label"].tolist() == ["dose=0", "dose=1", "dose=2"]
    assert points["dose"].tolist() == [0, 1, 2]
    assert (points["band_lower"] <= points["improvement_lower"]).all()
    assert (points["improvement"] - (points["treatment"] - points["baseline"])).abs().max() < 1e-12
    summary = persistence.summary().iloc[0]
    last, first = points["improvement"].iloc[-1], points["improvement"].iloc[0]
    assert math.isclose(summary["difference_in_degradation"], last - first, abs_tol=1e-9)
    assert summary["difference_in_degradation_lower"] < summary["difference_in_degradation"]
    assert persistence.left.columns.tolist() == ["suite", "variant", "condition", "reason"]
    assert persistence.trend is None, "one curve makes no trend"
    assert repr(persistence) == "<Persistence: 1 followed along condition, 0 not>"


def test_forest_is_the_services_own_drawing(em: Evenmatch, trait: str, tmp_path: Path) -> None:
    comparison = em.comparison(trait)
    forest = comparison.forest()
    tree = ElementTree.fromstring(forest._repr_svg_())
    assert tree.tag.endswith("svg")
    assert comparison.digest in forest._repr_svg_()
    forest.save(str(tmp_path / "forest.svg"))
    assert ElementTree.parse(tmp_path / "forest.svg").getroot().tag == tree.tag


def test_curves_are_drawn_of_the_same_results(em: Evenmatch, trait: str) -> None:
    comparison = em.comparison(trait)
    curves = comparison.curves()
    assert ElementTree.fromstring(curves._repr_svg_()).tag.endswith("svg")
    assert comparison.digest in curves.svg and "own-pressure" in curves.svg
    assert repr(curves) == f"<Curves: {len(curves.svg)} characters of SVG>"


def test_a_comparison_by_its_digest(em: Evenmatch, trait: str) -> None:
    comparison = em.comparison(trait)
    again = em.comparison_by_digest(comparison.digest)
    assert again.digest == comparison.digest
    pd.testing.assert_frame_equal(again.to_frame(), comparison.to_frame())
    assert trait in em.experiments().index
    assert {"base", "trait"} <= set(em.checkpoints().index)
    assert em.checkpoint("trait")["trainedOn"]["domains"] == ["health"]
    assert set(comparison.warnings) <= set(em.warnings())


def test_an_old_comparison_says_so_when_newer_results_came(em: Evenmatch) -> None:
    em.checkpoint("moving-after", run="moving")
    em.checkpoint("moving-before", run="moving")
    em.experiment("moving", treatment="moving-after", baseline="moving-before")
    em.push("moving-before", scores("own-moving", 40, 0.5, "base"), progress=False)
    em.push("moving-after", scores("own-moving", 40, 0.5, "after"), progress=False)
    first = em.comparison("moving")
    em.push("moving-after", scores("own-moving", 40, 0.7, "after"), progress=False)
    second = em.comparison("moving")
    assert second.digest != first.digest
    with pytest.raises(EvenmatchError) as caught:
        first.items("own-moving")
    assert caught.value.code == "comparison_changed"
    assert len(first.to_frame()) == 1 and first.forest().svg


def test_dicts_files_and_folders_are_pushed_alike(em: Evenmatch, tmp_path: Path) -> None:
    rows = scores("own-ways", 60, 0.5, "base").to_dict("records")
    as_dicts = em.push("ways-dicts", rows, progress=False)
    (tmp_path / "logs" / "deep").mkdir(parents=True)
    file = tmp_path / "logs" / "deep" / "rows.ndjson"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")
    as_file = em.push("ways-file", file, progress=False)
    as_folder = em.push("ways-folder", [tmp_path / "logs"], progress=False)
    hashes = [upload.results["resultHash"].tolist() for upload in (as_dicts, as_file, as_folder)]
    assert hashes[0] == hashes[1] == hashes[2]
    assert as_dicts.suites.iloc[0]["mean"] == pytest.approx(scores("own-ways", 60, 0.5, "base")["score"].mean())
    assert as_dicts.data["checkpointMade"] is True
    assert "1 result of ways-dicts counted" in repr(as_dicts)


def test_a_log_of_another_harness_is_pushed_as_it_is(em: Evenmatch, tmp_path: Path) -> None:
    results = {
        "results": {"arc_easy": {"alias": "arc_easy", "acc,none": 0.61, "acc_stderr,none": 0.01}},
        "versions": {"arc_easy": 1.0},
        "n-samples": {"arc_easy": {"original": 2376, "effective": 2376}},
        "higher_is_better": {"arc_easy": {"acc": True}},
        "configs": {"arc_easy": {"task": "arc_easy"}},
        "config": {"model": "dummy"},
    }
    file = tmp_path / "results_2026-01-01T00-00-00.json"
    file.write_text(json.dumps(results), encoding="utf8")
    upload = em.push("harness", file, progress=False)
    assert upload.reports[0]["format"] == "lm-eval"
    assert upload.suites.loc[0, "mean"] == 0.61


def test_missing_scores_keep_their_cause(em: Evenmatch) -> None:
    frame = scores("own-gaps", 30, 0.5, "base").assign(status="ok", epoch=1.0)
    frame.loc[3, ["score", "status"]] = [None, "refused"]
    upload = em.push("gaps", frame, progress=False)
    assert upload.suites.loc[0, "missing"] == 1
    assert upload.suites.loc[0, "rows"] == 30


def test_refusals_carry_code_and_place(em: Evenmatch, tmp_path: Path) -> None:
    with pytest.raises(EvenmatchError) as rejected:
        em.push("bad", [{"suite": "s", "item": "a", "score": "high"}], progress=False)
    assert rejected.value.code == "rejected"
    assert rejected.value.errors and "rows.ndjson.gz" in rejected.value.errors[0].place
    with pytest.raises(EvenmatchError, match=r"needed columns among .* found Score"):
        em.push("bad", pd.DataFrame({"Score": [1]}))
    with pytest.raises(EvenmatchError, match="row 1: needed JSON without NaN"):
        em.push("bad", [{"suite": "s", "item": "a", "score": math.nan}])
    with pytest.raises(EvenmatchError, match="needed rows to push, found none"):
        em.push("bad", [])
    with pytest.raises(EvenmatchError, match="found int"):
        em.push("bad", [1])  # type: ignore[arg-type]
    with pytest.raises(EvenmatchError) as missing:
        em.push("bad", tmp_path / "nothing.eval")
    assert missing.value.code == "no_such_file"
    (tmp_path / "empty").mkdir()
    with pytest.raises(EvenmatchError, match="found none"):
        em.push("bad", tmp_path / "empty")
    with pytest.raises(EvenmatchError) as unknown:
        em.comparison("nowhere")
    assert (unknown.value.code, unknown.value.status) == ("not_found", 404)
    with pytest.raises(EvenmatchError) as invalid:
        em.checkpoint("bad", step=-1)
    assert invalid.value.code == "invalid_body"
    assert invalid.value.errors[0].place == "/step"
    assert "/step" in str(invalid.value)
    em.checkpoint("no-one", run="waiting")
    em.checkpoint("nobody", run="waiting")
    em.experiment("waiting", treatment="no-one", baseline="nobody")
    with pytest.raises(EvenmatchError) as empty:
        em.comparison("waiting")
    assert empty.value.code == "no_results"
    with pytest.raises(EvenmatchError) as late:
        em.push("late", scores("own-late", 20, 0.5, "x"), wait=-1, progress=False)
    assert late.value.code == "still_reading"


def test_a_bar_shows_what_is_sent(em: Evenmatch, capsys: pytest.CaptureFixture[str]) -> None:
    em.push("barred", scores("own-bar", 20, 0.5, "x"), progress=True)
    assert "push" in capsys.readouterr().err
    em.push("barred", scores("own-bar", 20, 0.5, "y"))
    assert capsys.readouterr().err == "", "nobody watches a pipe"
    assert "ipykernel" not in sys.modules


def test_pandas_reads_the_tables_themselves(em: Evenmatch, trait: str) -> None:
    frame = em.comparison(trait).to_frame()
    direct = pd.read_csv(em.comparison_url(trait), storage_options=em.storage_options)
    assert direct["suite"].tolist() == frame["suite"].tolist()
    assert direct["difference"].tolist() == pytest.approx(frame["difference"].tolist(), rel=1e-14)
    parquet = pd.read_parquet(em.comparison_url(trait, "parquet"), storage_options=em.storage_options)
    assert parquet["suite"].tolist() == frame["suite"].tolist()
    assert parquet["difference"].tolist() == frame["difference"].tolist()
