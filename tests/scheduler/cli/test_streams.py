"""Where the output goes: closed, full, or in an encoding that has no Chinese; the work is done all the same."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.scheduler.cli.program import environment

if TYPE_CHECKING:
    from pathlib import Path

_PARK = {
    "tenants": "id,name,share\namber,琥珀公司,2\n",
    "shifts": "shift,weekdays,start,end\nday,1-5,08:00,18:00\n",
    "machines": "id,name,capability,site,shift\ncut-1,激光切割机,laser-cutting,W1,day\n",
}


@pytest.fixture
def park(folder: Path) -> Path:
    """Return a folder with a park that has Chinese names, in a database."""
    (folder / "park").mkdir()
    for name, text in _PARK.items():
        (folder / "park" / f"{name}.csv").write_text(text, "utf-8")
    assert shell(folder, "load park").returncode == 0
    return folder


def shell(folder: Path, command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the program by a shell, which can close and redirect streams."""
    known = environment(EQUISHARE_DATABASE_URL="sqlite:///park.db", **variables)
    line = f"{sys.executable} -m scheduler.cli {command}"
    return subprocess.run(["/bin/sh", "-c", line], cwd=folder, env=known, capture_output=True, text=True, check=False)


def test_a_terminal_without_chinese_gets_it_escaped(park: Path) -> None:
    """A report of a Chinese park would be a traceback."""
    ended = shell(park, "report", PYTHONIOENCODING="ascii")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "\\u7425\\u73c0" in ended.stdout


def test_json_stays_json_in_any_encoding(park: Path) -> None:
    """A script would get a traceback, or text that no parser takes."""
    ended = shell(park, "report --json", PYTHONIOENCODING="ascii")
    assert json.loads(ended.stdout)["tenants"][0]["name"] == "琥珀公司"


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_stream_is_nobody_listening(park: Path, closed: str) -> None:
    """A job of the night without a terminal would fail."""
    ended = shell(park, f"report {closed}")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_full_disk_is_one_line(park: Path) -> None:
    """It would be a traceback."""
    ended = shell(park, "report > /dev/full")
    assert ended.returncode == 1
    assert ended.stderr == "the output cannot be written: No space left on device; make room\n"
