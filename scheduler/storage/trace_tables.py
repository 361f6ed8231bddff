"""What a storage keeps beside the park: what changed, and answers that may be asked for again; protocols as in `repositories`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.domain.answer import Answer
    from scheduler.domain.change import Change
    from scheduler.domain.pages import AuditFilter, FeedFilter, Page


class Changes(Protocol):
    """What changed, by number; changes are added, never changed and never taken away.

    They are added as the last step of a transaction that holds the writers' turn, so a reader that has seen a number has seen, or can
    see, every lower one.
    """

    def highest(self) -> int:
        """Return the highest number given out, 0 before the first."""
        ...

    def add_all(self, changes: Sequence[Change]) -> None:
        """Store new ones, whose numbers go on from the highest; AlreadyExistsError for a number that is taken."""
        ...

    def page(self, where: AuditFilter) -> Page[Change]:
        """Return one page, the youngest first; `Page.next` is the number of its last item where more follow."""
        ...

    def feed(self, where: FeedFilter) -> tuple[Change, ...]:
        """Return those that follow in some feeds, by number, at most `limit`."""
        ...

    def of_request(
        self, request_id: str, *, subject_id: str | None = None, limit: int, after: int = 0
    ) -> tuple[Change, ...]:
        """Return those of a booking request and of its reservations, or of one thing among them.

        They come by number, at most `limit`, those with a number above `after`.
        """
        ...


class Answers(Protocol):
    """Answers that are kept for a while, by id."""

    def find(self, key: str) -> Answer | None:
        """Return an answer, or None."""
        ...

    def add(self, answer: Answer) -> None:
        """Store a new answer; AlreadyExistsError when the id is taken."""
        ...

    def remove(self, key: str) -> None:
        """Take one away, if it is there."""
        ...

    def forget(self, before: datetime, limit: int) -> tuple[str, ...]:
        """Take up to `limit` of those away that are older, the oldest first, and return their ids."""
        ...
