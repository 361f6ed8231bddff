"""Answers without a thread: a short read of a file takes less time than a thread takes to be woken, and to get Python's lock back.

Forty threads that read at the same time mostly wait for each other; see docs/decisions/0033-reads-without-threads.md.
"""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool

from api.listing import Listing
from api.media import JSON
from api.schemas.lists import Query
from scheduler.storage.at_once import WouldWaitError, at_once

T = TypeVar("T")


async def answered(call: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Return what a call to the services returns: at once where the storage can, else from a thread, where it may wait.

    What it has done before it had to wait it does again, which must be harmless: looking is.
    """
    try:
        with at_once():
            return call(*args, **kwargs)
    except WouldWaitError:
        return await run_in_threadpool(call, *args, **kwargs)


def quick(handler: Callable[..., T]) -> Callable[..., Coroutine[Any, Any, T]]:
    """Answer a handler that only looks at a few things at once; long pages and tables for spreadsheets come from a thread as ever."""

    @wraps(handler)
    async def answer(**values: Any) -> T:
        if any(map(_is_long, values.values())):
            return await run_in_threadpool(handler, **values)
        return await answered(handler, **values)

    return answer


def _is_long(value: object) -> bool:
    """Return whether what is asked for may take longer than others can wait."""
    return (isinstance(value, Query) and value.is_long) or (isinstance(value, Listing) and value.media != JSON)
