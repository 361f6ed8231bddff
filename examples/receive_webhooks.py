"""A receiver of webhooks: believes only what is signed, does each event once, and answers at once.

    EQUISHARE_WEBHOOK_SECRET=whsec_... python receive_webhooks.py 8080 handled.txt

Needs `pip install standardwebhooks`. It listens on loopback; let a proxy with TLS stand before it. Stop it with Ctrl-C.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

#: What is longer is none of ours.
MOST_BYTES = 1_000_000
TAKEN, NOT_OURS, TOO_LONG = 204, 401, 413


def handle(event: dict[str, Any]) -> None:
    """Do what an event asks for; replace this. It says what happened and where to look: read `path` for the present state."""
    print(event["type"], event["data"].get("path", ""), flush=True)


class Handled:
    """The ids of what was done, in a file that is written before the service is told that it was."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._ids = set(file.read_text("utf-8").split()) if file.exists() else set()

    def once(self, key: str, event: dict[str, Any]) -> None:
        """Handle an event unless it was handled; where that fails nothing is remembered, and the service sends it again."""
        if key in self._ids:
            return
        handle(event)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"{key}\n")
            file.flush()
            os.fsync(file.fileno())
        self._ids.add(key)


class Receiver(BaseHTTPRequestHandler):
    """Takes POSTs; both are set before it serves."""

    secret: str
    handled: Handled
    #: Seconds for one whole request.
    timeout = 10

    def do_POST(self) -> None:
        """Verify, handle once, answer."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > MOST_BYTES:
            self.answer(TOO_LONG)
            return
        body = self.rfile.read(length)
        try:
            # Refuses what is not signed with the secret, what was changed, and what is older than five minutes.
            event = Webhook(self.secret).verify(body, dict(self.headers.items()))
        except (WebhookVerificationError, ValueError):
            self.answer(NOT_OURS)
            return
        self.handled.once(self.headers["webhook-id"], event)
        self.answer(TAKEN)

    def answer(self, status: int) -> None:
        """Send a status and nothing else."""
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


def main() -> None:
    """Listen until somebody presses Ctrl-C."""
    Receiver.secret = os.environ["EQUISHARE_WEBHOOK_SECRET"]
    Receiver.handled = Handled(Path(sys.argv[2]))
    with HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver) as server, suppress(KeyboardInterrupt):
        print(f"listening on port {server.server_address[1]}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
