"""One run: what a peer did on a case with a seed; the unit of the files of results."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from benchmarks.errors import BenchmarkError
from benchmarks.peers.base import Point

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The gaps to which seconds are measured, as parts of one; 0 is a proof.
GOALS = (0.05, 0.02, 0.01, 0.0)


class Verdict(StrEnum):
    """How a run ended."""

    #: A schedule that `verify` (and for a SatNet week the referee) accepts.
    OK = "ok"
    #: No schedule in the time given.
    NOTHING = "nothing"
    #: It did not end in time and was stopped; what it had told by then is counted.
    LATE = "late"
    #: The peer cannot express the case, or the case cannot be read.
    CANNOT = "cannot"
    #: A schedule that breaks a rule, a value that it does not have, or a bound that a schedule exceeds.
    INVALID = "invalid"
    #: It crashed or did not end.
    FAILED = "failed"

    @property
    def is_failure(self) -> bool:
        """Whether the command must fail: something is wrong with the peer, and not just slow or out of its reach."""
        return self in (Verdict.INVALID, Verdict.FAILED)


@dataclass(frozen=True, slots=True)
class Key:
    """What tells one run from another, in a file and between two."""

    case: str
    peer: str
    seed: int

    def __str__(self) -> str:
        """Return a few words for people."""
        return f"{self.case} by {self.peer}, seed {self.seed}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """The figures of one run; times in seconds from the call of the peer."""

    case: str
    peer: str
    seed: int
    verdict: Verdict
    #: Why it is not `ok`: one line each.
    reasons: tuple[str, ...] = ()
    #: Utilization counted anew from the schedule, and the least bound, in ticks of work.
    value: int | None = None
    bound: int | None = None
    gap: float | None = None
    placed: int = 0
    jobs: int = 0
    #: From the call to its end, and to the first schedule.
    seconds: float = 0.0
    first_seconds: float | None = None
    #: To each gap of `GOALS`, named in percent: against the final bound, and against the bound known at that time.
    to_gap: Mapping[str, float | None] = field(default_factory=dict)
    to_known_gap: Mapping[str, float | None] = field(default_factory=dict)
    #: Most memory held at once by the solve and the processes it started, in MiB, interpreter and problem included.
    memory_mib: float | None = None
    #: Of a SatNet week: hours, missing shares and satisfied requests as the referee counts them.
    figures: Mapping[str, float] | None = None
    points: tuple[Point, ...] = ()

    @property
    def key(self) -> Key:
        """Return what tells this run from others."""
        return Key(self.case, self.peer, self.seed)

    def as_json(self) -> dict[str, Any]:
        """Return a JSON-able mapping; a point is the list of its seconds, value and bound."""
        return {**asdict(self), "points": [[round(p.seconds, 3), p.value, p.bound] for p in self.points]}


def goal_name(goal: float) -> str:
    """Return the name of a goal in `to_gap`: `5`, `2`, `1`, `0`."""
    return f"{100 * goal:g}"


def run_from(entry: Mapping[str, Any]) -> Run:
    """Read a run as it stands in a file.

    Raises
    ------
    BenchmarkError
        if a field is missing, unknown or of the wrong kind.
    """
    try:
        points = tuple(Point(*point) for point in entry["points"])
        read = {**entry, "verdict": Verdict(entry["verdict"]), "reasons": tuple(entry["reasons"]), "points": points}
        return Run(**read)
    except (KeyError, TypeError, ValueError) as error:
        raise BenchmarkError(f"no run of a file of results: {error}; write the file anew with this version") from error
