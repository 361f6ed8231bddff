"""Material families as rows and columns of the changeover matrices."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.domain.machine import ChangeoverTable
    from scheduler.planning.grid import TickGrid

#: Index of "no family": a task that needs no changeover.
NO_FAMILY = 0


class Families:
    """All families of a problem; each has one index for all machines, 0 stands for none."""

    def __init__(self, names: Iterable[str]) -> None:
        self._index = {name: place for place, name in enumerate(sorted(set(names)), start=NO_FAMILY + 1)}

    def index(self, name: str | None) -> int:
        """Return the index of a family; KeyError for one that was not announced."""
        return NO_FAMILY if name is None else self._index[name]

    def matrix(self, table: ChangeoverTable, grid: TickGrid) -> tuple[tuple[int, ...], ...]:
        """Return the changeover ticks from any family to any other by a table, rounded up."""
        names = (None, *self._index)
        minutes = _Minutes(table)
        return tuple(tuple(grid.up(minutes.between(f, g)) for g in names) for f in names)


def longest_before(table: ChangeoverTable, family: str | None) -> timedelta:
    """Return the longest changeover from any family of a table to this one."""
    minutes = _Minutes(table)
    return max(minutes.between(other, family) for other in (None, *table.families))


def longest_after(table: ChangeoverTable, family: str | None) -> timedelta:
    """Return the longest changeover from this family to any of a table."""
    minutes = _Minutes(table)
    return max(minutes.between(family, other) for other in (None, *table.families))


class _Minutes:
    """A table, with an answer for families that are not in it: the longest of its changeovers.

    After a task without family the machine is as the one before left it, which two neighbours cannot tell: the longest changeover to
    the next family is kept.
    """

    def __init__(self, table: ChangeoverTable) -> None:
        self._place = {name: place for place, name in enumerate(table.families)}
        self._rows = table.minutes
        self._longest = max((minutes for row in table.minutes for minutes in row), default=0)

    def between(self, before: str | None, after: str | None) -> timedelta:
        return timedelta(minutes=self._between(before, after))

    def _between(self, before: str | None, after: str | None) -> int:
        if after is None:
            return 0
        column = self._place.get(after)
        if before is None:
            return self._longest if column is None else max(row[column] for row in self._rows)
        row = self._place.get(before)
        if row is None or column is None:
            return 0 if before == after else self._longest
        return self._rows[row][column]
