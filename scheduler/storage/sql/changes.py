"""The tables of what was told to whom: changes, and answers that are kept."""

from __future__ import annotations

from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import func, select, tuple_

from scheduler.domain.answer import Answer
from scheduler.domain.change import Change
from scheduler.domain.pages import Page
from scheduler.errors import AlreadyExistsError, NotFoundError
from scheduler.storage.sql.rows import Rows, TakenError
from scheduler.storage.sql.tables import ANSWERS, CHANGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from scheduler.domain.pages import AuditFilter, FeedFilter

_C = CHANGES.c
_YOUNGEST = (_C.at.desc(), _C.number.desc())


class SqlChanges:
    """What changed, by number; triggers of the database refuse to change, delete or replace one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = Rows(connection, CHANGES, Change)

    def highest(self) -> int:
        """Return the highest number given out."""
        return self._connection.scalar(select(func.max(_C.number))) or 0

    def add_all(self, changes: Sequence[Change]) -> None:
        """Store new ones; what is taken is looked for first, for the trigger would only say that nothing is replaced."""
        if not changes:
            return
        first = str(changes[0].number)
        if self._rows.find(changes[0].number) is not None:
            raise AlreadyExistsError("change", first)
        try:
            self._rows.insert_all(changes)
        except TakenError:
            raise AlreadyExistsError("change", first) from None

    def page(self, where: AuditFilter) -> Page[Change]:
        """Return one page, the youngest first."""
        conditions = _fitting(where)
        if where.after is not None:
            last = self._rows.find(int(where.after))
            if last is None:
                raise NotFoundError("audit entry", where.after)
            conditions.append(tuple_(_C.at, _C.number) < tuple_(last.at, last.number))
        found = self._rows.list(*conditions, order=_YOUNGEST, limit=where.limit + 1)
        items = found[: where.limit]
        return Page(items=items, next=str(items[-1].number) if items and len(found) > where.limit else None)

    def feed(self, where: FeedFilter) -> tuple[Change, ...]:
        """Return those that follow in some feeds; each feed and type is read by its index, and no further than the page reaches."""
        feeds = [_C.feed.is_not(None)] if where.feeds is None else [_C.feed == feed for feed in where.feeds]
        types = [[]] if where.types is None else [[_C.type == name] for name in sorted(set(where.types))]
        each = [
            self._rows.list(feed, *of_type, _C.number > where.after, limit=where.limit)
            for feed in feeds
            for of_type in types
        ]
        return tuple(islice(merge(*each, key=lambda change: change.number), where.limit))

    def of_request(
        self, request_id: str, *, subject_id: str | None = None, limit: int, after: int = 0
    ) -> tuple[Change, ...]:
        """Return those of a booking request, or of one thing of it."""
        about = [] if subject_id is None else [_C.subject_id == subject_id]
        return self._rows.list(_C.request_id == request_id, _C.number > after, *about, limit=limit)


class SqlAnswers:
    """Answers that are kept for a while, by id."""

    def __init__(self, connection: Connection) -> None:
        self._rows = Rows(connection, ANSWERS, Answer)

    def find(self, key: str) -> Answer | None:
        """Return an answer, or None."""
        return self._rows.find(key)

    def add(self, answer: Answer) -> None:
        """Store a new answer."""
        try:
            self._rows.insert(answer)
        except TakenError:
            raise AlreadyExistsError("answer", answer.id) from None

    def remove(self, key: str) -> None:
        """Take one away, if it is there."""
        self._rows.delete(key)

    def forget(self, before: datetime, limit: int) -> tuple[str, ...]:
        """Take up to `limit` of those away that are older, and return their ids."""
        return self._rows.forget(ANSWERS.c.at < before, order=ANSWERS.c.at, limit=limit)


def _fitting(where: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if where.tenant_id is not None:
        conditions.append(_C.tenant_id == where.tenant_id)
    if where.kind is not None:
        conditions.append(_C.kind == where.kind)
    if where.subject_id is not None:
        conditions.append(_C.subject_id == where.subject_id)
    if where.since is not None:
        conditions.append(_C.at >= where.since)
    if where.until is not None:
        conditions.append(_C.at < where.until)
    return conditions
