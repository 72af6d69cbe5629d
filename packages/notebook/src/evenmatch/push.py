"""Files and rows of one checkpoint on their way to the service."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import math
import os
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm.auto import tqdm

from .errors import EvenmatchError
from .transport import Transport, details

Row = Mapping[Any, Any]
Paths = str | os.PathLike[str]
Pushable = pd.DataFrame | Paths | Iterable[Row] | Iterable[Paths]
"""What can be pushed: a data frame of native rows, rows as dicts, a file or folder, or several of those."""

CHUNK = 1 << 20
NATIVE_COLUMNS = (
    "suite", "suiteVersion", "variant", "metric", "condition", "seed", "direction", "item", "epoch", "score", "status",
    "cluster", "weight", "strata", "tp", "fp", "fn", "itemHash", "mean", "standardError", "n", "successes",
    "preferred", "rater",
)  # fmt: skip
"""Columns of a native row, in the order in which they are written; the service refuses any other."""
WHOLE = frozenset({"epoch", "n", "successes"})


@dataclass(frozen=True)
class OutgoingFile:
    """One file of an upload, whose bytes can be given more than once."""

    name: str
    size: int
    sha256: str
    open: Callable[[], io.BufferedIOBase]


@dataclass(frozen=True)
class Upload:
    """What became of a push: `results` were counted, `reports` say file by file what was found."""

    id: str
    checkpoint: str
    status: str
    data: dict[str, Any]

    @property
    def results(self) -> pd.DataFrame:
        """One line for each result that was counted: suite, variant, condition, resultHash."""
        return pd.DataFrame(self.data["results"], columns=["suite", "variant", "condition", "resultHash"])

    @property
    def reports(self) -> list[dict[str, Any]]:
        """Of each file: its format, its suites and why they were recognised, its problems with their places."""
        return list(self.data["reports"])

    @property
    def suites(self) -> pd.DataFrame:
        """What was found in the files: a line for each suite with its metric, rows, items, epochs, missing, mean."""
        rows = [{"file": report["file"], **suite} for report in self.reports for suite in report["suites"]]
        return pd.DataFrame(rows)

    @property
    def warnings(self) -> list[str]:
        """What a reader of the results should know, in words."""
        return list(self.data["warnings"])

    def __repr__(self) -> str:
        """How many results were counted."""
        count = len(self.data["results"])
        return f"<Upload {self.id}: {count} {'result' if count == 1 else 'results'} of {self.checkpoint} {self.status}>"


def rows_of(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The native rows of a data frame: a column for each key, empty cells left out, an empty score as null.

    Raises EvenmatchError `invalid_rows` for a column that no native row has.
    """
    unknown = [str(column) for column in frame.columns if column not in NATIVE_COLUMNS]
    if unknown:
        known = ", ".join(NATIVE_COLUMNS)
        raise EvenmatchError("invalid_rows", f"needed columns among {known}, found {', '.join(unknown)}")
    scored = "score" in frame.columns
    for record in frame.to_dict("records"):
        plain = {str(key): _plain(str(key), value) for key, value in record.items()}
        row = {key: value for key, value in plain.items() if not _is_empty(value)}
        if scored and "score" not in row and "item" in row and "preferred" not in row:
            row["score"] = None
        yield row


