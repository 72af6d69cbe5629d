"""Finding the service, and what happens when it is not there or out of breath."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from evenmatch import Evenmatch, EvenmatchError
from evenmatch.connection import Connection, find_service
from evenmatch.transport import Transport


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder without a service, and an environment that names none."""
    for name in ("EVENMATCH_URL", "EVENMATCH_KEY", "EVENMATCH_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def home(folder: Path, url: str = "http://127.0.0.1:1") -> None:
    folder.mkdir()
    (folder / "url").write_text(f"{url}\n", encoding="utf8")
    (folder / "owner-key").write_text("em_own\n", encoding="utf8")


def test_nothing_is_found_where_nothing_is(empty: Path) -> None:
    with pytest.raises(EvenmatchError) as caught:
        find_service()
    assert caught.value.code == "no_service"
    assert str(empty) in caught.value.detail
    with pytest.raises(EvenmatchError, match="needed an http"):
        find_service("ftp://x")
    with pytest.raises(EvenmatchError) as keyless:
        find_service("http://127.0.0.1:1")
    assert keyless.value.code == "no_key"


def test_said_before_environment_before_home(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home(empty / ".evenmatch")
    assert find_service() == Connection("http://127.0.0.1:1", "em_own")
    monkeypatch.setenv("EVENMATCH_HOME", str(empty / "other"))
    home(empty / "other", "http://127.0.0.1:2")
    assert find_service().url == "http://127.0.0.1:2"
    monkeypatch.setenv("EVENMATCH_URL", "https://evals.example/")
    monkeypatch.setenv("EVENMATCH_KEY", "em_env")
    assert find_service() == Connection("https://evals.example", "em_env")
    assert find_service("http://said", "em_said") == Connection("http://said", "em_said")
    assert "em_said" not in repr(find_service("http://said", "em_said"))


def test_the_owners_key_goes_to_its_own_service_alone(empty: Path) -> None:
    home(empty / ".evenmatch")
    assert find_service("http://127.0.0.1:1").key == "em_own"
    with pytest.raises(EvenmatchError) as caught:
        find_service("http://127.0.0.1:9")
    assert caught.value.code == "no_key"


class Scripted(HTTPServer):
    """Answers the n-th request with the n-th status, and keeps what it was asked."""

    def __init__(self, statuses: list[int]) -> None:
        self.statuses = statuses
        self.location: str | None = None
        self.asked: list[tuple[str, str | None, bytes]] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Scripted

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        status = self.server.statuses[min(len(self.server.asked), len(self.server.statuses) - 1)]
        self.server.asked.append((self.command, self.headers.get("authorization"), body))
        self.send_response(status)
        self.send_header("content-type", "application/json" if status == 200 else "text/plain")
        if self.server.location is not None:
            self.send_header("location", self.server.location)
        self.end_headers()
        self.wfile.write(b'{"a": 1}' if status == 200 else b"busy")

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def answering(statuses: list[int]) -> Iterator[Scripted]:
    server = Scripted(statuses)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    with answering([503, 200]) as server:
        yield server


def test_what_may_be_sent_twice_is_tried_again(scripted: Scripted) -> None:
    service = Transport(Connection(scripted.url, "k"))
    assert service.get("/v1/x") == {"a": 1}
    assert [(method, key) for method, key, _ in scripted.asked] == [("GET", "Bearer k")] * 2


def test_a_post_is_repeated_only_with_its_key(scripted: Scripted) -> None:
    service = Transport(Connection(scripted.url, "k"))
    with pytest.raises(EvenmatchError, match="the service answered 503: busy") as caught:
        service.post("/v1/x", {})
    assert caught.value.code == "http_503"
    assert len(scripted.asked) == 1
    scripted.asked.clear()
    assert service.post("/v1/x", {"c": 3}, idempotency_key="once") == {"a": 1}
    assert len(scripted.asked) == 2


def test_bytes_are_given_anew_to_each_attempt_and_the_key_to_nobody_else(scripted: Scripted) -> None:
    service = Transport(Connection("http://127.0.0.1:1", "secret"))
    service.send(f"{scripted.url}/bucket", lambda: iter([b"ab", b"c"]), {"content-length": "3"})
    assert scripted.asked == [("PUT", None, b"abc")] * 2


def test_a_long_answer_is_fetched_from_where_it_lies_without_the_key() -> None:
    with answering([200]) as elsewhere, answering([303]) as service:
        service.location = f"{elsewhere.url}/answers/x?signature=y"
        assert Transport(Connection(service.url, "secret")).get("/v1/x") == {"a": 1}
        assert [key for _, key, _ in service.asked] == ["Bearer secret"]
        assert [key for _, key, _ in elsewhere.asked] == [None]
        with pytest.raises(EvenmatchError) as caught:
            Transport(Connection(service.url, "secret")).put("/v1/x", {})
        assert caught.value.status == 303
        assert len(elsewhere.asked) == 1


def test_nobody_is_there() -> None:
    with pytest.raises(EvenmatchError) as caught:
        Evenmatch("http://127.0.0.1:1", "k").comparison("x")
    assert caught.value.code == "no_service"
    assert "npx evenmatch serve" in str(caught.value)
