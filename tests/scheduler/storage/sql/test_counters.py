"""Counts that run out: exact over threads and processes, and right again when the clock was wrong."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.errors import StorageError
from scheduler.storage.at_once import WouldWaitError, at_once
from scheduler.storage.sql.counters import SharedCounters
from tests.scheduler.builders import NOW, HandClock
from tests.scheduler.cli.program import ROOT, environment

if TYPE_CHECKING:
    from pathlib import Path

_CHILD = """
import sys
from pathlib import Path
from scheduler.clock import system_clock
from scheduler.storage.sql.counters import SharedCounters
counters = SharedCounters(Path(sys.argv[1]), system_clock)
print(*(counters.add("everybody", 3600) for _ in range(500)))
"""


def test_a_count_goes_up_and_begins_anew_when_it_has_run_out() -> None:
    """Whoever was refused once would be refused for ever."""
    clock = HandClock()
    counters = SharedCounters(None, clock)
    assert [counters.add("ada", 60), counters.add("ada", 60, 3), counters.add("bob", 60)] == [1, 4, 1]
    assert counters.look("ada") == (4, NOW.timestamp() + 60)
    clock.advance(timedelta(seconds=59.9))
    assert counters.add("ada", 60) == 5
    clock.advance(timedelta(seconds=0.1))
    assert counters.look("ada") == (0, clock().timestamp())
    assert counters.add("ada", 60) == 1
    assert counters.look("ada")[1] == NOW.timestamp() + 120


def test_a_clock_that_was_set_back_shuts_nobody_out() -> None:
    """A count that began an hour ahead would not run out for an hour."""
    clock = HandClock()
    counters = SharedCounters(None, clock)
    counters.add("ada", 60, 100)
    clock.advance(timedelta(hours=-1))
    assert counters.add("ada", 60) == 1
    assert counters.look("ada") == (1, clock().timestamp() + 60)


def test_what_has_run_out_is_taken_away() -> None:
    """Every address that ever called would stay in the file."""
    clock = HandClock()
    counters = SharedCounters(None, clock)
    for number in range(900):
        counters.add(f"address {number}", 60)
    clock.advance(timedelta(minutes=2))
    for _ in range(100):
        counters.add("ada", 60)
    clock.advance(timedelta(minutes=-2))
    assert counters.look("address 1") == (0, NOW.timestamp())


def test_what_has_run_out_is_taken_away_at_the_start(tmp_path: Path) -> None:
    """A service that is restarted often would keep every address that ever called."""
    file, clock = tmp_path / "rates", HandClock()
    for passed in (0, 30, 61):
        clock.advance(timedelta(seconds=passed))
        counters = SharedCounters(file, clock)
        counters.add(f"address {passed}", 60)
        counters.close()
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT key FROM counts").fetchall() == [("address 61",)]


def test_a_count_is_forgotten_on_request() -> None:
    """Tests and people in a hurry would have to wait."""
    counters = SharedCounters(None, HandClock())
    for key in ("ada", "bob", "eve"):
        counters.add(key, 60)
    counters.forget("ada")
    assert (counters.look("ada")[0], counters.look("bob")[0]) == (0, 1)
    counters.forget()
    assert counters.look("bob")[0] == 0


def test_threads_and_processes_count_together(tmp_path: Path) -> None:
    """Every process would let through as much as all of them may."""
    command = [sys.executable, "-c", _CHILD, str(tmp_path / "counts")]
    children = [
        subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    seen = [int(number) for child in children for number in child.communicate(timeout=60)[0].split()]
    assert sorted(seen) == list(range(1, 1001))
    counters = SharedCounters(tmp_path / "counts", lambda: NOW)
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(lambda _: counters.add("threads", 60), range(200))) == list(range(1, 201))


def test_who_may_not_wait_is_told_that_another_process_counts(tmp_path: Path) -> None:
    """A process that stands still in the middle of its count would stop all that the others serve."""
    counters = SharedCounters(tmp_path / "counts", lambda: NOW)
    with at_once():
        assert counters.add("ada", 60) == 1
    with closing(sqlite3.connect(tmp_path / "counts", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with at_once(), pytest.raises(WouldWaitError):
            counters.add("ada", 60)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(counters.add, "ada", 60)
            while not counters._lock.locked():  # the other thread has begun to wait
                assert not waiting.done()
            with at_once(), pytest.raises(WouldWaitError):
                counters.look("ada")
            other.execute("COMMIT")
            assert waiting.result(60) == 2


def test_a_file_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    """The first call would end in a traceback."""
    (tmp_path / "songs").write_text("la la la " * 1000)
    with pytest.raises(StorageError, match="songs: it is no SQLite database"):
        SharedCounters(tmp_path / "songs", HandClock())
    with pytest.raises(StorageError, match="it cannot be opened"):
        SharedCounters(tmp_path / "nowhere" / "counts", HandClock())
    gone = SharedCounters(None, HandClock())
    gone.close()
    with pytest.raises(StorageError, match="calls cannot be counted"):
        gone.add("ada", 60)
