"""How often somebody may call: so many times in a window, by key, and by address where no valid key came with the call.

So often, too, may signing in fail. Over 150 lines because both count in one place, in one way.
"""

from __future__ import annotations

import math
from functools import partial
from hashlib import sha256
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

import structlog
from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from scheduler.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

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


class SignInRates:
    """How often signing in may fail: by what was typed as the login, whether there is such an account or not, and by address."""

    def __init__(self, counters: SharedCounters, clock: Clock, *, by_login: str | None, by_address: str | None) -> None:
        """Limits such as `20/hour`; None: no limit."""
        self._clock = clock
        self._limiter = FixedWindowRateLimiter(_Counts(counters))
        self._by_login = None if by_login is None else parse(by_login)
        self._by_address = None if by_address is None else parse(by_address)

    def wait(self, login: str, address: str) -> int:
        """Return for how many seconds nobody may try this login, or from this address; 0: somebody may. Where it is not known: 0."""
        return max((self._left(limit, whose) for limit, whose in self._limits(login, address)), default=0)

    def failed(self, login: str, address: str) -> None:
        """Count one that failed."""
        for limit, whose in self._limits(login, address):
            _counted(partial(self._limiter.hit, limit, *whose))

    def _left(self, limit: RateLimitItem, whose: tuple[str, str]) -> int:
        def left() -> int:
            return 0 if self._limiter.test(limit, *whose) else _seconds_left(self._limiter, self._clock, limit, whose)

        return _counted(left)

    def _limits(self, login: str, address: str) -> list[tuple[RateLimitItem, tuple[str, str]]]:
        # A hash, for the file of the counts is nobody's business and need not say who exists.
        typed = sha256(login.encode(errors="surrogatepass")).hexdigest()[:32]
        both = ((self._by_login, ("login", typed)), (self._by_address, ("failed", _network(address))))
        return [(limit, whose) for limit, whose in both if limit is not None]


def _counted(count: Callable[[], int]) -> int:
    """Return what a count says, 0 where calls cannot be counted: a disk that is full must not shut everybody out."""
    try:
        return count()
    except StorageError as error:
        structlog.get_logger(__name__).warning("calls are not counted", reason=str(error))
        return 0


def _seconds_left(limiter: FixedWindowRateLimiter, clock: Clock, limit: RateLimitItem, whose: tuple[str, str]) -> int:
    return max(1, math.ceil(limiter.get_window_stats(limit, *whose).reset_time - clock().timestamp()))


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
        return _counted(lambda: self._count(limit, whose))

    def close(self) -> None:
        """Give the file of the counts back."""
        self._counters.close()

    def _count(self, limit: RateLimitItem, whose: tuple[str, str]) -> int:
        if self._limiter.hit(limit, *whose):
            return 0
        return _seconds_left(self._limiter, self._clock, limit, whose)


def _network(address: str) -> str:
    try:
        is_long = ip_address(address).version == 6
    except ValueError:
        return address
    return str(ip_network(f"{address}/{_OF_ONE}", strict=False)) if is_long else address
