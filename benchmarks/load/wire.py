"""One kept-alive connection over which a tenant's program asks and is answered: HTTP/1.1 with no more than the service uses.

A client library takes as long for a call as the service does, and on two cores both share the figure would be the library's.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from benchmarks.errors import BenchmarkError

if TYPE_CHECKING:
    from types import TracebackType

#: Seconds that one answer may take before the trial is given up.
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked: a method, a path with its query, a body for JSON."""

    method: str
    path: str
    body: object | None = None
    #: What it is called in the figures.
    name: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    def json(self) -> Any:
        """Return what the body says."""
        return json.loads(self.body)


class Wire:
    """A connection with the key of one tenant; one call at a time."""

    def __init__(self, base: str, key: str) -> None:
        address = urlsplit(base)
        self._host, self._port = address.hostname or "", address.port or 80
        self._head = f"Host: {address.netloc}\r\nAuthorization: Bearer {key}\r\n"

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._writer.close()

    async def ask(self, call: Call, *, key: str | None = None) -> Answer:
        """Send a call, with an idempotency key if one is given, and return its answer.

        Raises
        ------
        BenchmarkError
            When the connection is broken off, or no answer comes in time.
        """
        if self._reader.at_eof():
            # The service gives a connection up on which nothing was said for some seconds.
            self._writer.close()
            await self.__aenter__()
        self._writer.write(self._request(call, key))
        try:
            return await asyncio.wait_for(self._answer(), PATIENCE)
        except (OSError, EOFError, TimeoutError) as error:
            raise BenchmarkError(f"{call.method} {call.path} got no answer: {error!r}") from error

    def _request(self, call: Call, key: str | None) -> bytes:
        body = b"" if call.body is None else json.dumps(call.body).encode()
        kind = "" if call.body is None else "Content-Type: application/json\r\n"
        # A step on a thing is meant for whatever state it is in: many want it at once.
        any_state = "If-Match: *\r\n" if call.method == "POST" and ":" in call.path else ""
        once = "" if key is None else f"Idempotency-Key: {key}\r\n"
        head = f"{call.method} {call.path} HTTP/1.1\r\n{self._head}{kind}{once}{any_state}Content-Length: {len(body)}\r\n\r\n"
        return head.encode() + body

    async def _answer(self) -> Answer:
        head = (await self._reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
        told = dict(line.lower().split(b": ", 1) for line in head[1:] if b": " in line)
        body = await self._reader.readexactly(int(told.get(b"content-length", b"0")))
        return Answer(int(head[0].split(b" ", 2)[1]), body)
