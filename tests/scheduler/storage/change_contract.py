"""What every storage promises of changes, and of answers that are kept.

Over 150 lines because it is the specification of two tables, read as one.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.answer import Answer, Reply
from scheduler.domain.change import Change, ChangeKind, Door
from scheduler.domain.pages import AuditFilter, FeedFilter
from scheduler.errors import AlreadyExistsError, NotFoundError
from tests.scheduler.builders import NOW, at, tenant
from tests.scheduler.storage.values import stored

if TYPE_CHECKING:
    from scheduler.storage.unit_of_work import UnitOfWork, UnitOfWorkFactory


def make_change(number: int, **facts: Any) -> Change:
    """Return the queueing of br_1 of ada, seen by ada."""
    defaults: dict[str, Any] = {
        "kind": ChangeKind.BOOKING_REQUEST,
        "subject_id": "br_1",
        "verb": "queued",
        "tenant_id": "ada",
        "request_id": "br_1",
        "feed": "ada",
        "at": at(number),
        "actor": tenant("ada"),
        "door": Door.API,
        "trace_id": "t" * 32,
    }
    return Change(**defaults | facts, number=number)


def make_answer(key: str = "a", **facts: Any) -> Answer:
    """Return an answer of now."""
    reply = Reply(status=201, headers=(("location", "/v1/machines/cut-9"), ("etag", '"1"')), body='{"id":"激光"}')
    defaults: dict[str, Any] = {"at": NOW, "fingerprint": "f" * 64, "reply": reply}
    return Answer(id=key, **defaults | facts)


_WHOLE = make_change(
    1, reason="机床坏了", old_status="queued", new_status="waitlisted", old_version=1, new_version=2,
    changed_fields=("status", "reasons"), replaces="rs_0",
)  # fmt: skip
_OTHERS = (
    make_change(2, tenant_id="bob", feed="bob", request_id="br_2", subject_id="br_2"),
    make_change(3, kind=ChangeKind.POLICY, subject_id="2", verb="added", tenant_id=None, request_id=None, feed="*"),
    make_change(4, kind=ChangeKind.API_KEY, subject_id="key_1", verb="added", request_id=None, feed=None),
    make_change(5, kind=ChangeKind.RESERVATION, subject_id="rs_1", verb="confirmed"),
    make_change(6, kind=ChangeKind.RUN, subject_id="run_1", tenant_id=None, request_id=None, feed="!"),
)


def _numbers(changes: tuple[Change, ...]) -> list[int]:
    return [change.number for change in changes]


class ChangeContract:
    """Changes and answers."""

    def test_a_change_comes_back_as_it_was(self, uow_factory: UnitOfWorkFactory) -> None:
        """An auditor would otherwise read something else than what was done."""
        with stored(uow_factory, lambda uow: uow.changes.add_all((_WHOLE, *_OTHERS))) as uow:
            assert uow.changes.feed(FeedFilter()) == (_WHOLE, *_OTHERS[:2], *_OTHERS[3:])
            assert uow.changes.highest() == 6
            assert uow.changes.page(AuditFilter(kind=ChangeKind.API_KEY)).items == (_OTHERS[2],)

    def test_changes_are_only_added(self, uow_factory: UnitOfWorkFactory) -> None:
        """What was done could otherwise be made undone; a number that is taken again leaves the first as it was."""
        with stored(uow_factory, lambda uow: uow.changes.add_all((_WHOLE,))) as uow:
            assert {"add", "update", "put", "remove", "delete", "forget"}.isdisjoint(dir(uow.changes))
        with uow_factory() as uow, pytest.raises(AlreadyExistsError):
            uow.changes.add_all((make_change(1, verb="withdrawn"),))
        with uow_factory() as uow:
            uow.changes.add_all(())
            uow.changes.add_all((make_change(2),))
            assert uow.changes.highest() == 2
            uow.rollback()
            assert uow.changes.highest() == 1
        with uow_factory(read_only=True) as uow:
            assert uow.changes.feed(FeedFilter()) == (_WHOLE,)

    @pytest.mark.parametrize(
        ("where", "told"),
        [
            (FeedFilter(feeds=("ada", "*")), [1, 3, 5]),
            (FeedFilter(feeds=("bob", "*")), [2, 3]),
            (FeedFilter(feeds=("ada", "*"), after=1), [3, 5]),
            (FeedFilter(feeds=("ada", "*"), limit=2), [1, 3]),
            (FeedFilter(types=("reservation.confirmed", "policy.added")), [3, 5]),
            (FeedFilter(feeds=("ada",), types=("run.queued",)), []),
            (FeedFilter(after=6), []),
        ],
    )
    def test_a_feed_is_what_one_is_told(
        self, uow_factory: UnitOfWorkFactory, where: FeedFilter, told: list[int]
    ) -> None:
        """A tenant would otherwise read of another, or miss what concerns everybody."""
        with stored(uow_factory, lambda uow: uow.changes.add_all((_WHOLE, *_OTHERS))) as uow:
            assert _numbers(uow.changes.feed(where)) == told

    @pytest.mark.parametrize(
        ("where", "found"),
        [
            (AuditFilter(), [6, 5, 4, 3, 2, 1]),
            (AuditFilter(tenant_id="ada"), [5, 4, 1]),
            (AuditFilter(kind=ChangeKind.BOOKING_REQUEST), [2, 1]),
            (AuditFilter(subject_id="rs_1"), [5]),
            (AuditFilter(since=at(2), until=at(4)), [3, 2]),
            (AuditFilter(tenant_id="ada", since=at(4), kind=ChangeKind.RESERVATION), [5]),
        ],
    )
    def test_entries_are_found_by_what_is_asked(
        self, uow_factory: UnitOfWorkFactory, where: AuditFilter, found: list[int]
    ) -> None:
        """Whoever looks into a complaint would otherwise read a million lines."""
        with stored(uow_factory, lambda uow: uow.changes.add_all((_WHOLE, *_OTHERS))) as uow:
            assert _numbers(uow.changes.page(where).items) == found

    def test_pages_of_entries_meet_also_when_the_clock_was_set_back(self, uow_factory: UnitOfWorkFactory) -> None:
        """An entry would otherwise stand on two pages, or on none."""
        times = (3, 1, 3, 2, 3)
        changes = tuple(make_change(number, at=at(hour)) for number, hour in enumerate(times, 1))
        seen: list[int] = []
        with stored(uow_factory, lambda uow: uow.changes.add_all(changes)) as uow:
            where = AuditFilter(limit=2)
            while (page := uow.changes.page(where)).next is not None:
                seen += _numbers(page.items)
                where = AuditFilter(limit=2, after=page.next)
            assert [*seen, *_numbers(page.items)] == [5, 3, 1, 4, 2]
            with pytest.raises(NotFoundError):
                uow.changes.page(AuditFilter(after="9"))

    def test_a_history_is_of_one_request(self, uow_factory: UnitOfWorkFactory) -> None:
        """It would otherwise leave out the reservations, or be somebody else's."""
        with stored(uow_factory, lambda uow: uow.changes.add_all((_WHOLE, *_OTHERS))) as uow:
            of_request = uow.changes.of_request
            assert _numbers(of_request("br_1", limit=9)) == [1, 5]
            assert _numbers(of_request("br_1", limit=1)) == [1]
            assert _numbers(of_request("br_1", limit=9, after=1)) == [5]
            assert _numbers(of_request("br_1", subject_id="rs_1", limit=9)) == [5]

    def test_whoever_goes_on_with_the_last_number_misses_nothing(self, uow_factory: UnitOfWorkFactory) -> None:
        """A system that polls would otherwise never hear of a booking that was committed late by a slow writer."""
        writers, each = 4, 15

        def write() -> None:
            for _ in range(each):
                with uow_factory() as uow:
                    first = uow.changes.highest() + 1
                    uow.changes.add_all((make_change(first), make_change(first + 1)))
                    uow.commit()

        threads = [threading.Thread(target=write) for _ in range(writers)]
        for thread in threads:
            thread.start()
        seen: list[int] = []
        is_over = False
        while not is_over:
            is_over = not any(thread.is_alive() for thread in threads)
            with uow_factory(read_only=True) as uow:
                last = seen[-1] if seen else 0
                seen += _numbers(uow.changes.feed(FeedFilter(feeds=("ada", "*"), limit=7, after=last)))
                is_over = is_over and seen[-1:] == [uow.changes.highest()]
        assert seen == list(range(1, 2 * writers * each + 1))

    def test_an_answer_is_kept_until_it_is_forgotten(self, uow_factory: UnitOfWorkFactory) -> None:
        """The same key would otherwise get another answer, or answers be kept for ever."""

        def write(uow: UnitOfWork) -> None:
            uow.answers.add(make_answer("a"))
            uow.answers.add(make_answer("b", at=at(1), reply=Reply(status=201, body=None)))

        with stored(uow_factory, write) as uow:
            assert uow.answers.find("a") == make_answer("a")
            assert uow.answers.find("c") is None
        with uow_factory() as uow:
            with pytest.raises(AlreadyExistsError):
                uow.answers.add(make_answer("b"))
            assert uow.answers.forget(at(1), 9) == ("a",)
            assert uow.answers.forget(at(1), 9) == ()
            assert uow.answers.find("a") is None
            uow.answers.remove("a")
            assert uow.answers.find("b") == make_answer("b", at=at(1), reply=Reply(status=201, body=None))
