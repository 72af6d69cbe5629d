"""Where the service is, and the key for it: as said, else from the environment, else from the home folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .errors import EvenmatchError


@dataclass(frozen=True)
class Connection:
    """A service and a key; the key is not shown."""

    url: str
    key: str

    def __repr__(self) -> str:
        """The address alone."""
        return f"Connection(url={self.url!r})"


def find_service(url: str | None = None, key: str | None = None) -> Connection:
    """The service to talk to, found as the command finds it.

    The address: `url`, else `EVENMATCH_URL`, else the file `url` in the home folder of the one-machine service
    (`EVENMATCH_HOME`, else `./.evenmatch`). The key: `key`, else `EVENMATCH_KEY`, else the owner's key in that folder,
    which goes to the service that wrote it and to no other address.

    Raises EvenmatchError `no_service` or `no_key`, saying where it looked.
    """
    home = Path(os.environ.get("EVENMATCH_HOME") or ".evenmatch").resolve()
    address = url or os.environ.get("EVENMATCH_URL") or _written(home / "url")
    if address is None:
        detail = (
            f"needed a running service, found none: no url, no EVENMATCH_URL, no {home / 'url'}; "
            "start one with `npx evenmatch serve`"
        )
        raise EvenmatchError("no_service", detail)
    if urlsplit(address).scheme not in ("http", "https"):
        raise EvenmatchError("no_service", f"needed an http(s) address of the service, found {address}")
    secret = key or os.environ.get("EVENMATCH_KEY") or _owner_key(home, address)
    if secret is None:
        raise EvenmatchError("no_key", f"needed a key for {address}, found none: give key or EVENMATCH_KEY")
    return Connection(address.rstrip("/"), secret)


def _owner_key(home: Path, address: str) -> str | None:
    own = _written(home / "url")
    if own is None or _origin(own) != _origin(address):
        return None
    return _written(home / "owner-key")


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc.lower()


def _written(file: Path) -> str | None:
    try:
        text = file.read_text(encoding="utf8").strip()
    except OSError:
        return None
    return text or None
