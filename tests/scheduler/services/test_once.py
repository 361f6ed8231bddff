"""The same key, the same answer, also when the process is killed.

Over 150 lines because a key has one promise, and each way to break it has its test.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.access import Actor, Role
from scheduler.domain.answer import Reply, answer_id, fingerprint_of
from scheduler.domain.booking import RequestStatus
from scheduler.errors import ConflictError, KeyReusedError, StillRunningError
from scheduler.services import booking_requests, park
from scheduler.services.forgetting import FEW, forget_over
from scheduler.services.once import Asked, once
from scheduler.storage.sql import check
from tests.scheduler.builders import OPERATOR, HandClock, hours, make_context, make_machine, make_terms, tenant
from tests.scheduler.services.dying import book
from tests.scheduler.states import all_changes
from tests.scheduler.storage.change_contract import make_answer
from tests.scheduler.storage.sql.parks import ROOT, opened, url_of

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.services.context import Context

_ASKED = Asked(key="k", fingerprint="f")


def _make(ctx: Context) -> Reply:
    made = booking_requests.create(ctx, OPERATOR, make_terms())
    return Reply(status=201, headers=(("location", f"/v1/booking-requests/{made.id}"),), body=made.id)


def _requests(ctx: Context) -> list[str]:
    with ctx.unit_of_work(read_only=True) as uow:
        return [request.id for request in uow.booking_requests.with_status(RequestStatus)]


def test_what_was_done_is_done_once() -> None:
    """The second one would otherwise book again."""
    ctx = make_context()
    first = once(ctx, OPERATOR, _ASKED, _make)
    assert once(ctx, OPERATOR, _ASKED, _make) == first
    assert _requests(ctx) == [first.body]
    with pytest.raises(KeyReusedError):
        once(ctx, OPERATOR, Asked(key="k", fingerprint="g"), _make)
    assert once(ctx, OPERATOR, Asked(key="k2", fingerprint="f"), _make).body != first.body


def test_what_failed_is_as_if_it_had_never_been_asked() -> None:
    """The key of a request that was refused half-way would otherwise be spent, or half of its effect kept."""
    ctx = make_context()
    noted = len(all_changes(ctx.storage))

    def fail(within: Context) -> Reply:
        park.create_machine(within, OPERATOR, make_machine("m-1"))
        raise ConflictError("x", "no", "try again")

    with pytest.raises(ConflictError):
        once(ctx, OPERATOR, _ASKED, fail)
    assert len(all_changes(ctx.storage)) == noted
    with ctx.unit_of_work(read_only=True) as uow:
        assert uow.machines.find("m-1") is None
        assert uow.answers.find(answer_id(OPERATOR, "k")) is None
    assert once(ctx, OPERATOR, _ASKED, _make).status == 201


def test_a_reader_within_sees_what_was_written_before_it() -> None:
    """A use case that looks again would otherwise look at the state before its own transaction, or wait for itself."""
    ctx = make_context()

    def make_and_look(within: Context) -> Reply:
        reply = _make(within)
        return Reply(status=201, body=booking_requests.get(within, OPERATOR, str(reply.body)).id)

    assert once(ctx, OPERATOR, _ASKED, make_and_look).body == _requests(ctx)[0]


def test_an_answer_with_a_secret_is_not_kept() -> None:
    """The secret would otherwise lie in the database; and nothing is made twice all the same."""
    ctx, asked = make_context(), Asked(key="k", fingerprint="f", secret=True)
    assert once(ctx, OPERATOR, asked, _make).body is not None
    with pytest.raises(ConflictError, match="shown that once"):
        once(ctx, OPERATOR, asked, _make)
    assert len(_requests(ctx)) == 1


def test_another_process_at_the_same_request_is_told_to_wait() -> None:
    """Where a database lets writers go side by side, the one that comes second would otherwise fail as if it were a defect."""
    ctx = make_context()

    def while_the_other_commits(within: Context) -> Reply:
        with within.unit_of_work() as uow:
            uow.answers.add(make_answer(answer_id(OPERATOR, "k")))
            uow.commit()
        return Reply(status=201, body="")

    with pytest.raises(StillRunningError):
        once(ctx, OPERATOR, _ASKED, while_the_other_commits)


def test_the_night_forgets_what_is_a_day_old() -> None:
    """What tenants sent would otherwise stay for as long as nobody sends a key."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    once(ctx, OPERATOR, _ASKED, _make)
    for passed, is_kept in ((23.9, True), (0.2, False)):
        clock.advance(hours(passed))
        forget_over(ctx)
        with ctx.unit_of_work(read_only=True) as uow:
            assert (uow.answers.find(answer_id(OPERATOR, "k")) is not None) is is_kept


