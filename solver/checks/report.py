"""Where the checks write what they find, and the few questions that several of them ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable


class Report:
    """Collects faults; a check goes on after one, so that all are told at once."""

    def __init__(self) -> None:
        #: What was found so far, in the order of the checks.
        self.faults: list[Fault] = []

    def add(self, pointer: str, message: str, cure: str) -> None:
        """Write down one fault."""
        self.faults.append(Fault(pointer, message, cure))

    def at_least(self, pointer: str, value: int, least: int) -> None:
        """Report a number below its least value."""
        if value < least:
            self.add(pointer, f"is {value}", f"use a whole number of at least {least}")

    def index(self, pointer: str, value: int, length: int, of: str) -> bool:
        """Report an index outside a list of `length` and say whether it was inside."""
        if 0 <= value < length:
            return True
        valid = f"use an index from 0 to {length - 1}" if length else f"the problem has no {of}; add one"
        self.add(pointer, f"is {value}, which is no index into {of}", valid)
        return False


def check_names(report: Report, at: str, names: Iterable[str]) -> None:
    """Names are not empty, can be written down, and no two of a list are alike."""
    seen: dict[str, int] = {}
    for index, name in enumerate(names):
        if not name:
            report.add(f"{at}/{index}/name", "is empty", "give it a name")
        elif not writable(name):
            report.add(f"{at}/{index}/name", f"is {name!r}, half of a character", "use whole Unicode characters")
        elif seen.setdefault(name, index) != index:
            report.add(f"{at}/{index}/name", f"is {name!r}, as at {at}/{seen[name]}", "give each its own name")


def writable(text: str) -> bool:
    """Return whether a text has no lone surrogate, which no file can hold."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def check_windows(report: Report, at: str, windows: Iterable[tuple[int, ...]], horizon: int | None = None) -> None:
    """Windows are not empty, sorted and disjoint and, where a horizon is given, inside `[0, horizon)`.

    Windows that touch are two windows: an occupation lies inside one of them.
    """
    previous: tuple[int, ...] | None = None
    for index, window in enumerate(windows):
        start, end = window[0], window[1]
        if start >= end:
            report.add(f"{at}/{index}", f"[{start}, {end}) is empty", "let it end after it starts")
        elif horizon is not None and (start < 0 or end > horizon):
            report.add(f"{at}/{index}", f"[{start}, {end}) is not inside [0, {horizon})", "clip it to the horizon")
        if previous is not None and start < previous[1]:
            told = f"[{start}, {end}) starts before [{previous[0]}, {previous[1]}) ends"
            report.add(f"{at}/{index}", told, "sort the list by start and join what overlaps")
        previous = window


def check_square(report: Report, at: str, matrix: tuple[tuple[int, ...], ...]) -> None:
    """A matrix of ticks is square and nowhere negative."""
    for index, row in enumerate(matrix):
        if len(row) != len(matrix):
            report.add(f"{at}/{index}", f"has {len(row)} entries in a matrix of {len(matrix)} rows", "make it square")
        for column, ticks in enumerate(row):
            report.at_least(f"{at}/{index}/{column}", ticks, 0)
