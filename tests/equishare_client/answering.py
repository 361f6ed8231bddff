"""A server on loopback that answers what it was told to, so that a client meets what a real service shows rarely."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True)
class Answer:
    """One answer; status 0: the line breaks instead."""

    status: int = 200
    body: str = '{"status": "ok"}'
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: str


def problem(code: str, status: int, *faults: Mapping[str, str], **headers: str) -> Answer:
    """Return an answer that is a problem of a kind."""
    told = {
        "type": f"/problems/{code}",
        "title": code,
        "status": status,
        "detail": "told",
        "errors": faults,
        "trace_id": "t1",
    }
    return Answer(status, json.dumps(told), {"Content-Type": "application/problem+json", **headers})


@contextmanager
def answering(*answers: Answer) -> Iterator[tuple[str, list[Asked]]]:
    """Answer with each of them, one after the other, until the block ends; gives the address and what was asked so far."""
    left, asked = list(answers), list[Asked]()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline()
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            asked.append(Asked(self.command, self.path, dict(self.headers), body))
            answer = left.pop(0)
            if answer.status == 0:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body.encode())))
            self.end_headers()
            self.wfile.write(answer.body.encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
