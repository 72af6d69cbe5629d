"""The service, from a notebook."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any
from urllib.parse import quote

import pandas as pd

from .comparison import Comparison
from .connection import find_service
from .errors import EvenmatchError
from .push import Pushable, Upload, outgoing, push_files
from .transport import Transport


class Evenmatch:
    """One service, with one key.

        em = Evenmatch()                      # the service of this folder, or EVENMATCH_URL and EVENMATCH_KEY
        em.push("after", rows)                # a data frame, dicts, or result files of any harness
        em.experiment("trait", treatment="after", baseline="before")
        em.comparison("trait").to_frame()

    Every method raises EvenmatchError where the service says no; its `code` is stable.
    """

    def __init__(self, url: str | None = None, key: str | None = None, *, timeout: float = 60.0) -> None:
        self._service = Transport(find_service(url, key), timeout=timeout)

    @property
    def url(self) -> str:
        """The service's address."""
        return self._service.connection.url

    @property
    def storage_options(self) -> dict[str, str]:
        """What `pandas.read_csv` and `read_parquet` need to read an address of the service: the key as a header."""
        return {"Authorization": f"Bearer {self._service.connection.key}"}

    def comparison_url(self, experiment: str, suffix: str = "csv") -> str:
        """The address of a comparison as a file: csv, parquet, json, md, svg or html."""
        return f"{self.url}/v1/experiments/{quote(experiment, safe='')}/comparison.{suffix}"

    def checkpoint(self, checkpoint: str, **declared: Any) -> dict[str, Any]:
        """Declare a checkpoint; without fields, what is known of it.

        Fields: name, run, step, seed, compute (flops, tokens, steps, samples, gpuHours, source), comparator,
        trained_on (a list of domains, or domains and traits as a dict).
        """
        path = f"/v1/checkpoints/{quote(checkpoint, safe='')}"
        if not declared:
            known: dict[str, Any] = self._service.get(path)
            return known
        trained = declared.pop("trained_on", None)
        if trained is not None:
            given = trained if isinstance(trained, Mapping) else {"domains": list(trained)}
            declared["trainedOn"] = {"domains": [], "traits": [], **given}
        answer: dict[str, Any] = self._service.put(path, declared)
        return answer

    def suite(self, suite: str, **declared: Any) -> dict[str, Any]:
        """Declare a suite of your own (domain, family, role, metric, …); without fields, what is known of it."""
        path = f"/v1/suites/{quote(suite, safe='')}"
        answer: dict[str, Any] = self._service.put(path, declared) if declared else self._service.get(path)
        return answer

    def experiment(
        self,
        experiment: str,
        *,
        treatment: str | Sequence[str] | None = None,
        baseline: str | Sequence[str] | None = None,
        plan: Mapping[str, Any] | None = None,
        name: str | None = None,
    ) -> dict[str, Any]:
        """Declare an experiment: two arms and a plan; without arms, where it stands.

        Declare it before the results come in: the comparison says which was first.
        """
        path = f"/v1/experiments/{quote(experiment, safe='')}"
        if treatment is None and baseline is None:
            known: dict[str, Any] = self._service.get(path)
            return known
        body = {
            "treatment": _ids(treatment),
            "baseline": _ids(baseline),
            **({} if plan is None else {"plan": dict(plan)}),
            **({} if name is None else {"name": name}),
        }
        answer: dict[str, Any] = self._service.put(path, body)
        return answer

    def push(
        self,
        checkpoint: str,
        what: Pushable,
        *,
        name: str = "rows.ndjson.gz",
        suite: str | None = None,
        metric: str | None = None,
        cluster_key: str | None = None,
        item_key: str | None = None,
        model: str | None = None,
        runs: str | None = None,
        wait: float = 600.0,
        progress: bool | None = None,
    ) -> Upload:
        """Send results of a checkpoint and wait until they are counted.

        `what`: a data frame or dicts of native rows (suite, item, score, …), or paths of result files and folders, of
        any harness that the service reads. Files are sent as they are, prompts and outputs with them; to send scores
        alone, push them with the command. `progress`: a bar; unless said, where somebody watches.

        Raises EvenmatchError: `rejected` with every problem where nothing was counted.
        """
        said = {
            "suite": suite,
            "metric": metric,
            "clusterKey": cluster_key,
            "itemKey": item_key,
            "model": model,
            "runs": runs,
        }
        reading = {key: value for key, value in said.items() if value is not None}
        watched = _is_watched() if progress is None else progress
        files = outgoing(what, name)
        return push_files(self._service, checkpoint, files, reading, wait=wait, progress=watched)

    def comparison(self, experiment: str, *, wait: float = 300.0) -> Comparison:
        """The comparison of an experiment's latest results, waiting while it is computed.

        Raises EvenmatchError: `no_results` where an arm has none, `comparison_failed`, and `comparison_pending` where
        it is not there within `wait` seconds.
        """
        self._settled(experiment, wait)
        path = f"/v1/experiments/{quote(experiment, safe='')}/comparison.json"
        return Comparison(self._service, self._service.get(path), experiment)

    def comparison_by_digest(self, digest: str) -> Comparison:
        """A comparison that was made before, by the digest that it was cited with."""
        data = self._service.get(f"/v1/comparisons/{quote(digest, safe='')}.json")
        return Comparison(self._service, data, data["experiment"])

    def experiments(self) -> pd.DataFrame:
        """Every experiment and where its comparison stands."""
        return self._listed("/v1/experiments", "experiment")

    def checkpoints(self) -> pd.DataFrame:
        """Every checkpoint."""
        return self._listed("/v1/checkpoints", "checkpoint")

    def warnings(self) -> dict[str, str]:
        """Every warning code in words."""
        words: dict[str, str] = self._service.get("/v1/warnings")
        return words

    def close(self) -> None:
        """Close the connections."""
        self._service.close()

    def _listed(self, path: str, index: str) -> pd.DataFrame:
        rows: list[dict[str, Any]] = []
        cursor: dict[str, str | int | list[str]] | None = {}
        while cursor is not None:
            page = self._service.get(path, {"limit": 500, **cursor})
            rows.extend(page["items"])
            cursor = {"cursor": page["next"]} if page["next"] is not None else None
        return pd.DataFrame(rows, columns=None if rows else [index]).set_index(index)

    def _settled(self, experiment: str, wait: float) -> None:
        deadline = time.monotonic() + wait
        pause = 0.025
        while True:
            state = self.experiment(experiment)
            if state["status"] == "waiting":
                detail = f"{experiment}: needed results of both arms, found an arm without any"
                raise EvenmatchError("no_results", detail)
            if state["status"] == "failed":
                raise EvenmatchError("comparison_failed", f"{experiment}: {state['failure'] or 'no comparison'}")
            if state["status"] == "current":
                return
            if time.monotonic() > deadline:
                detail = f"{experiment}: needed its comparison within {wait:g} s, found it still being computed"
                raise EvenmatchError("comparison_pending", detail)
            time.sleep(pause)
            pause = min(1.0, pause * 1.5)

    def __enter__(self) -> Evenmatch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        """The address; never the key."""
        return f"<Evenmatch {self.url}>"


def _ids(given: str | Sequence[str] | None) -> list[str]:
    return [] if given is None else [given] if isinstance(given, str) else list(given)


def _is_watched() -> bool:
    return sys.stderr.isatty() or "ipykernel" in sys.modules
