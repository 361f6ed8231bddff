"""How often somebody may call: so many times in a window, by key, and by address where no valid key came with the call."""

from __future__ import annotations

import math
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

import structlog
from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from scheduler.errors import StorageError

if TYPE_CHECKING:
    from scheduler.clock import Clock
    from scheduler.domain.access import Actor
    from scheduler.storage.sql.counters import SharedCounters

#: Whoever has one IPv6 address has all that begin with the same so many bits.
_OF_ONE = 64


class _Counts(Storage):
    """Our counters as the library wants them; its own for several processes each need one more server."""

    STORAGE_SCHEME = ["equishare"]  # noqa: RUF012 - the library wants a list and never changes it

    def __init__(self, counters: SharedCounters) -> None:
        super().__init__()
        self._counters = counters

    @property
    def base_exceptions(self) -> type[Exception]:
        return StorageError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        return self._counters.add(key, expiry, amount)

    def get(self, key: str) -> int:
        return self._counters.look(key)[0]

    def get_expiry(self, key: str) -> float:
        return self._counters.look(key)[1]

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        self._counters.forget()
        return None

    def clear(self, key: str) -> None:
        self._counters.forget(key)


class Rates:
    """The limits in force."""

    def __init__(self, counters: SharedCounters, clock: Clock, *, by_key: str | None, by_address: str | None) -> None:
        """Limits such as `3000/minute`; None: no limit."""
        self._counters, self._clock = counters, clock
        self._limiter = FixedWindowRateLimiter(_Counts(counters))
        self._by_key = None if by_key is None else parse(by_key)
        self._by_address = None if by_address is None else parse(by_address)

    def wait(self, actor: Actor | None, address: str) -> int:
        """Count a call, and return for how many seconds its caller has to wait before the next; 0: it may go on.

        Where calls cannot be counted they go on: a disk that is full must not shut everybody out.
        """
        limit = self._by_address if actor is None else self._by_key
        if limit is None:
            return 0
        whose = ("address", _network(address)) if actor is None else ("key", actor.key_id)
        try:
            return self._count(limit, whose)
        except StorageError as error:
            structlog.get_logger(__name__).warning("calls are not counted", reason=str(error))
            return 0

    def close(self) -> None:
        """Give the file of the counts back."""
        self._counters.close()

    def _count(self, limit: RateLimitItem, whose: tuple[str, str]) -> int:
        if self._limiter.hit(limit, *whose):
            return 0
        until = self._limiter.get_window_stats(limit, *whose).reset_time
        return max(1, math.ceil(until - self._clock().timestamp()))


def _network(address: str) -> str:
    try:
        is_long = ip_address(address).version == 6
    except ValueError:
        return address
    return str(ip_network(f"{address}/{_OF_ONE}", strict=False)) if is_long else address
