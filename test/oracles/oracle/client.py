"""The service, as a program in another language sees it: JSON over HTTP with a key."""

import http.client
import json
import time
import urllib.parse
from pathlib import Path


class ServiceError(Exception):
    """The service answered with a problem."""


class Client:
    """One connection, kept open. `home` holds the files `url` and `owner-key` that a starting service leaves."""

    def __init__(self, home):
        self.url = urllib.parse.urlparse((Path(home) / "url").read_text().strip())
        self.key = (Path(home) / "owner-key").read_text().strip()
        self.connection = None

    def call(self, method, path, body=None, expect=(200, 201, 202)):
        headers = {"authorization": f"Bearer {self.key}", "content-type": "application/json"}
        text = None if body is None else json.dumps(body, allow_nan=False)
        for attempt in (1, 2):
            if self.connection is None:
                self.connection = http.client.HTTPConnection(self.url.hostname, self.url.port, timeout=300)
            try:
                self.connection.request(method, path, text, headers)
                answer = self.connection.getresponse()
                data = answer.read()
                break
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                # an idle connection may have been closed by the other side; all these calls may be made twice
                self.connection.close()
                self.connection = None
                if attempt == 2:
                    raise
        if answer.status not in expect:
            raise ServiceError(f"{method} {path}: {answer.status} {data[:1500].decode()}")
        return answer.status, json.loads(data) if data else None

    def put(self, path, body):
        return self.call("PUT", path, body)[1]

    def send_rows(self, checkpoint, rows):
        """Native rows of one checkpoint; every row has to be counted."""
        answer = self.call("POST", "/v1/results", {"checkpoint": checkpoint, "rows": rows})[1]
        problems = answer["problems"] + [problem for report in answer["reports"] for problem in report["problems"]]
        if answer["status"] != "counted" or problems:
            raise ServiceError(f"rows of {checkpoint}: {answer['status']} {problems[:3]}")

    def comparison(self, experiment, patience=600):
        """The comparison, once it covers all results."""
        until = time.monotonic() + patience
        while True:
            state = self.call("GET", f"/v1/experiments/{experiment}")[1]
            if state["status"] == "current":
                return self.call("GET", f"/v1/experiments/{experiment}/comparison")[1]
            if state["status"] == "failed" or time.monotonic() > until:
                raise ServiceError(f"{experiment}: {state['status']} {state['failure']}")
            time.sleep(0.05)
