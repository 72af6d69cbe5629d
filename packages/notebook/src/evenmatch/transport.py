"""Requests to one service with one key."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from .connection import Connection
from .errors import EvenmatchError, ProblemDetail

ATTEMPTS = 4
TRANSIENT = frozenset({429, 502, 503, 504})
LONGEST_PAUSE = 30.0

Params = Mapping[str, str | int | list[str]]


class Transport:
    """Requests to one service with one key, as JSON.

    What may be sent twice is tried again when the connection breaks or the service is out of breath (429, 502, 503,
    504, after the time that it asks for). Every answer but 2xx raises EvenmatchError.
    """

    def __init__(self, connection: Connection, *, timeout: float = 60.0) -> None:
        self.connection = connection
        self._http = httpx.Client(timeout=timeout)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, params: Params | None = None) -> Any:
        """What a path answers, parsed."""
        return self.fetch(path, params).json()

    def fetch(self, path: str, params: Params | None = None) -> httpx.Response:
        """What a path answers, as it comes."""
        return self._sent("GET", path, params=params)

    def put(self, path: str, body: object) -> Any:
        """Declare something."""
        return self._sent("PUT", path, json=body).json()

    def post(self, path: str, body: object, *, idempotency_key: str | None = None) -> Any:
        """Ask for something; with a key, the same request sent again changes nothing."""
        headers = {} if idempotency_key is None else {"idempotency-key": idempotency_key}
        return self._sent("POST", path, json=body, headers=headers).json()

    def send(self, place: str, content: Callable[[], Iterable[bytes]], headers: Mapping[str, str]) -> None:
        """Bytes to a place that the service named: a path of its own, or an address elsewhere, which gets no key."""
        self._sent("PUT", place, content=content, headers=headers)

    def _sent(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: Callable[[], Iterable[bytes]] | None = None,
        params: Params | None = None,
        json: object = None,
    ) -> httpx.Response:
        target = urljoin(f"{self.connection.url}/", path)
        own = urlsplit(target).netloc == urlsplit(self.connection.url).netloc
        sent = {**({"authorization": f"Bearer {self.connection.key}"} if own else {}), **(headers or {})}
        repeatable = method != "POST" or "idempotency-key" in sent
        for attempt in range(1, ATTEMPTS + 1):
            last = attempt == ATTEMPTS or not repeatable
            pause = 0.2 * 2**attempt
            try:
                body = None if content is None else content()
                answer = self._http.request(
                    method,
                    target,
                    headers=sent,
                    params=params,
                    content=body,
                    json=json,
                    # a long answer may lie elsewhere, where the key is not sent
                    follow_redirects=method == "GET",
                )
            except httpx.ConnectError as error:
                raise EvenmatchError("no_service", self._nobody()) from error
            except httpx.TransportError as error:
                if last:
                    detail = f"needed an answer of {self.connection.url}, found a broken connection: {error}"
                    raise EvenmatchError("unreachable", detail) from error
            else:
                if answer.is_success:
                    return answer
                if last or answer.status_code not in TRANSIENT:
                    raise refusal(answer)
                pause = max(pause, _asked_pause(answer))
            time.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _nobody(self) -> str:
        return f"needed a running service at {self.connection.url}, found none; start one with `npx evenmatch serve`"


def refusal(answer: httpx.Response) -> EvenmatchError:
    """The problem that an answer carries; an answer that is none is quoted."""
    status = answer.status_code
    if "json" not in answer.headers.get("content-type", ""):
        return EvenmatchError(f"http_{status}", f"the service answered {status}: {answer.text[:200]}", status=status)
    body: dict[str, Any] = answer.json()
    return EvenmatchError(
        str(body.get("code", f"http_{status}")),
        str(body.get("detail", f"the service answered {status}")),
        status=status,
        errors=details(body.get("errors", [])),
    )


def details(found: Iterable[Mapping[str, Any]]) -> list[ProblemDetail]:
    """Single problems as the service writes them."""
    return [ProblemDetail(str(one["place"]), str(one["code"]), str(one["text"])) for one in found]


def _asked_pause(answer: httpx.Response) -> float:
    asked = answer.headers.get("retry-after", "")
    return min(LONGEST_PAUSE, float(asked)) if asked.isdecimal() else 0.0
