"""A process that dies while it carries out a request with a key: `python -m tests.scheduler.services.dying FILE before|after|never`.

It kills itself as `kill -9` does, right before or right after the commit that holds the request and its answer, or not at all; then it
says what it answered.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Any, Self, cast

from scheduler.clock import system_clock
from scheduler.domain.answer import Reply
from scheduler.domain.ids import random_ids
from scheduler.services import booking_requests
from scheduler.services.context import Context
from scheduler.services.once import Asked, once
from tests.scheduler.builders import OPERATOR, hours, make_terms
from tests.scheduler.storage.sql.parks import opened

if TYPE_CHECKING:
    from scheduler.storage.unit_of_work import UnitOfWork, UnitOfWorkFactory


class _Deadly:
    """A transaction that is the last thing its process does."""

    def __init__(self, inner: UnitOfWork, moment: str) -> None:
        self._inner, self._moment = inner, moment

    def __enter__(self) -> Self:
        self._inner.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._inner.__exit__(*error)  # type: ignore[arg-type]  # handed on as they came

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def commit(self) -> None:
        if self._moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        self._inner.commit()
        if self._moment == "after":
            os.kill(os.getpid(), signal.SIGKILL)


def book(factory: UnitOfWorkFactory, moment: str) -> str:
    """Ask for machine time with a key, and return the id of the request."""

    def begin(*, read_only: bool = False) -> UnitOfWork:
        begun = factory(read_only=read_only)
        return begun if read_only else cast("UnitOfWork", _Deadly(begun, moment))

    def carry_out(ctx: Context) -> Reply:
        made = booking_requests.create(ctx, OPERATOR, make_terms(deadline=system_clock() + hours(48)))
        return Reply(status=201, body=made.id)

    ctx = Context(storage=begin, clock=system_clock, ids=random_ids(system_clock))
    return str(once(ctx, OPERATOR, Asked(key="k", fingerprint="f"), carry_out).body)


if __name__ == "__main__":
    where, when = sys.argv[1:]
    with opened(f"sqlite:///{where}") as storage:
        sys.stdout.write(f"{book(storage.unit_of_work, when)}\n")
