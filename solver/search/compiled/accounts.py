"""The regard that a search has for who gets what, as Python gives it and as the memory holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from solver.search.compiled import records as at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.problem import Problem
    from solver.search.compiled.how import Numbers


class Regard(NamedTuple):
    """What a plan is thought of beside its value, in parts of 2^10 of a cost tick."""

    #: By account: what is thought of each number of cost ticks it may have, from 0 on; concave, and flat behind the last.
    tables: tuple[Numbers, ...]
    #: The value that a plan must have, and what each tick below it costs on the way.
    enough: int
    shortfall: int
    #: The tick before which what begins counts for its account.
    committed: int


class Count(NamedTuple):
    """What a plan comes to: its value, its merit, and the cost ticks that each account has, not weighted."""

    value: int
    merit: int
    granted: tuple[int, ...]


def lay_accounts(numbers: list[int], problem: Problem, jobs: Sequence[int], regard: Regard) -> None:
    """Append accounts with their tables to a memory that is being laid, and tell each job which is its own."""
    tables = []
    for table in regard.tables:
        tables.append(len(numbers))
        numbers.extend(table.tolist())
    first = len(numbers)
    for address, table in zip(tables, regard.tables, strict=True):
        numbers.extend((0, address, len(table) - 1))
    numbers[at.ACCOUNTS], numbers[at.ACCOUNT_COUNT] = first, len(tables)
    numbers[at.ENOUGH], numbers[at.SHORTFALL] = regard.enough, regard.shortfall
    numbers[at.COMMITTED] = regard.committed
    for address, job in zip(jobs, problem.jobs, strict=True):
        numbers[address + at.J_ACCOUNT] = first + job.account * at.ACCOUNT


def count_of(memory: Numbers) -> Count:
    """Return what the present plan of a memory comes to."""
    first, accounts = int(memory[at.ACCOUNTS]), int(memory[at.ACCOUNT_COUNT])
    granted = tuple(int(memory[first + number * at.ACCOUNT + at.A_GRANTED]) for number in range(accounts))
    return Count(int(memory[at.VALUE]), int(memory[at.MERIT]), granted)
