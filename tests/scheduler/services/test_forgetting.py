"""What is over goes after a while, what is not stays, and nobody waits long for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.background import park_errands
from scheduler.domain.session import KEPT, PENDING_KEPT, SessionTimes
from scheduler.errors import AuthenticationError, ExpiredError
from scheduler.services import identities, sessions
from scheduler.services.forgetting import AT_ONCE, MOST_TURNS, forget_over, in_turns
from tests.scheduler.builders import HandClock, hours, make_context
from tests.scheduler.people import make_account, signed_in
from tests.scheduler.states import all_changes
from tests.scheduler.storage.change_contract import make_answer

if TYPE_CHECKING:
    from scheduler.storage.unit_of_work import UnitOfWork

_TIMES = SessionTimes(idle=hours(2), longest=hours(5))


def test_a_session_that_is_over_goes_after_a_month_with_its_last_use() -> None:
    """Who came in when would be kept for ever. What changed stays, with who it was; a session that is open does not go."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    make_account(ctx)
    old = signed_in(ctx, _TIMES)
    clock.advance(hours(1))
    sessions.authenticate(ctx, _TIMES, old.secret)
    key, noted = old.shown.session.id, len(all_changes(ctx.storage))
    clock.advance(hours(4) + KEPT)
    forget_over(ctx)
    with pytest.raises(ExpiredError):
        sessions.authenticate(ctx, _TIMES, old.secret)
    young = signed_in(ctx, _TIMES)
    clock.advance(timedelta(seconds=1))
    forget_over(ctx)
    with pytest.raises(AuthenticationError):
        sessions.authenticate(ctx, _TIMES, old.secret)
    with ctx.unit_of_work(read_only=True) as uow:
        assert uow.last_uses.find(key) is None
    assert sessions.authenticate(ctx, _TIMES, young.secret).account_id is not None
    # The young session, and nothing of what was forgotten.
    assert len(all_changes(ctx.storage)) == noted + 1


def test_whoever_did_not_come_back_from_their_provider_is_forgotten() -> None:
    """The last of them would otherwise be kept until somebody else signs in."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    pending, _ = identities.send_away(ctx)
    for passed, is_kept in ((PENDING_KEPT, True), (timedelta(seconds=1), False)):
        clock.advance(passed)
        forget_over(ctx)
        with ctx.unit_of_work(read_only=True) as uow:
            assert (uow.pending_sign_ins.find(pending.id) is not None) is is_kept


def test_much_is_forgotten_some_at_a_time() -> None:
    """Writers would otherwise wait while a million rows go; and what is more than one transaction takes would stay."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    with ctx.unit_of_work() as uow:
        for number in range(AT_ONCE + 3):
            uow.answers.add(make_answer(f"{number:04}", at=clock()))
        uow.commit()
    taken: list[int] = []

    def forget(uow: UnitOfWork, limit: int) -> tuple[str, ...]:
        gone = uow.answers.forget(clock() + hours(1), limit)
        taken.append(len(gone))
        return gone

    in_turns(ctx, forget)
    assert taken == [AT_ONCE, 3]


def test_an_errand_comes_to_an_end() -> None:
    """Where rows come as quickly as they go, nothing else would be done any more."""
    turns: list[int] = []

    def forget(_: UnitOfWork, limit: int) -> tuple[str, ...]:
        turns.append(limit)
        return ("x",) * limit

    in_turns(make_context(), forget)
    assert turns == [AT_ONCE] * MOST_TURNS


def test_it_is_an_errand() -> None:
    """Nobody would otherwise do it."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    with ctx.unit_of_work() as uow:
        uow.answers.add(make_answer("a", at=clock() - hours(25)))
        uow.commit()
    for errand in park_errands(ctx):
        errand.deed()
    with ctx.unit_of_work(read_only=True) as uow:
        assert uow.answers.find("a") is None
