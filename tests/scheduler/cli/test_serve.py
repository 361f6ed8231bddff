"""`serve` as a child process: it answers, and ends when it is told to."""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.request import urlopen

from tests.scheduler.cli.program import environment, run

if TYPE_CHECKING:
    from pathlib import Path

_RUNNING = re.compile(r"running on (http://127\.0\.0\.1:\d+)")


def test_the_service_answers_on_the_port_it_tells_and_ends_on_a_signal(folder: Path) -> None:
    """The last line of the demonstration would lead nowhere, or to a process that cannot be stopped."""
    command = [sys.executable, "-m", "scheduler.cli", "serve", "--port", "0"]
    variables = environment(EQUISHARE_DATABASE_URL="memory://")
    with subprocess.Popen(command, cwd=folder, env=variables, stderr=subprocess.PIPE, text=True) as child:
        assert child.stderr is not None
        told = next((found[1] for line in child.stderr if (found := _RUNNING.search(line))), None)
        assert told is not None
        with urlopen(f"{told}/healthz") as answer:
            assert answer.status == 200
        child.send_signal(signal.SIGINT)
        rest = child.stderr.read()
    assert "shutdown complete" in rest
    assert child.returncode in (0, -signal.SIGINT, 130)


def test_a_bad_setting_is_told_before_anything_is_served(folder: Path) -> None:
    """A misspelt setting would end in a traceback of the server."""
    ended = run("serve", folder=folder, EQUISHARE_PROT="1")
    assert ended.code == 2
    assert "EQUISHARE_PROT: is no setting" in ended.err
    assert "Traceback" not in ended.err


def test_a_port_in_use_is_told_before_the_service_touches_anything(folder: Path) -> None:
    """A second service would fail the run of the first, then end in the words of the server."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("serve", "--port", str(port), folder=folder, EQUISHARE_DATABASE_URL="sqlite:///park.db")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"127.0.0.1:{port} cannot be listened on: Address already in use; choose another")
    assert len(ended.err.splitlines()) == 1


def test_a_database_that_cannot_be_used_is_one_line(folder: Path) -> None:
    """The cure would stand under a hundred lines of traceback."""
    with sqlite3.connect(folder / "songs.db") as database:
        database.execute("CREATE TABLE songs (title)")
    ended = run("serve", "--port", "0", folder=folder, EQUISHARE_DATABASE_URL="sqlite:///songs.db")
    assert ended.code == 2
    assert ended.err.splitlines() == [
        "database songs.db: it holds the tables of another program; name another file",
    ]


def test_a_file_of_counts_that_cannot_be_used_is_one_line(folder: Path) -> None:
    """The service would start, and let everybody call as often as they like."""
    ended = run("serve", "--port", "0", folder=folder, EQUISHARE_RATES_FILE="nowhere/rates")
    assert ended.code == 2
    assert ended.err.startswith("database nowhere/rates: it cannot be opened")
    assert len(ended.err.splitlines()) == 1


def test_a_policy_that_is_not_there_is_told_at_once(folder: Path) -> None:
    """It would be found out at night, by a run that fails."""
    ended = run("serve", "--port", "0", folder=folder, EQUISHARE_POLICY="loudest")
    assert (ended.code, ended.err) == (
        2,
        "policy is 'loudest'; use one of maxmin, proportional, least-squares, utilization\n",
    )
