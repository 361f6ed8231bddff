"""Whose turn an errand is, among all workers on one database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.work import ErrandTurn

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

#: Workers look once in the errand's time each. One whose look comes a little early must not leave it to the next time.
_EARLY = 0.9


def begin(ctx: Context, worker_id: str, name: str, every: timedelta, *, wanted: bool = False) -> bool:
    """Take the turn, and return whether it was there to be taken.

    It is not while another worker that shows signs of life is at the errand, nor before `every` has passed since it was begun last;
    `wanted`: the latter does not count. A clock that was set back since makes it due.
    """
    with ctx.unit_of_work() as uow:
        now, last = ctx.clock(), uow.errands.find(name)
        if last is not None and (_is_busy(uow, last, worker_id) or not (wanted or _is_due(last, now, every))):
            return False
        uow.errands.put(ErrandTurn(name=name, begun_at=now, worker_id=worker_id))
        uow.commit()
    return True


def end(ctx: Context, worker_id: str, name: str) -> None:
    """Give the turn back, if it is still the worker's."""
    with ctx.unit_of_work() as uow:
        turn = uow.errands.find(name)
        if turn is not None and turn.worker_id == worker_id:
            uow.errands.put(ErrandTurn(name=name, begun_at=turn.begun_at))
            uow.commit()


def _is_busy(uow: UnitOfWork, last: ErrandTurn, worker_id: str) -> bool:
    return last.worker_id not in {None, worker_id} and uow.workers.find(str(last.worker_id)) is not None


def _is_due(last: ErrandTurn, now: datetime, every: timedelta) -> bool:
    return not timedelta(0) <= now - last.begun_at < _EARLY * every
