"""Names for new things: a prefix that says what it is, and 26 characters that sort by time and never repeat."""

from __future__ import annotations

import secrets
import threading
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from scheduler.clock import Clock

#: Crockford's base 32 in lower case: no i, l, o, u; its order is the order of the numbers.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_DIGITS, _RANDOM_BITS = 26, 80


class IdSource(Protocol):
    """Makes ids; tests hand in one that counts."""

    def __call__(self, prefix: str) -> str:
        """Return a new id that begins with `prefix` and an underscore."""
        ...


def random_ids(clock: Clock) -> IdSource:
    """Return the usual source: `br_` and the millisecond of the clock (10 digits) and 80 random bits (16 digits).

    The ids of one source only ever rise, so that the requests of a batch keep their order: in the same millisecond, or when the
    clock is set back, the next id is the last one plus one.
    """
    lock = threading.Lock()
    last = 0

    def new_id(prefix: str) -> str:
        nonlocal last
        milliseconds = int(clock().timestamp() * 1000)
        with lock:
            is_newer = milliseconds > last >> _RANDOM_BITS
            last = milliseconds << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS) if is_newer else last + 1
            return f"{prefix}_{_digits(last)}"

    return new_id


def _digits(number: int) -> str:
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_DIGITS)))
