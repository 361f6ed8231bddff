"""`serve` as a child process: it answers, and ends when it is told to."""

from __future__ import annotations

import re
import signal
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
