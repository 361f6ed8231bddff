"""What a case is: a problem by its name, which is read or drawn when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.satnet.verdict import Verdict
    from solver.problem import Problem
    from solver.schedule import Schedule


class Kind(StrEnum):
    """What a problem is made of."""

    #: Chains on machines with shifts.
    PLAIN = "plain"
    #: With changeovers, flexible lengths and a pool as well.
    RICH = "rich"
    #: Arrays of machines, view periods, setups, flexible and split tracks, one pool for each mission.
    SATNET = "satnet"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A problem, and for a SatNet week what judges a schedule of it once more."""

    problem: Problem
    judge: Callable[[Schedule], Verdict] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A problem by its name; it is read or drawn when it is asked for."""

    name: str
    kind: Kind
    #: How many of each; of a SatNet week about so many.
    jobs: int
    machines: int
    #: The kind of outside file it needs (`park`, `satnet`), None if it is drawn.
    needs: str | None
    load: Callable[[Path | None], Loaded]

    @property
    def tags(self) -> tuple[str, ...]:
        """Return kind, origin and size: `small` has at most 100 jobs, `large` more than 1000."""
        size = "small" if self.jobs <= 100 else "medium" if self.jobs <= 1000 else "large"
        return str(self.kind), self.needs or "drawn", size
