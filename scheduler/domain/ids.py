"""Names for new things: a prefix that says what it is, and 26 characters that sort by time and never repeat."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from scheduler.clock import Clock

#: Crockford's base 32 in lower case: no i, l, o, u; its order is the order of the numbers.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_TIME_DIGITS, _RANDOM_BITS = 10, 80
_RANDOM_DIGITS = _RANDOM_BITS // 5


class IdSource(Protocol):
    """Makes ids; tests hand in one that counts."""

    def __call__(self, prefix: str) -> str:
        """Return a new id that begins with `prefix` and an underscore."""
        ...


def random_ids(clock: Clock) -> IdSource:
    """Return the usual source: `br_` and the millisecond of the clock (10 digits) and 80 random bits (16 digits)."""

    def new_id(prefix: str) -> str:
        milliseconds = int(clock().timestamp() * 1000)
        return (
            f"{prefix}_{_digits(milliseconds, _TIME_DIGITS)}{_digits(secrets.randbits(_RANDOM_BITS), _RANDOM_DIGITS)}"
        )

    return new_id


def _digits(number: int, count: int) -> str:
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(count)))
