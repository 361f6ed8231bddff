"""The HTTP client of the front-door benchmark, against a real server of the standard library."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest

from benchmarks.errors import BenchmarkError
from benchmarks.satnet_park.client import Client
from benchmarks.satnet_park.service import Service, end, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class _Handler(BaseHTTPRequestHandler):
    """Lists the numbers from 0 to 6 in pages, echoes what is posted with the key, refuses everything else."""

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path != "/numbers":
            self._answer(404, {"title": "not here"})
            return
        query = parse_qs(address.query)
        first, limit = int(query.get("cursor", ["0"])[0]), int(query["limit"][0])
        following = str(first + limit) if first + limit < 7 else None
        self._answer(200, {"items": list(range(first, min(7, first + limit))), "next": following})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(201, {"said": body, "by": self.headers["Authorization"]})

    def _answer(self, status: int, body: Any) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def client() -> Iterator[Client]:
    """A client of a running server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield Client(f"http://127.0.0.1:{server.server_port}", "es_operator")
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("limit", [1, 3, 7, 100])
def test_pages_are_read_to_the_last(client: Client, limit: int) -> None:
    """A schedule longer than a page must not be cut off."""
    assert list(client.pages("/numbers", limit)) == list(range(7))


def test_everybody_speaks_with_their_own_key(client: Client) -> None:
    """A tenant's requests are posted as that tenant."""
    answer = client.with_key("es_tenant").post("/anything", {"a": 1})
    assert (answer.status, answer.body) == (201, {"said": {"a": 1}, "by": "Bearer es_tenant"})


def test_a_refusal_is_told_in_the_words_of_the_service(client: Client) -> None:
    """Without the body of a refusal nobody could mend the request."""
    with pytest.raises(BenchmarkError, match=r"GET /other was answered with 404: .*not here"):
        client.get("/other")


def test_a_service_that_is_not_there() -> None:
    """No answer is an error with the address in it, not a traceback of the library."""
    with pytest.raises(BenchmarkError, match="GET /readyz got no answer"):
        Client(f"http://127.0.0.1:{free_port()}", "").get("/readyz")


def test_a_service_that_ends_by_itself_is_reported_with_its_log(tmp_path: Path) -> None:
    """Otherwise a benchmark would wait for a service that has long told why it cannot run."""
    log = tmp_path / "service.log"
    log.write_text("no such database", encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    process.wait()
    with pytest.raises(BenchmarkError, match=r"code 3:\nno such database"):
        Service(process, Client("", ""), log).check()


def test_a_child_that_will_not_end_is_ended() -> None:
    """A benchmark leaves no service behind."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    end(process)
    assert process.returncode not in (None, 0)
