"""The frozen `Problem`: validated once, then never touched.

Over 150 lines because it is the vocabulary of the whole library, and a vocabulary reads best on one page.
Symbols in brackets are those of docs/model.md. Cross-references are indices into the problem's tuples.
All times are ticks, all intervals half-open.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from solver.checks import check_problem

if TYPE_CHECKING:
    from solver.interval import Interval


@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """A machine `m`, which takes one task at a time."""

    #: Unique name, for messages and files.
    name: str
    #: Open windows `W_m`: sorted, disjoint, non-empty; an occupation lies inside one of them.
    windows: tuple[Interval, ...]
    #: Capability group, for reports and neighbourhoods; machines of one group need not be interchangeable.
    group: str = ""
    #: `c_m >= 1`: what a tick on it is worth against a tick on the standard machine.
    cost_weight: int = 1
    #: Workshop; index into `Problem.travel` where that is given.
    site: int = 0
    #: The family it is set up for at tick 0; None: for none, the first task needs no changeover.
    initial_family: int | None = None
    #: `S_m[f][g]`: ticks that must elapse between the occupation of a task of family `f` and that of the next, of family `g`.
    #: Square; may be asymmetric and may break the triangle inequality. None: never any.
    changeover: tuple[tuple[int, ...], ...] | None = None


class CapacityStep(NamedTuple):
    """`amount` units of a pool in `[start, end)`; outside all steps the capacity is 0."""

    start: int
    end: int
    amount: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Pool:
    """A pool `k`: people with a skill, a gas line, a power budget."""

    name: str
    #: Step function of capacity over time; sorted and disjoint.
    capacity: tuple[CapacityStep, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """An account `a`: a tenant, made anonymous."""

    name: str
    #: `w_a >= 1`, the promised part of the machine time, relative to the others.
    share: int = 1
    #: `o_a`, cost ticks that the park owes it from earlier rounds; negative: it has had more than its share.
    balance: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Mode:
    """A mode `o`: one way to do a task, on all of `machines` together."""

    #: Indices into `Problem.machines`, not empty, none twice; occupied together.
    machines: tuple[int, ...]
    #: `d_o >= 1`, processing ticks when fully granted.
    duration: int
    #: `1 <= d_o^min <= d_o`: any whole number of ticks from here to `duration` may be granted.
    min_duration: int
    #: Ticks before and after the processing part that occupy the machines and earn nothing.
    setup: int = 0
    teardown: int = 0
    #: Where the processing part must lie, inside one of them; None: anywhere.
    windows: tuple[Interval, ...] | None = None
    #: `(pool, units)` pairs, each pool once, units >= 1; held over the whole occupation.
    demands: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Splittable:
    """Leave to give a task in 1 to `max_parts` parts of at least `min_part` granted ticks each, no two at once."""

    min_part: int
    max_parts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """A task `i`: the smallest piece of work that is placed."""

    #: `q_i >= 0`, standard cost ticks credited when fully granted, whichever machine does it.
    work: int
    #: Not empty. The modes of a splittable task share one `duration` and one `min_duration`.
    modes: tuple[Mode, ...]
    #: Row and column of the changeover matrices.
    family: int = 0
    splittable: Splittable | None = None

    @property
    def most_parts(self) -> int:
        """Return the most parts it can be given in: no more than its longest grant has room for, whatever is allowed."""
        if self.splittable is None:
            return 1
        return max(1, min(self.splittable.max_parts, self.modes[0].duration // self.splittable.min_part))


@dataclass(frozen=True, kw_only=True, slots=True)
class Precedence:
    """Task `before` ends `min_lag` to `max_lag` ticks before task `after` starts (occupations; travel adds to `min_lag`)."""

    before: int
    after: int
    min_lag: int = 0
    #: None: no limit.
    max_lag: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """A job `j`: one booking request, placed whole or not at all."""

    name: str
    #: Index into `Problem.accounts`.
    account: int
    #: Earliest start and latest end of all its occupations.
    release: int
    deadline: int
    tasks: tuple[Task, ...]
    #: `p_j >= 1`, multiplies its credited work in the utilization tier.
    weight: int = 1
    #: Ending later than this costs `tardiness_weight` per tick; None: never late.
    due: int | None = None
    tardiness_weight: int = 0
    mandatory: bool = False
    #: Indices are into `tasks`; the relation has no cycle.
    precedences: tuple[Precedence, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Pin:
    """A placement that must stay (hard: running or frozen) or that should stay (soft: published)."""

    job: int
    task: int
    mode: int
    #: Start of the occupation.
    start: int
    #: Granted processing ticks.
    duration: int
    hard: bool = True


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Machines, pools, accounts, jobs and pins over `[0, horizon)`.

    Raises
    ------
    ProblemError
        with every contradiction in the data (see `solver.checks`). A job that can never be placed is no contradiction.
    """

    name: str
    tick_minutes: int
    #: `H`; every occupation ends by it.
    horizon: int
    machines: tuple[Machine, ...]
    accounts: tuple[Account, ...]
    jobs: tuple[Job, ...]
    pools: tuple[Pool, ...] = ()
    #: `travel[a][b]` ticks from site `a` to site `b`; None: no travel anywhere.
    travel: tuple[tuple[int, ...], ...] | None = None
    pins: tuple[Pin, ...] = ()

    def __post_init__(self) -> None:
        check_problem(self)

    @cached_property
    def promises(self) -> tuple[Pin, ...]:
        """Return the soft pins, each once however often it is written down."""
        return tuple(dict.fromkeys(pin for pin in self.pins if not pin.hard))

    @cached_property
    def total_work(self) -> int:
        """Return `sum_j p_j * sum_i q_i`, the trivial bound on utilization."""
        return sum(job.weight * sum(task.work for task in job.tasks) for job in self.jobs)

    def travel_between(self, before: Mode, after: Mode) -> int:
        """Ticks of travel between the sites of the first machines of two modes."""
        if self.travel is None:
            return 0
        return self.travel[self.machines[before.machines[0]].site][self.machines[after.machines[0]].site]
