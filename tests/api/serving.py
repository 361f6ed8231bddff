"""`equishare serve` as a child process on a loopback port, and clients that talk to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2

from tests.api.parks import OPERATOR_KEY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager

#: Seconds after which a child that hangs is given up; nothing is measured.
PATIENCE = 60.0


def served(folder: Path, database: str, **variables: str) -> AbstractContextManager[tuple[str, subprocess.Popen[str]]]:
    """Run `equishare serve` on a free port until the block ends; gives its address, which it prints itself, and the process."""
    return _served(folder, database, variables, (0, -signal.SIGTERM))


def killed_service(
    folder: Path, database: str, **variables: str
) -> AbstractContextManager[tuple[str, subprocess.Popen[str]]]:
    """Run it likewise, for a block that kills it as `kill -9` does."""
    return _served(folder, database, variables, (-signal.SIGKILL,))


@contextmanager
def _served(
    folder: Path, database: str, variables: Mapping[str, str], ends: Collection[int]
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    environment = os.environ | {
        "EQUISHARE_DATABASE_URL": database,
        "EQUISHARE_OPERATOR_KEY": OPERATOR_KEY,
        "EQUISHARE_NIGHTLY_AT": "off",
        "EQUISHARE_STOP_NOTICE": "0",
        "PYTHONPATH": str(Path.cwd()),
        "PYTHONUNBUFFERED": "1",
        **variables,
    }
    command = [sys.executable, "-m", "scheduler.cli", "serve", "--port", "0"]
    process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    seen: list[str] = []
    # A log that nobody reads would stop the service when the pipe is full.
    reader = threading.Thread(target=seen.extend, args=(process.stderr,))
    try:
        base = _address(process.stderr, seen)
        reader.start()
        yield base, process
    finally:
        process.terminate()
        process.wait(PATIENCE)
        if reader.ident is not None:
            reader.join(PATIENCE)
        process.stderr.close()
        assert process.returncode in ends, "".join(seen)


def _address(lines: Iterable[str], seen: list[str]) -> str:
    """Return the address from the line in which the server tells it; `seen` are the lines up to there."""
    for line in lines:
        seen.append(line)
        if "running on http://" in line:
            return "http://" + line.partition("http://")[2].split()[0]
    raise AssertionError("the service did not start:\n" + "".join(seen))


def client(base: str, key: str) -> httpx2.Client:
    """Return a client with a key."""
    return httpx2.Client(base_url=base, headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE)


def post(who: httpx2.Client, path: str, body: dict[str, Any] | None = None) -> Any:
    """Send a POST that must succeed, and return the answer's body."""
    answer = who.post(path, json=body)
    assert answer.is_success, answer.text
    return answer.json()


def new_tenant(operator: httpx2.Client, base: str, name: str) -> httpx2.Client:
    """Create a tenant and return a client with its key."""
    post(operator, "/v1/tenants", {"id": name, "name": name})
    key = post(operator, "/v1/api-keys", {"name": "ERP", "role": "tenant", "tenant_id": name})
    return client(base, key["secret"])
