"""A real service in a child process: its own database, its own port, ended when it is no longer needed."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.errors import BenchmarkError
from benchmarks.satnet_park.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Seconds until the service must be ready, and until it must have ended.
START, END = 60.0, 30.0


@dataclass(frozen=True, slots=True)
class Service:
    """A running service and its operator."""

    process: subprocess.Popen[bytes]
    operator: Client
    log: Path

    def check(self) -> None:
        """Raise `BenchmarkError` with the end of its log if the service has ended by itself."""
        if self.process.poll() is not None:
            raise BenchmarkError(f"the service ended with code {self.process.returncode}:\n{tail(self.log)}")


@contextmanager
def running_service(folder: Path, database: str | None = None) -> Iterator[Service]:
    """Start `equishare serve` in `folder` on a free loopback port, wait until it is ready, and end it afterwards.

    `database` is its URL; None: a new SQLite file in `folder`.
    """
    key, port, log = f"es_{secrets.token_hex(20)}", free_port(), folder / "service.log"
    # None of the caller's settings: what is measured is the service as it comes.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EQUISHARE_")} | {
        "EQUISHARE_DATABASE_URL": database or f"sqlite:///{folder / 'park.db'}",
        "EQUISHARE_OPERATOR_KEY": key,
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "scheduler.cli", "serve", "--host", "127.0.0.1", "--port", str(port)],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        service = Service(process, Client(f"http://127.0.0.1:{port}", key), log)
        _wait_until_ready(service)
        yield service
    finally:
        end(process)


def free_port() -> int:
    """Return a loopback port that nobody listens on at the moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def end(process: subprocess.Popen[bytes]) -> None:
    """End a child that this program started: ask first, insist after `END` seconds."""
    process.terminate()
    try:
        process.wait(END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def tail(log: Path, characters: int = 3000) -> str:
    """Return the end of a log."""
    return log.read_text(encoding="utf-8", errors="replace")[-characters:]


def _wait_until_ready(service: Service) -> None:
    deadline = time.monotonic() + START
    while True:
        service.check()
        try:
            service.operator.get("/readyz")
        except BenchmarkError as error:
            if time.monotonic() > deadline:
                raise BenchmarkError(
                    f"the service was not ready in {START:g} s: {error}\n{tail(service.log)}"
                ) from error
            time.sleep(0.2)
        else:
            return
