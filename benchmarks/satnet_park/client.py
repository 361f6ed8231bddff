"""A few lines of HTTP with JSON, as a tenant's own program would write them; the standard library is enough."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from benchmarks.errors import BenchmarkError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Seconds that one answer may take.
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers and the body, None where there is none."""

    status: int
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True, slots=True)
class Client:
    """Speaks to one service with one key."""

    #: Such as `http://127.0.0.1:8000`.
    base: str
    key: str

    def with_key(self, key: str) -> Client:
        """Return a client of the same service for somebody else."""
        return replace(self, key=key)

    def get(self, path: str) -> Any:
        """Return the body of a GET."""
        return self.send("GET", path).body

    def post(self, path: str, body: object | None = None) -> Answer:
        """Send a POST with a JSON body and return the answer."""
        return self.send("POST", path, body)

    def pages(self, path: str, limit: int = 200) -> Iterator[Any]:
        """Yield every item of a list that comes in pages, following `next`."""
        cursor = ""
        while True:
            separator = "&" if "?" in path else "?"
            page = self.get(f"{path}{separator}limit={limit}{f'&cursor={cursor}' if cursor else ''}")
            yield from page["items"]
            cursor = page.get("next") or ""
            if not cursor:
                return

    def send(self, method: str, path: str, body: object | None = None) -> Answer:
        """Send one request.

        Raises
        ------
        BenchmarkError
            if the service refuses it or cannot be reached; the message has what the service said.
        """
        request = urllib.request.Request(
            self.base + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.key}", "Accept": "application/json"}
            | ({} if body is None else {"Content-Type": "application/json"}),
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
                text = reply.read()
                return Answer(reply.status, dict(reply.headers), json.loads(text) if text else None)
        except urllib.error.HTTPError as error:
            with error:
                said = error.read().decode(errors="replace")
            raise BenchmarkError(f"{method} {path} was answered with {error.code}: {said[:2000]}") from error
        except (OSError, ValueError) as error:
            raise BenchmarkError(f"{method} {path} got no answer: {error}") from error
