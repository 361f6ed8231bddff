"""A solve as people watch it: a bar on a terminal, plain lines elsewhere; Ctrl-C ends it early and keeps the best."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from solver.search.observer import Observer, Progress
    from solver.search.stop import StopSignal

    Listener = Callable[[Progress], None]

#: Seconds between two plain lines of one phase.
_EVERY = 5.0


@contextmanager
def watching(seconds: float) -> Iterator[Listener]:
    """Give a listener for the progress of a solve of `seconds`, shown on standard error."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from scheduler.commands.output import console

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=6),
        TimeElapsedColumn(),
        TextColumn("{task.fields[figures]}"),
    )
    with Progress(*columns, console=console(sys.stderr)) as bar:
        yield _Bar(bar, bar.add_task("start", total=max(seconds, 0.1), figures=""))


@contextmanager
def stopping_on_interrupt(stop: StopSignal) -> Iterator[None]:
    """Let Ctrl-C (or a TERM signal) ask the solve to end inside this block; a second one interrupts the program."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ask(_number: int, _frame: Any) -> None:
        if stop.requested:
            raise KeyboardInterrupt
        sys.stderr.write("\nstopping; the best schedule so far is kept (once more: give up)\n")
        stop.request()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def observer_of(listener: Listener) -> Observer:
    """Return an observer of a solve that hands its progress to a listener."""
    from solver.search.observer import Observer

    class Handing(Observer):
        """Hands the progress on."""

        def on_progress(self, progress: Progress) -> None:
            """Hand it on."""
            listener(progress)

    return Handing()


def figures_of(progress: Progress) -> str:
    """Return incumbent, bound and gap in words."""
    if progress.value is None:
        return f"{progress.tier}, {progress.placed} placed" if progress.placed else "no schedule yet"
    told = f"{progress.tier} {progress.value}"
    if progress.bound is not None:
        gap = abs(progress.bound - progress.value) / max(1, abs(progress.bound))
        told += f", bound {progress.bound}, gap {gap:.1%}"
    return f"{told}, {progress.placed} placed"


class _Lines:
    """Prints a line for a new phase, and now and then within one."""

    def __init__(self) -> None:
        self._last: tuple[str, float] = ("", 0.0)
        self._lock = threading.Lock()

    def __call__(self, progress: Progress) -> None:
        with self._lock:
            phase, seconds = self._last
            if progress.phase == phase and progress.seconds < seconds + _EVERY:
                return
            self._last = (progress.phase, progress.seconds)
        sys.stderr.write(f"{progress.seconds:6.1f} s  {progress.phase:<9}  {figures_of(progress)}\n")
        sys.stderr.flush()


class _Bar:
    """Moves a bar of rich, which has a lock of its own."""

    def __init__(self, bar: Any, task: Any) -> None:
        self._bar, self._task = bar, task

    def __call__(self, progress: Progress) -> None:
        done = min(progress.seconds, progress.budget)
        self._bar.update(self._task, completed=done, description=progress.phase, figures=figures_of(progress))
