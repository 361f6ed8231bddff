"""What is over is taken away after a while, some of it at a time: nobody waits long for the turn to write, however much there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain import answer, delivery, session

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

    Forget = Callable[[UnitOfWork, int], tuple[str, ...]]

#: So many rows of a table in a transaction.
AT_ONCE = 500
#: So many where a row is added, besides: then no table grows, however rarely errands come.
FEW = 10
#: So many transactions for a table; the next errand takes what is left then.
MOST_TURNS = 100


def forget_over(ctx: Context) -> None:
    """Take away answers that are a day old, sign-ins from which nobody came back, and sessions that are over for long."""
    now = ctx.clock()
    in_turns(ctx, lambda uow, limit: uow.answers.forget(now - answer.KEPT, limit))
    in_turns(ctx, lambda uow, limit: uow.pending_sign_ins.forget(now - session.PENDING_KEPT, limit))
    in_turns(ctx, lambda uow, limit: _sessions(uow, now - session.KEPT, limit))


def forget_deliveries(ctx: Context) -> None:
    """Take away deliveries that are older than the log of a webhook reaches."""
    before = ctx.clock() - delivery.KEPT
    in_turns(ctx, lambda uow, limit: uow.deliveries.forget(before, limit))


def in_turns(ctx: Context, forget: Forget) -> None:
    """Have rows taken away, at most `AT_ONCE` in each of at most `MOST_TURNS` transactions, until there are no more."""
    for _ in range(MOST_TURNS):
        with ctx.unit_of_work() as uow:
            gone = forget(uow, AT_ONCE)
            uow.commit()
        if len(gone) < AT_ONCE:
            return


def _sessions(uow: UnitOfWork, before: datetime, limit: int) -> tuple[str, ...]:
    """Take sessions away, and when they were last used."""
    gone = uow.sessions.forget(before, limit)
    for key in gone:
        uow.last_uses.remove(key)
    return gone
