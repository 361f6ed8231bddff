"""The shape of `equishare/problem-1`; its JSON Schema is made from here. Meanings are those of `solver.problem`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from solver.formats.shape import Shape, Whole, Window

PoolIndex = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,8})$")]


class MachineShape(Shape):
    """A machine, which takes one task at a time."""

    name: str
    group: str = ""
    windows: list[Window]
    """Open windows, sorted and disjoint; an occupation lies inside one of them."""
    cost_weight: Whole = 1
    site: Whole = 0
    initial_family: Whole | None = None
    changeover: list[list[Whole]] | None = None
    """Ticks that must elapse between a task of the row's family and the next, of the column's."""


class PoolShape(Shape):
    """People with a skill, a gas line, a power budget."""

    name: str
    capacity: list[tuple[Whole, Whole, Whole]]
    """Steps `[start, end, amount]`, sorted and disjoint; outside them there is none."""


class AccountShape(Shape):
    """A tenant, made anonymous."""

    name: str
    share: Whole = 1
    balance: Whole = 0
    """Cost ticks that the park owes it."""


class ModeShape(Shape):
    """One way to do a task, on all its machines together."""

    machines: list[Whole]
    duration: Whole
    min_duration: Whole | None = None
    """Null or absent: the duration, which is then granted in full."""
    setup: Whole = 0
    teardown: Whole = 0
    windows: list[Window] | None = None
    """Where the processing part must lie; null: anywhere."""
    demands: dict[PoolIndex, Whole] = Field(default_factory=dict)
    """Units held of each pool, by its index."""


class SplittableShape(Shape):
    """Leave to give a task in parts."""

    min_part: Whole
    max_parts: Whole


class TaskShape(Shape):
    """The smallest piece of work that is placed."""

    family: Whole = 0
    work: Whole
    """Standard cost ticks credited when fully granted."""
    splittable: SplittableShape | None = None
    modes: list[ModeShape]


class PrecedenceShape(Shape):
    """One task of a job waits for another."""

    before: Whole
    after: Whole
    min_lag: Whole = 0
    max_lag: Whole | None = None


class JobShape(Shape):
    """One booking request, placed whole or not at all."""

    name: str
    account: Whole
    weight: Whole = 1
    release: Whole
    due: Whole | None = None
    tardiness_weight: Whole = 0
    deadline: Whole
    mandatory: bool = False
    tasks: list[TaskShape]
    precedences: tuple[PrecedenceShape, ...] = ()


class PinShape(Shape):
    """A placement that must stay (hard) or should stay."""

    job: Whole
    task: Whole
    mode: Whole
    start: Whole
    duration: Whole
    hard: bool = True


class ProblemShape(Shape):
    """A scheduling problem in ticks; all cross-references are indices, all intervals half-open."""

    format: Literal["equishare/problem-1"]
    name: str
    tick_minutes: Whole
    horizon: Whole
    machines: list[MachineShape]
    pools: tuple[PoolShape, ...] = ()
    travel: list[list[Whole]] | None = None
    """Ticks from the row's site to the column's; null: no travel anywhere."""
    accounts: list[AccountShape]
    jobs: list[JobShape]
    pins: tuple[PinShape, ...] = ()
