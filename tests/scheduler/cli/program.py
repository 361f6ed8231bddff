"""The program as tests call it: in this process where that shows the same, as a child where it does not."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from scheduler.cli import main

ROOT = Path(__file__).resolve().parents[3]
_TIMEOUT = 120


@dataclass(frozen=True)
class Ended:
    """How a call ended."""

    code: int
    out: str
    err: str


def call(*arguments: str | Path) -> Ended:
    """Call the program in this process."""
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main([str(argument) for argument in arguments])
    code = ended.value.code
    return Ended(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a child: this one without settings of the program, and with these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EQUISHARE_")}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"} | more


def run(*arguments: str | Path, folder: Path, **variables: str) -> Ended:
    """Run the program as a child process in a folder."""
    command = [sys.executable, "-m", "scheduler.cli", *map(str, arguments)]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=_TIMEOUT,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)
