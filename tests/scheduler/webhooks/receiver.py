"""A receiver of webhooks on loopback, in threads of this process; it notes what comes and answers as it is told."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from standardwebhooks import Webhook as Signer

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

#: Seconds after which a test gives up waiting; nothing is measured.
PATIENCE = 30.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """One POST as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """Its `webhook-id`."""
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> Any:
        """Return what it says; the library raises where the signature is not by this secret, or not of now."""
        return Signer(secret).verify(self.body, self.headers)


@dataclass(slots=True)
class Receiver:
    """What came, and what is answered."""

    port: int = 0
    seen: list[Received] = field(default_factory=list)
    #: Statuses of the next answers; then `always`.
    answers: deque[int] = field(default_factory=deque)
    always: int = 204
    #: More headers of every answer.
    headers: dict[str, str] = field(default_factory=dict)
    #: Called in the thread of a request before it is answered.
    before: Callable[[Received], object] | None = None
    #: Writes the answer in place of the usual one.
    answer: Callable[[BaseHTTPRequestHandler], None] | None = None
    news: threading.Condition = field(default_factory=threading.Condition)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook"

    def wait_for(self, number: int) -> list[Received]:
        """Return what came, when it is so much."""
        with self.news:
            assert self.news.wait_for(lambda: len(self.seen) >= number, PATIENCE), f"{len(self.seen)} of {number} came"
            return list(self.seen)

    def take_in(self, received: Received) -> int:
        """Note what came and return the status to answer."""
        with self.news:
            self.seen.append(received)
            status = self.answers.popleft() if self.answers else self.always
            self.news.notify_all()
        return status


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, *_: object) -> None:
        """A sender that hangs up is what some tests want."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        receiver, body = self.server.receiver, self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        received = Received(path=self.path, headers=headers, body=body)
        status = receiver.take_in(received)
        if receiver.before is not None:
            receiver.before(received)
        if receiver.answer is not None:
            receiver.answer(self)
            return
        self.send_response(status)
        for name, value in receiver.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def receiving(context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Listen on a free port of loopback until the block ends."""
    receiver = Receiver()
    with _Server(receiver) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        receiver.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