def test_an_answer_that_is_a_day_old_is_not_given_again_though_it_is_still_there() -> None:
    """Where much is to be forgotten, some waits for its turn: a key may be used again by the day, not by how busy the errand is."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    with ctx.unit_of_work() as uow:
        for number in range(FEW):
            uow.answers.add(make_answer(f"older-{number}", at=clock() - hours(1)))
        uow.commit()
    first = once(ctx, OPERATOR, _ASKED, _make)
    clock.advance(hours(24.1))
    second = once(ctx, OPERATOR, _ASKED, _make)
    assert second.body != first.body
    assert once(ctx, OPERATOR, _ASKED, _make) == second


def test_keys_of_others_are_other_keys() -> None:
    """Neither another tenant nor another role of the same finds an answer; a new key of the same does."""
    actors = (tenant("ada"), tenant("bob"), tenant("ada", Role.TENANT_ADMIN), OPERATOR)
    assert len({answer_id(actor, "k") for actor in actors}) == len(actors)
    rotated = Actor(role=Role.TENANT, tenant_id="ada", key_id="key_new")
    assert answer_id(rotated, "k") == answer_id(tenant("ada"), "k") != answer_id(rotated, "l")


def test_a_fingerprint_tells_requests_apart() -> None:
    """A body that looks like the end of a path would otherwise pass for it."""
    asked = {("POST", "/a", b"b"), ("PUT", "/a", b"b"), ("POST", "/a\nb", b""), ("POST", "/a", b"c")}
    assert len({fingerprint_of(*each) for each in asked}) == len(asked)


def _dies(file: Path, moment: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.scheduler.services.dying", str(file), moment], cwd=ROOT, timeout=120, check=False
    )
    assert ended.returncode == -signal.SIGKILL


@pytest.mark.parametrize(("moment", "is_kept"), [("before", False), ("after", True)])
def test_after_a_kill_the_same_key_gets_the_same_answer_and_nothing_is_made_twice(
    tmp_path: Path, moment: str, *, is_kept: bool
) -> None:
    """A tenant that repeats what was cut off would otherwise hold two slots, or none and an answer that says one."""
    file = tmp_path / "park.db"
    with opened(url_of(file)) as storage:
        make_context(storage.unit_of_work)
        noted = len(all_changes(storage.unit_of_work))
    for _ in range(2 if not is_kept else 1):
        _dies(file, moment)
    with opened(url_of(file)) as storage:
        with storage.unit_of_work(read_only=True) as uow:
            there = [request.id for request in uow.booking_requests.with_status(RequestStatus)]
        assert (len(there), len(all_changes(storage.unit_of_work)) - noted) == ((1, 1) if is_kept else (0, 0))
        told = book(storage.unit_of_work, "never")
        assert told == book(storage.unit_of_work, "never")
        with storage.unit_of_work(read_only=True) as uow:
            assert [request.id for request in uow.booking_requests.with_status(RequestStatus)] == [told]
        assert there in ([], [told])
        assert len(all_changes(storage.unit_of_work)) == noted + 1
    assert check(url_of(file)) == ()