def native_file(name: str, rows: Iterable[Row]) -> OutgoingFile:
    """Rows as one file of native lines, gzipped; the same rows give the same bytes."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0, filename="") as lines:
        count = 0
        for count, row in enumerate(rows, start=1):
            lines.write(_line(row, count))
    if count == 0:
        raise EvenmatchError("no_rows", "needed rows to push, found none")
    content = buffer.getvalue()
    return OutgoingFile(name, len(content), hashlib.sha256(content).hexdigest(), lambda: io.BytesIO(content))


def raw_files(paths: Iterable[Paths]) -> list[OutgoingFile]:
    """Files as they are, and every file below the folders named, in the order of their paths.

    Raises EvenmatchError `no_such_file` and `no_files`.
    """
    found: dict[Path, OutgoingFile] = {}
    for path in map(Path, paths):
        if not path.exists():
            raise EvenmatchError("no_such_file", f"{path}: no such file")
        below = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
        for file in below:
            found.setdefault(file.resolve(), _raw_file(file))
    if not found:
        raise EvenmatchError("no_files", "needed result files, found none")
    return list(found.values())


def outgoing(what: Pushable, name: str) -> list[OutgoingFile]:
    """The files that are sent for whatever was given: rows become one file of native lines."""
    if isinstance(what, pd.DataFrame):
        return [native_file(name, rows_of(what))]
    if isinstance(what, (str, os.PathLike)):
        return raw_files([what])
    given = list(what)
    if all(isinstance(each, (str, os.PathLike)) for each in given) and given:
        return raw_files(given)  # type: ignore[arg-type]
    return native_file_list(name, given)


def native_file_list(name: str, given: list[Any]) -> list[OutgoingFile]:
    """One file of the rows given. Raises EvenmatchError `invalid_rows` where one is no row."""
    strange = next((each for each in given if not isinstance(each, Mapping)), None)
    if strange is not None:
        needed = "needed a data frame, rows as dicts, or paths of files"
        raise EvenmatchError("invalid_rows", f"{needed}, found {type(strange).__name__}")
    return [native_file(name, given)]


def push_files(
    service: Transport,
    checkpoint: str,
    files: list[OutgoingFile],
    reading: Mapping[str, str],
    *,
    wait: float,
    progress: bool,
) -> Upload:
    """Send files to a checkpoint and wait until the service has counted or rejected them.

    Raises EvenmatchError: where the service refuses, `rejected` with every problem where nothing was counted, and
    `still_reading` where the report does not come within `wait` seconds.
    """
    announced = [{"name": file.name, "bytes": file.size, "sha256": file.sha256} for file in files]
    body = {"checkpoint": checkpoint, "files": announced, **reading}
    made = service.post("/v1/uploads", body, idempotency_key=str(uuid.uuid4()))
    places = {place["name"]: place for place in made["files"]}
    total = sum(file.size for file in files)
    with tqdm(total=total, unit="B", unit_scale=True, desc="push", leave=False, disable=not progress) as bar:
        for file in files:
            bar.set_postfix_str(Path(file.name).name[:40], refresh=False)
            _send(service, file, places[file.name], bar)
        bar.set_postfix_str("reading")
        path = f"/v1/uploads/{made['upload']}"
        service.post(f"{path}/complete", {}, idempotency_key=str(uuid.uuid4()))
        answer = _finished(service, path, wait)
    upload = Upload(answer["upload"], answer["checkpoint"], answer["status"], answer)
    if upload.status == "rejected":
        found = [*answer["problems"], *(_placed(report) for report in upload.reports)]
        flat = [problem for each in found for problem in (each if isinstance(each, list) else [each])]
        raise EvenmatchError("rejected", f"upload {upload.id}: nothing was counted", status=422, errors=details(flat))
    return upload


def _send(service: Transport, file: OutgoingFile, place: Mapping[str, Any], bar: tqdm[Any]) -> None:
    if "put" not in place:
        raise EvenmatchError("no_place", f"{file.name}: needed a place to send it to, found none")
    start = bar.n

    def content() -> Iterator[bytes]:
        # a second attempt begins at the file's start
        bar.update(start - bar.n)
        with file.open() as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
                bar.update(len(chunk))

    headers = {"content-type": "application/octet-stream", "content-length": str(file.size)}
    service.send(place["put"], content, {**headers, **place.get("headers", {})})


def _finished(service: Transport, path: str, wait: float) -> dict[str, Any]:
    deadline = time.monotonic() + wait
    pause = 0.025
    while True:
        answer: dict[str, Any] = service.get(path)
        if answer["status"] in ("counted", "rejected"):
            return answer
        if time.monotonic() > deadline:
            detail = (
                f"{answer['upload']}: needed its report within {wait:g} s, found it {answer['status']}: "
                "it will be counted, look again later"
            )
            raise EvenmatchError("still_reading", detail)
        time.sleep(pause)
        pause = min(1.0, pause * 1.5)


def _placed(report: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {**problem, "place": ": ".join(part for part in (report["file"], problem["place"]) if part)}
        for problem in report["problems"]
    ]


def _raw_file(path: Path) -> OutgoingFile:
    with path.open("rb") as stream:
        digest = hashlib.sha256()
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return OutgoingFile(path.as_posix(), path.stat().st_size, digest.hexdigest(), lambda: path.open("rb"))


def _line(row: Row, number: int) -> bytes:
    try:
        return json.dumps(dict(row), allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    except (TypeError, ValueError) as error:
        raise EvenmatchError("invalid_rows", f"row {number}: needed JSON without NaN, found: {error}") from error


def _is_empty(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def _plain(key: str, value: Any) -> Any:
    """A value of a frame as JSON has it: numpy's scalars unpacked, whole numbers whole where the schema wants them."""
    plain = value.item() if hasattr(value, "item") else value
    return int(plain) if key in WHOLE and isinstance(plain, float) and plain.is_integer() else plain
