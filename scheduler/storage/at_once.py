"""Asking without waiting: for whoever serves others in the same thread, and would have all of them wait with it.

A storage that cannot answer at once says so (`WouldWaitError`), and is asked again from a thread that may wait.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Of the call that is being carried out, not of the program: a thread that is begun meanwhile may wait.
_AT_ONCE: ContextVar[bool] = ContextVar("at_once", default=False)


class WouldWaitError(Exception):
    """The storage cannot answer at once; nothing was done, ask again where waiting harms nobody."""


@contextmanager
def at_once() -> Iterator[None]:
    """Let nobody wait in here: what would have to raises WouldWaitError."""
    token = _AT_ONCE.set(True)
    try:
        yield
    finally:
        _AT_ONCE.reset(token)


def may_wait() -> bool:
    """Return whether the present call may wait: for its turn to write, for a server, for another process."""
    return not _AT_ONCE.get()
