"""The trials of the table of faults and load: what each must show, how its figures are told, and how it is run by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

#: From the figures of a row to what stands in the table.
Telling: TypeAlias = Callable[[Mapping[str, Any]], str]
_PYTEST = "python -m pytest -s tests/soak/"
#: Names in rows and in the table.
_KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """One line of the table."""

    #: As in the rows that programs leave behind.
    name: str
    title: str
    must: str
    telling: Telling
    command: str


def _race(f: Mapping[str, Any]) -> str:
    return f"{f['tries']} tries: {f['won']} answered with what was asked for, {f['lost']} with a 409; {f['double']} double, {f['missing']} lost"


def _kill(f: Mapping[str, Any]) -> str:
    return f"{f['kills']} kills, {f['in_a_call']} in the middle of a call; {f['requests']} requests, {f['runs']} nights; {f['wrong']} wrong"


def _full(f: Mapping[str, Any]) -> str:
    return f"{f['how']}, {f['times']} times; {f['acknowledged']} acknowledged, {f['wrong']} wrong"


def _away(f: Mapping[str, Any]) -> str:
    return f"{f['times']} times {f['away_seconds']:g} s; {f['refused']} calls told to come again, {f['acknowledged']} acknowledged, {f['wrong']} wrong"


def _back(f: Mapping[str, Any]) -> str:
    return f"{f['acknowledged']} acknowledged, {f['wrong']} wrong; on both databases and in memory"


def _steps(f: Mapping[str, Any]) -> str:
    return f"{f['steps']} steps, every invariant after each"


def _contract(f: Mapping[str, Any]) -> str:
    return f"{f['operations']} operations, {f['calls']} calls, {f['failed']} failed"


def _load(f: Mapping[str, Any]) -> str:
    asked = f" of {f['asked_per_second']:g} asked" if "asked_per_second" in f else ""
    return (
        f"{f['calls_per_second']:g} calls a second{asked}, p50 {f['p50_ms']:g} ms, p99 {f['p99_ms']:g} ms, {f['errors']} errors; "
        f"{f['service_cpu_ms_per_call']:g} ms of a processor each"
    )


def _volume(f: Mapping[str, Any]) -> str:
    new, full = f["looks"]["loading of a night"]
    return f"slowest: {f['worst']}, {f['times']:g} times; loading of a night {new:g} ms and {full:g} ms"


def _both(name: str, title: str, must: str, telling: Telling, command: str) -> tuple[Trial, ...]:
    return tuple(
        Trial(name=f"{name} {kind}", title=f"{title}, {shown}", must=must, telling=telling, command=command)
        for kind, shown in _KINDS.items()
    )


_LOAD = "python -m benchmarks load --seconds 120 --only "
_ON_SERVER = "python -m tests.soak.on_postgresql python -m benchmarks load --seconds 120 --database {} --only "
TRIALS = (
    *_both("race", "64 clients race for the same slots, 10 000 tries", "no double booking, nothing acknowledged lost, every loser a clean 409", _race, f"{_PYTEST}test_race.py"),
    *_both("kill -9", "kill -9 at 200 moments of days of requests, nights, publications", "nothing acknowledged missing, no half night, runs end with words, same key same answer", _kill, f"{_PYTEST}test_kills.py"),
    Trial(name="disk full", title="disk full", must="clear errors, recovery without help, nothing lost", telling=_full, command=f"{_PYTEST}test_disk_full.py"),
    Trial(name="database away", title="database gone for 20 s", must="the same", telling=_away, command=f"{_PYTEST}test_database_away.py"),
    Trial(name="clock set back an hour", title="clock set back an hour", must="the same", telling=_back, command=f"{_PYTEST}test_clock_back.py"),
    Trial(name="contract", title="Schemathesis over every operation", must="no 500, no schema violation", telling=_contract, command="python -m pytest -s tests/api/test_contract.py"),
    Trial(name="stateful", title="stateful Hypothesis through HTTP", must="100 000 steps, the seven invariants hold", telling=_steps, command=f"{_PYTEST}test_story.py"),
    Trial(name="load steady sqlite", title="32 tenants, 90 % reads, one worker", must="300 a second, p99 100 ms, no errors", telling=_load, command=f"{_LOAD}steady"),
    Trial(name="load flat-out sqlite", title="the same, as fast as it is answered", must="-", telling=_load, command=f"{_LOAD}flat-out"),
    Trial(name="load creation sqlite", title="creation of bookings, each on the disk before its answer", must="100 a second", telling=_load, command=f"{_LOAD}creation"),
    Trial(name="load solving sqlite", title="reads while a night of 1 000 requests is solved", must="p99 under 150 ms", telling=_load, command=f"{_LOAD}solving"),
    Trial(name="load steady postgresql", title="32 tenants, 90 % reads, one worker, a server of PostgreSQL beside it", must="-", telling=_load, command=f"{_ON_SERVER}steady"),
    Trial(name="load creation postgresql", title="creation of bookings, PostgreSQL", must="-", telling=_load, command=f"{_ON_SERVER}creation"),
    *_both("volume", "100 000 requests and 1 000 000 audit entries", "lists and loading within 2 times of a new park", _volume, "python -m benchmarks volume"),
)  # fmt: skip
