"""Pages of long lists, found by the index that has the fewest rows to look at.

A list has its order, and an index that has it walks to the first page without a detour. Where a filter leaves few rows - what changed lately, what
meets a week - that walk passes all the others; there the rows are found by the filter's own index, and only those are sorted. A database that kept
counts could choose by itself; SQLite keeps none, so it is told.
"""

from __future__ import annotations

from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import func, select

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Column, ColumnElement

    from scheduler.storage.sql.rows import Rows

V = TypeVar("V")


def walked(
    rows: Rows[V],
    where: Sequence[ColumnElement[bool]],
    order: Sequence[Column[Any]],
    limit: int,
    statuses: Iterable[str] | None,
    by: Callable[[V], Any],
) -> tuple[V, ...]:
    """Return the first rows that fit and have one of these statuses, by an index that has their order: one walk for each status.

    `by` is that order in values.
    """
    status = rows.table.c.status
    each = [[]] if statuses is None else [[status == one] for one in sorted(set(statuses))]
    pages = [rows.list(*where, *of_status, order=tuple(order), limit=limit) for of_status in each]
    return pages[0] if len(pages) == 1 else tuple(islice(merge(*pages, key=by), limit))


def gathered(
    rows: Rows[V],
    where: Sequence[ColumnElement[bool]],
    order: Sequence[Column[Any]],
    limit: int,
    statuses: Iterable[str] | None,
) -> tuple[V, ...]:
    """Return the same rows, by the index of the filter: its entries are sorted, and only those of the page are read whole."""
    status = _unindexed(rows.table.c.status)
    of_status = [] if statuses is None else [status.in_(tuple(statuses))]
    fitting = select(rows.key).where(*where, *of_status).order_by(*map(_unindexed, order)).limit(limit)
    return rows.list(rows.key.in_(fitting), order=tuple(order))


def _unindexed(column: Column[Any]) -> ColumnElement[Any]:
    """Return a column in a form that no index is looked up by."""
    return func.coalesce(column, column)
