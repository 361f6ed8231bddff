"""A process that delivers and dies: `python -m tests.scheduler.webhooks.dying URL before|after NUMBER`.

It kills itself as `kill -9` does, right before or right after its commit of that number: the first takes a delivery, each further one settles
it and takes the next.
"""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from typing import TYPE_CHECKING, Any, Self, cast

from scheduler.clock import system_clock
from scheduler.domain.ids import random_ids
from scheduler.services.context import Context
from scheduler.webhooks.deliverer import Deliverer, How
from scheduler.webhooks.sending import Sender
from tests.scheduler.storage.sql.parks import opened

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.storage.unit_of_work import UnitOfWork, UnitOfWorkFactory

#: What an attempt may take, in seconds; a lease is three times as long.
SECONDS = 0.2


class _Deadly:
    """A transaction whose commit may be the last thing that its process does."""

    def __init__(self, inner: UnitOfWork, dies: Callable[[str], None]) -> None:
        self._inner, self._dies = inner, dies

    def __enter__(self) -> Self:
        self._inner.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._inner.__exit__(*error)  # type: ignore[arg-type]  # handed on as they came

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def commit(self) -> None:
        self._dies("before")
        self._inner.commit()
        self._dies("after")


def deadly(factory: UnitOfWorkFactory, moment: str, number: int) -> UnitOfWorkFactory:
    """Return a factory whose commit of that number, counted from 1, kills the process."""
    reached = {"before": count(1), "after": count(1)}

    def dies(where: str) -> None:
        if next(reached[where]) == number and where == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def begin(*, read_only: bool = False) -> UnitOfWork:
        begun = factory(read_only=read_only)
        return begun if read_only else cast("UnitOfWork", _Deadly(begun, dies))

    return begin


def deliverer(factory: UnitOfWorkFactory) -> Deliverer:
    """Return workers that may call loopback."""
    context = Context(storage=factory, clock=system_clock, ids=random_ids(system_clock))
    send = Sender(clock=system_clock, seconds=SECONDS * 50, private=True)
    return Deliverer(context, How(send=send, seconds=SECONDS))


if __name__ == "__main__":
    where, when, which = sys.argv[1:]
    with opened(where) as storage:
        deliverer(deadly(storage.unit_of_work, when, int(which))).deliver()
