"""What comes before a body is limited: a clear answer, no 500, and the service lives on."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from scheduler.commands.heads import MOST_BYTES
from tests.api.serving import PATIENCE, served
from tests.scheduler.storage.sql.parks import url_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HOST = b"Host: park\r\n"
_USUAL = b"GET /healthz HTTP/1.1\r\n" + _HOST + b"Connection: close\r\n\r\n"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a park that is served."""
    folder: Path = tmp_path_factory.mktemp("heads")
    with served(folder, url_of(folder / "park.db")) as (address, process):
        yield address
        assert process.poll() is None


def _connected(base: str) -> socket.socket:
    address = urlsplit(base)
    return socket.create_connection((str(address.hostname), address.port or 0), timeout=PATIENCE)


def _status(base: str, request: bytes) -> int:
    """Return the status with which a request is answered."""
    with _connected(base) as line:
        line.sendall(request)
        answer = b""
        while b"\r\n" not in answer:
            part = line.recv(65536)
            assert part, "closed without an answer"
            answer += part
    return int(answer.split(b" ")[1])


def _get(path: bytes = b"/healthz", headers: bytes = b"") -> bytes:
    return b"GET " + path + b" HTTP/1.1\r\n" + _HOST + headers + b"Connection: close\r\n\r\n"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (_get(headers=b"X-Long: " + b"x" * 60_000 + b"\r\n"), 200),
        (_get(headers=b"X-Long: " + b"x" * MOST_BYTES + b"\r\n"), 431),
        (_get(headers=b"X-Long: " + b"x" * 100_000 + b"\r\n"), 431),
        (_get(b"/healthz?x=" + b"x" * 60_000), 200),
        (_get(b"/healthz?x=" + b"x" * 100_000), 431),
        (_get(b"/" + b"x" * 100_000), 431),
        (_get(headers=b"".join(b"X-%d: 1\r\n" % number for number in range(1000))), 200),
        (_get(headers=b"".join(b"X-%d: 1\r\n" % number for number in range(8000))), 431),
        (_get(headers=b"X Y: 1\r\n"), 400),
    ],
)
def test_what_is_too_long_before_the_body_is_told(base: str, request_: bytes, status: int) -> None:
    """It would be kept in the memory of everybody, or end in an error of the service; a neighbour must not notice."""
    assert _status(base, request_) == status
    assert _status(base, _USUAL) == 200


@pytest.mark.parametrize(
    ("begin", "part"),
    [
        (b"GET /healthz HTTP/1.1\r\nX-Long: ", b"x" * 4096),
        (b"GET /healthz HTTP/1.1\r\n", b"X-Y: 1\r\n" * 512),
        (b"GET /", b"x" * 4096),
        (b"POST /healthz HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Y: 1\r\n" * 512),
    ],
)
def test_what_does_not_end_is_cut_off(base: str, begin: bytes, part: bytes) -> None:
    """Fifty megabytes of headers took eight hundred of memory; a caller without a key could stop the service for all."""
    sent = 0
    with _connected(base) as line, suppress(OSError):
        line.sendall(begin)
        while sent < 100 * 1024 * 1024:
            line.sendall(part)
            sent += len(part)
    assert sent < 100 * 1024 * 1024
    assert _status(base, _USUAL) == 200


def test_each_request_of_a_connection_has_its_own_limit(base: str) -> None:
    """A connection that is used for long would be cut off in the middle of its work."""
    request = _get(headers=b"X-Long: " + b"x" * 30_000 + b"\r\n").replace(b"Connection: close\r\n", b"")
    with _connected(base) as line:
        for _ in range(5):
            line.sendall(request)
            answer = b""
            while not answer.endswith(b"}"):
                answer += line.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200")
