"""Makes runs, each in a fresh child process, so that imports, memory and crashes are apart and no peer warms up for the next."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.files import write_json
from benchmarks.memory import held_mib
from benchmarks.run import Run, Verdict, run_from

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.order import Order

#: Seconds between two looks at the memory of a run.
LOOK_EVERY = 0.25
#: Seconds that a child may take for starting, loading and judging, beside what its peer may take.
GRACE_SECONDS = 120.0
#: Lines of what a crashed child said that are kept.
LAST_LINES = 3


def make_run(order: Order, grace: float = GRACE_SECONDS) -> Run:
    """Carry out an order in a child process and return what came of it, a crash or an endless run included."""
    with tempfile.TemporaryDirectory() as folder:
        ordered, result, said = (Path(folder) / name for name in ("order.json", "result.json", "said.txt"))
        write_json(ordered, order.as_json())
        with said.open("wb") as log:
            child = _start(ordered, result, log.fileno())
            watched = _watch(child, order.patience + grace)
        if child.returncode == 0 and result.exists():
            run = run_from(json.loads(result.read_text("utf-8")))
            return (
                run if run.memory_mib is None else replace(run, memory_mib=round(max(watched.mib, run.memory_mib), 1))
            )
        if not watched.ended:
            return _failed(order, f"it had not ended after {watched.seconds:.0f} s and was stopped")
        return _failed(order, _how(child.returncode), *_last_lines(said.read_text("utf-8", errors="replace")))


def _start(order: Path, result: Path, log: int) -> subprocess.Popen[bytes]:
    """Start the child in a session of its own, so that it can be ended with all it has started."""
    command = [sys.executable, "-m", "benchmarks.child", str(order), str(result)]
    root = Path(__file__).parents[1]
    return subprocess.Popen(command, cwd=root, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)


class _Watched(NamedTuple):
    """Whether a child ended by itself, after how many seconds, and the most memory seen, in MiB."""

    ended: bool
    seconds: float
    mib: float


def _watch(child: subprocess.Popen[bytes], patience: float) -> _Watched:
    """Wait for the end of a child, or end it when its time is up, with all it has started."""
    began, peak = time.monotonic(), 0.0
    try:
        while (waited := time.monotonic() - began) < patience:
            peak = max(peak, held_mib(child.pid) or 0.0)
            try:
                child.wait(LOOK_EVERY)
            except subprocess.TimeoutExpired:
                continue
            return _Watched(ended=True, seconds=time.monotonic() - began, mib=peak)
        return _Watched(ended=False, seconds=waited, mib=peak)
    finally:
        # Also after an interrupt, and when all went well: a peer may have left processes of its own behind.
        _end_session(child)


def _end_session(child: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    finally:
        child.wait()


def _failed(order: Order, *reasons: str) -> Run:
    return Run(case=order.case, peer=order.peer, seed=order.limits.seed, verdict=Verdict.FAILED, reasons=tuple(reasons))


def _how(code: int) -> str:
    return "the child process " + (f"was ended by signal {-code}" if code < 0 else f"ended with code {code}")


def _last_lines(said: str) -> list[str]:
    return [line.strip() for line in said.splitlines() if line.strip()][-LAST_LINES:]


def refuted(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the runs again; one whose bound the schedule of another run of the same case exceeds is invalid."""
    runs = tuple(runs)
    best: dict[str, Run] = {}
    for run in runs:
        if run.verdict is Verdict.OK and run.value is not None and run.value > (_value(best.get(run.case))):
            best[run.case] = run
    return tuple(_held_against(run, best.get(run.case)) for run in runs)


def _value(run: Run | None) -> int:
    return -1 if run is None or run.value is None else run.value


def _held_against(run: Run, best: Run | None) -> Run:
    if best is None or run.bound is None or run.bound >= _value(best):
        return run
    reason = f"bound: {run.bound} is less than the {best.value} that {best.peer} reached"
    return replace(run, verdict=Verdict.INVALID, reasons=(*run.reasons, reason))
