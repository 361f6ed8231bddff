"""`python -m benchmarks profile CASE`: where the time of a solve goes, and how much of it is Python rather than compiled code and solvers.

All threads of a solve in this process are looked at a hundred times a second. A look at a thread that waits for another counts for nothing; one whose
innermost frame calls compiled code or a solver of OR-Tools is *at work*; every other one is *glue*: building models, copying, reading and
verifying, and loading compiled code. What runs in processes or threads of the solvers' own is not seen, which makes glue look larger, never smaller.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.cases import case
from benchmarks.tables import Table, percent
from solver import SolveParameters, solve

if TYPE_CHECKING:
    import argparse
    from types import FrameType, TracebackType
    from typing import Self

#: Seconds between two looks.
_EVERY = 0.01
#: Functions of ours that do nothing but call compiled code in a loop.
AT_WORK = frozenset({("climb.py", "_rounds"), ("climb.py", "_weigh"), ("ticks.py", "_follow")})
_SOLVERS = frozenset({"ortools"})
_WAITING = frozenset({"threading.py", "queue.py", "selectors.py", "_base.py"})
_MOST = 15


class Where(NamedTuple):
    """The innermost frame of a thread."""

    file: str
    function: str
    parts: tuple[str, ...]

    @property
    def waits(self) -> bool:
        """Whether it waits for another thread."""
        return self.file in _WAITING

    @property
    def works(self) -> bool:
        """Whether it is in compiled code or in a solver."""
        return (self.file, self.function) in AT_WORK or not _SOLVERS.isdisjoint(self.parts)


def where_of(frame: FrameType) -> Where:
    """Return where a frame is."""
    path = PurePath(frame.f_code.co_filename)
    return Where(path.name, frame.f_code.co_name, path.parts)


class Looks:
    """Looks at all threads but its own, from `with` to its end."""

    def __init__(self) -> None:
        self.found: Counter[Where] = Counter()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        own = threading.get_ident()
        while not self._over.wait(_EVERY):
            frames = sys._current_frames()  # noqa: SLF001 - the documented way to see other threads
            self.found.update(where_of(frame) for thread, frame in frames.items() if thread != own)


def table(found: Counter[Where]) -> Table:
    """Return what is at work and what is glue, the most frequent functions of each first; waiting is left out."""
    busy = {where: count for where, count in found.items() if not where.waits}
    total = sum(busy.values())
    sums = {kind: sum(count for where, count in busy.items() if where.works is kind) for kind in (True, False)}
    rows = [
        ("**at work**", "", percent(_part(sums[True], total))),
        ("**glue**", "", percent(_part(sums[False], total))),
    ]
    for where, count in sorted(busy.items(), key=lambda item: -item[1])[:_MOST]:
        rows.append(
            ("at work" if where.works else "glue", f"{where.file}: {where.function}", percent(_part(count, total)))
        )
    return Table(("", "function", "of the time"), tuple(rows))


def _part(count: int, total: int) -> float:
    return count / total if total else 0.0


def run(options: argparse.Namespace) -> int:
    """Solve a case in this process and print where its time went."""
    problem = case(options.case).load(options.data).problem
    parameters = SolveParameters(
        seconds=options.seconds, workers=options.workers, seed=options.seed, policy=options.policy, engine="inline"
    )
    with Looks() as looks:
        result = solve(problem, parameters)
    print(
        f"{options.case}, policy {options.policy}: {', '.join(f'{t.name} {t.value} of {t.bound}' for t in result.tiers)}\n"
    )
    print(table(looks.found).markdown())
    return 0
