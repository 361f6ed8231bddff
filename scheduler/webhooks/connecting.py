"""Connections to addresses that somebody else named: looked at before they are called, and given up when the time is over.

A name is resolved once, every address that it has is checked, and what was checked is what is connected to: a name that means another
address a moment later gains nothing by it. `Host` and the name in TLS stay those of the URL.
"""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING, Any

import httpcore2

from scheduler.domain.delivery import Outcome

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable

    #: Returns the addresses of a name; OSError where it has none.
    Resolver = Callable[[str, int], tuple[str, ...]]

#: How many addresses of one name are tried.
_MOST_TRIED = 4


class AddressError(Exception):
    """A name cannot be called: how the attempt ended, and why in words that tell nothing of what lies inside."""

    def __init__(self, outcome: Outcome, words: str) -> None:
        self.outcome, self.words = outcome, words
        super().__init__(words)


def resolve(host: str, port: int) -> tuple[str, ...]:
    """Return the addresses of a name as the system knows them, each once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


class CheckedBackend(httpcore2.NetworkBackend):
    """Connects to names all of whose addresses may be called, until a deadline."""

    def __init__(
        self, may_call: Callable[[str], bool], seconds: float, resolver: Callable[[str, int], tuple[str, ...]]
    ) -> None:
        self._may_call, self._resolver = may_call, resolver
        self._deadline = time.monotonic() + seconds

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline takes its place
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address that answers; AddressError, and what the library raises."""
        try:
            addresses = self._resolver(host, port)
        except (OSError, UnicodeError):
            raise AddressError(Outcome.UNREACHABLE, "the name has no address") from None
        if not addresses or not all(map(self._may_call, addresses)):
            raise AddressError(Outcome.BLOCKED, "the name has an address that is not of the public internet")
        plain = httpcore2.SyncBackend()
        for last, address in enumerate(addresses[:_MOST_TRIED], 1):
            try:
                stream = plain.connect_tcp(address, port, left(self._deadline), local_address, socket_options)
                return _TimedStream(stream, self._deadline)
            except httpcore2.ConnectError:
                if last == len(addresses[:_MOST_TRIED]):
                    raise
        raise AssertionError("no address was tried")


class _TimedStream(httpcore2.NetworkStream):
    """A connection that ends at a deadline, however slowly the other side sends."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - as above
        return self._stream.read(max_bytes, left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - as above
        self._stream.write(buffer, left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - as above
    ) -> httpcore2.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, left(self._deadline))
        return _TimedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def left(deadline: float) -> float:
    """Return the seconds until a deadline; ReadTimeout where it is over."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise httpcore2.ReadTimeout
    return seconds
