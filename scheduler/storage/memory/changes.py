"""The tables of what was told to whom: changes, and answers that are kept."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from scheduler.domain.pages import Page
from scheduler.errors import AlreadyExistsError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from scheduler.domain.answer import Answer
    from scheduler.domain.change import Change
    from scheduler.domain.pages import AuditFilter, FeedFilter
    from scheduler.storage.memory.rows import Rows


class MemoryChanges:
    """What changed, by number."""

    def __init__(self, rows: Rows[int, Change]) -> None:
        self._rows = rows
        self._added = 0

    def highest(self) -> int:
        """Return the highest number given out."""
        return len(self._rows.before()) + self._added

    def add_all(self, changes: Sequence[Change]) -> None:
        """Store new ones."""
        for change in changes:
            if change.number in self._rows:
                raise AlreadyExistsError("change", str(change.number))
            self._rows.put(change.number, change)
            self._added += 1

    def page(self, where: AuditFilter) -> Page[Change]:
        """Return one page, the youngest first."""
        found = sorted((c for c in self._after(0) if _fits(c, where)), key=_place, reverse=True)
        if where.after is not None:
            last = self._rows.find(int(where.after))
            if last is None:
                raise NotFoundError("audit entry", where.after)
            found = [c for c in found if _place(c) < _place(last)]
        items = tuple(found[: where.limit])
        return Page(items=items, next=str(items[-1].number) if items and len(found) > where.limit else None)

    def feed(self, where: FeedFilter) -> tuple[Change, ...]:
        """Return those that follow in some feeds."""
        return tuple(islice((c for c in self._after(where.after) if _is_told(c, where)), where.limit))

    def of_request(
        self, request_id: str, *, subject_id: str | None = None, limit: int, after: int = 0
    ) -> tuple[Change, ...]:
        """Return those of a booking request, or of one thing of it."""
        own = (c for c in self._after(after) if c.request_id == request_id and subject_id in {None, c.subject_id})
        return tuple(islice(own, limit))

    def _after(self, number: int) -> Iterator[Change]:
        for each in range(number + 1, self.highest() + 1):
            found = self._rows.find(each)
            if found is not None:
                yield found


class MemoryAnswers:
    """Answers that are kept for a while, by id."""

    def __init__(self, rows: Rows[str, Answer]) -> None:
        self._rows = rows

    def find(self, key: str) -> Answer | None:
        """Return an answer, or None."""
        return self._rows.find(key)

    def add(self, answer: Answer) -> None:
        """Store a new answer."""
        if answer.id in self._rows:
            raise AlreadyExistsError("answer", answer.id)
        self._rows.put(answer.id, answer)

    def remove(self, key: str) -> None:
        """Take one away, if it is there."""
        self._rows.remove(key)

    def forget(self, before: datetime, limit: int) -> tuple[str, ...]:
        """Take up to `limit` of those away that are older, and return their ids."""
        return self._rows.forget(lambda each: each.at < before, lambda each: each.at, limit)


def _place(change: Change) -> tuple[datetime, int]:
    return change.at, change.number


def _fits(change: Change, where: AuditFilter) -> bool:
    return (
        where.tenant_id in {None, change.tenant_id}
        and where.kind in {None, change.kind}
        and where.subject_id in {None, change.subject_id}
        and (where.since is None or change.at >= where.since)
        and (where.until is None or change.at < where.until)
    )


def _is_told(change: Change, where: FeedFilter) -> bool:
    return (
        change.feed is not None
        and (where.feeds is None or change.feed in where.feeds)
        and (where.types is None or change.type in where.types)
    )
