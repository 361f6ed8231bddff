"""The modes of a task: each way to do an operation, in ticks, narrowed by what is already settled around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from solver.interval import Interval, intersect, merge
from solver.problem import Mode, Splittable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import timedelta

    from scheduler.domain.booking import Operation
    from scheduler.planning.grid import TickGrid
    from scheduler.planning.ways import Way

#: A mode, and the processing time that its ticks round up.
Timed = tuple[Mode, "timedelta"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tie:
    """A link from an operation that is settled to one that is still to be placed; occupations, in ticks."""

    #: True: the settled one comes first, and its occupation ends at `at`; False: it comes after, and starts at `at`.
    comes_first: bool
    at: int
    site: str
    min_lag: int
    #: None: no limit.
    max_lag: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What modes stand on: the grid, the place of each machine in the problem, and the travel between sites."""

    grid: TickGrid
    machines: Mapping[str, int]
    travel: Mapping[tuple[str, str], int]


def to_modes(
    ways: Iterable[Way], ground: Ground, demands: tuple[tuple[int, int], ...], ties: Sequence[Tie] = ()
) -> list[Timed]:
    """Return a mode for each way that has any time left, in the order of the ways."""
    found: list[Timed] = []
    for way in ways:
        mode = _mode(way, ground, demands)
        windows = _windows(way, mode, ground, ties)
        if windows is None or windows:
            found.append((replace(mode, windows=windows), way.duration))
    return found


def to_splittable(operation: Operation, modes: list[Timed], grid: TickGrid) -> tuple[Splittable, list[Timed]]:
    """Return the leave to split an operation, and its modes with one duration for all, as the parts may lie on different machines.

    That duration is the standard one, which machines that are faster waste and slower ones could not keep: those are left out. Where all
    are slower, it is that of the fastest.
    """
    standard = grid.up(operation.standard_duration)
    common = max(standard, min(mode.duration for mode, _ in modes))
    kept = [(mode, asked) for mode, asked in modes if mode.duration <= common]
    least = max(mode.min_duration for mode, _ in kept)
    asked = max(asked for _, asked in kept)
    leave = operation.splittable
    if leave is None:
        raise ValueError("only a splittable operation has parts")
    splittable = Splittable(min_part=min(common, max(1, grid.up(leave.min_part))), max_parts=leave.max_parts)
    common_asked = max(asked, operation.standard_duration)
    return splittable, [(replace(m, duration=common, min_duration=least), common_asked) for m, _ in kept]


def _mode(way: Way, ground: Ground, demands: tuple[tuple[int, int], ...]) -> Mode:
    return Mode(
        machines=tuple(ground.machines[machine.id] for machine in way.machines),
        duration=max(1, ground.grid.up(way.duration)),
        min_duration=max(1, ground.grid.up(way.least)),
        setup=ground.grid.up(way.setup),
        teardown=ground.grid.up(way.teardown),
        demands=demands,
    )


def _windows(way: Way, mode: Mode, ground: Ground, ties: Sequence[Tie]) -> tuple[Interval, ...] | None:
    """Return where the processing may lie by the way's own windows and by all ties; None: anywhere."""
    windows = None if way.windows is None else merge(ground.grid.inwards(way.windows))
    if not ties:
        return windows
    whole = (Interval(0, ground.grid.horizon),) if windows is None else windows
    for tie in ties:
        whole = intersect(whole, (_allowed(tie, way, mode, ground),))
    return whole


def _allowed(tie: Tie, way: Way, mode: Mode, ground: Ground) -> Interval:
    """Return the window of the processing part that keeps the lag of one tie.

    A limit on the first start counts from the least that may be granted, and a limit on the last end likewise: a longer grant then
    keeps it all the more.
    """
    site = way.machines[0].site
    horizon = ground.grid.horizon
    if tie.comes_first:
        first = tie.at + tie.min_lag + ground.travel.get((tie.site, site), 0) + mode.setup
        last = horizon if tie.max_lag is None else tie.at + tie.max_lag + mode.setup + mode.min_duration
        return Interval(max(0, first), min(horizon, last))
    last = tie.at - tie.min_lag - ground.travel.get((site, tie.site), 0) - mode.teardown
    first = 0 if tie.max_lag is None else tie.at - tie.max_lag - mode.teardown - mode.min_duration
    return Interval(max(0, first), min(horizon, last))
