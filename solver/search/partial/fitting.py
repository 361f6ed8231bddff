"""Placing a job that needs care: maximum lags, travel, hard pins, split tasks, or a chain that may be granted less.

Over 150 lines because the one attempt and what it learns from its failure belong together.

An attempt places the pinned tasks and then the others in the order of their precedences, each where it earns most and ends
first. When a task finds no room, the next attempt knows better: if a maximum lag was in the way, the task before must end
later; if the way or the machine before was, that mode is barred; at last every flexible task takes the first room there is.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from solver.search.partial.admission import Part, end_of, keeps_its_rules
from solver.search.partial.scan import BLINK, NEVER, Fit, Room, longest, soonest

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from solver.problem import Pin
    from solver.search.partial.state import State
    from solver.search.partial.tables import Option, TaskTable

#: Attempts before a job is given up.
TRIES = 24

_Placed = tuple["Option", "Part"]


class Fitter:
    """Places one job into a state, or leaves the state as it was."""

    def __init__(self, state: State, job: int, rng: random.Random | None, *, wishes: bool = False) -> None:
        self._state = state
        self._job = job
        self._rng = rng
        self._table = state.tables.jobs[job]
        self._travel = state.problem.travel
        #: What must be exactly so: hard pins, and soft ones where they are to be held.
        self._pins = [_held(task, wishes=wishes) for task in self._table.tasks]
        self._placed: list[list[_Placed]] = [[] for _ in self._table.tasks]
        self._floors = [0] * len(self._table.tasks)
        self._barred: set[tuple[int, int]] = set()
        self._hasty = False

    def insert(self) -> bool:
        """Place the job; return whether that worked."""
        for _ in range(TRIES):
            failed = self._attempt()
            if failed is None:
                self._state.settle(self._job, self._parts())
                return True
            again = failed >= 0 and self._learn(failed)
            self._undo_all()
            if not again and not self._hurry():
                return False
        return False

    def _attempt(self) -> int | None:
        """Place everything; return None, the task that found no room, or -1 if a pin cannot be held."""
        if not self._place_pins():
            return -1
        for index in self._table.order:
            task = self._table.tasks[index]
            if task.task.splittable is not None:
                placed = self._place_split(index)
            else:
                placed = bool(self._placed[index]) or self._place_whole(index)
            if not placed:
                return index
        return None if keeps_its_rules(self._state.tables, self._job, self._parts()) else -1

    def _place_pins(self) -> bool:
        for index in self._table.order:
            for pin in self._pins[index]:
                option = self._table.tasks[index].by_mode[pin.mode]
                there = Room(earliest_start=pin.start, latest_start=pin.start)
                if option is None or soonest(self._state.free, option, pin.duration, there) != Fit(
                    option, pin.start, pin.duration
                ):
                    return False
                self._put(index, Fit(option, pin.start, pin.duration))
        return True

    def _place_whole(self, index: int) -> bool:
        task = self._table.tasks[index]
        find = soonest if self._hasty else longest
        fits = self._fits(index, lambda option, room: find(self._state.free, option, option.duration, room))
        if not fits:
            return False
        if self._hasty:
            self._put(index, min(fits, key=lambda fit: (fit.end, -fit.granted)))
        else:
            work = task.task.work
            self._put(index, min(fits, key=lambda fit: (-(work * fit.granted // fit.option.duration), fit.end)))
        return True

    def _place_split(self, index: int) -> bool:
        """Place as many ticks as possible: with an eye on the least part that must be left, and without."""
        pinned = len(self._placed[index])
        best: list[_Placed] = []
        for shy in (True, False):
            self._add_parts(index, shy=shy)
            if _ticks(self._placed[index]) > _ticks(best):
                best = self._placed[index].copy()
            while len(self._placed[index]) > pinned:
                self._undo(index)
        for option, part in best[pinned:]:
            self._put(index, Fit(option, part[2], part[3]))
        return self._split_is_enough(index)

    def _split_is_enough(self, index: int) -> bool:
        task, placed = self._table.tasks[index], self._placed[index]
        if _ticks(placed) < task.task.modes[0].min_duration:
            return False
        start, end = min(part[2] for _, part in placed), max(end_of(*each) for each in placed)
        room = self._room(index, placed[0][0])
        return start <= room.latest_start and end >= room.earliest_end

    def _add_parts(self, index: int, *, shy: bool) -> None:
        task = self._table.tasks[index]
        split = task.task.splittable
        assert split is not None
        wanted = task.task.modes[0].min_duration if self._hasty else task.task.modes[0].duration
        while len(self._placed[index]) < split.max_parts:
            left = wanted - _ticks(self._placed[index])
            if left < (1 if self._hasty else split.min_part):
                return
            fits = self._fits(index, partial(self._part, index, max(left, split.min_part)))
            if not fits:
                return
            fit = min(fits, key=lambda fit: (0 if self._hasty else -fit.granted, fit.end))
            more = len(self._placed[index]) + 1 < split.max_parts
            if shy and more and 0 < left - fit.granted < split.min_part and left >= 2 * split.min_part:
                fit = fit._replace(granted=left - split.min_part)
            self._put(index, fit)

    def _part(self, index: int, most: int, option: Option, room: Room) -> Fit | None:
        """Return the longest part (in haste the first) beside the parts there are, no two at once."""
        if self._placed[index]:
            room = room._replace(latest_start=NEVER, earliest_end=0)
        taken = 0
        for other, part in self._placed[index]:
            taken |= ((1 << (end_of(other, part) - part[2])) - 1) << part[2]
        find = soonest if self._hasty else longest
        return find(self._state.free, option, most, room._replace(taken=taken))

    def _fits(self, index: int, find: Callable[[Option, Room], Fit | None]) -> list[Fit]:
        found: list[Fit] = []
        for option in self._table.tasks[index].options:
            if (index, option.mode) in self._barred or (self._rng is not None and self._rng.random() < BLINK):
                continue
            fit = find(option, self._room(index, option))
            if fit is not None:
                found.append(fit)
        return found

    def _room(self, index: int, option: Option) -> Room:
        """Return what the tasks placed so far leave to a part of this task in this option."""
        task = self._table.tasks[index]
        start, start_by, end, end_by = 0, NEVER, self._floors[index], NEVER
        for link in task.links_before:
            for other, part in self._placed[link.before]:
                start = max(start, end_of(other, part) + link.min_lag + self._way(other.site, option.site))
            if link.max_lag is not None and self._placed[link.before]:
                start_by = min(start_by, max(end_of(*each) for each in self._placed[link.before]) + link.max_lag)
        for link in task.links_after:
            for other, part in self._placed[link.after]:
                end_by = min(end_by, part[2] - link.min_lag - self._way(option.site, other.site))
            if link.max_lag is not None and self._placed[link.after]:
                end = max(end, min(part[2] for _, part in self._placed[link.after]) - link.max_lag)
        return Room(start, start_by, end, end_by)

    def _learn(self, failed: int) -> bool:
        """Change what the next attempt may do; return whether there is anything to change."""
        return self._delay(failed) or self._bar(failed)

    def _delay(self, failed: int) -> bool:
        """Let the tasks before end late enough for the maximum lag, if without it there would be room."""
        task = self._table.tasks[failed]
        starts: list[int] = []
        for option in task.options:
            room = self._room(failed, option)._replace(latest_start=NEVER)
            fit = soonest(self._state.free, option, option.least, room)
            starts += [fit.start] if fit is not None else []
        changed = False
        for link in task.links_before:
            if starts and link.max_lag is not None and not self._pins[link.before]:
                floor = min(starts) - link.max_lag
                changed = changed or floor > self._floors[link.before]
                self._floors[link.before] = max(self._floors[link.before], floor)
        return changed

    def _bar(self, failed: int) -> bool:
        """Bar the mode of the task before that ends last and has another."""
        befores = [link.before for link in self._table.tasks[failed].links_before]
        ends = [(max(end_of(*each) for each in self._placed[b]), b) for b in befores if self._placed[b]]
        for _, before in sorted(ends, reverse=True):
            task = self._table.tasks[before]
            open_modes = [option for option in task.options if (before, option.mode) not in self._barred]
            if len(open_modes) > 1 and not self._pins[before]:
                self._barred.add((before, self._placed[before][0][1][1]))
                return True
        return False

    def _hurry(self) -> bool:
        """Start afresh with every flexible task content with the first room; return False if that was tried."""
        if self._hasty or not any(task.elastic for task in self._table.tasks):
            return False
        self._hasty = True
        self._barred.clear()
        self._floors = [0] * len(self._floors)
        return True

    def _way(self, before: int, after: int) -> int:
        return 0 if self._travel is None else self._travel[before][after]

    def _parts(self) -> tuple[Part, ...]:
        parts = (part for placed in self._placed for _, part in placed)
        return tuple(sorted(parts, key=lambda part: (part[0], part[2])))

    def _put(self, index: int, fit: Fit) -> None:
        part = (index, fit.option.mode, fit.start, fit.granted)
        self._state.put_part(self._job, fit.option, part)
        self._placed[index].append((fit.option, part))

    def _undo(self, index: int) -> None:
        option, part = self._placed[index].pop()
        self._state.take_part(self._job, option, part)

    def _undo_all(self) -> None:
        """Take everything back; the lanes are rebuilt from the neighbours, so the order does not matter."""
        for index, placed in enumerate(self._placed):
            while placed:
                self._undo(index)


def _held(task: TaskTable, *, wishes: bool) -> Sequence[Pin]:
    """Return the pins to hold: one of a task that is not split, a hard one before a soft one."""
    pins = tuple(dict.fromkeys((*task.pins, *task.wishes))) if wishes else task.pins
    return pins if task.task.splittable is not None else pins[:1]


def _ticks(placed: Sequence[_Placed]) -> int:
    return sum(part[3] for _, part in placed)
