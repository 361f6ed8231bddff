"""Passwords, kept as Argon2id: slow and hungry on purpose, so only a few at once, and whoever comes when those are busy is told so."""

from __future__ import annotations

import secrets
import threading
from base64 import b64encode
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scheduler.domain.account import LEAST_PASSWORD, LONGEST_PASSWORD, login_of
from scheduler.domain.refusal import Refusal
from scheduler.errors import RefusedError, TooManyError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The second choice of RFC 9106: 64 MiB, three passes, four lanes.
_KIB, _PASSES, _LANES = 65536, 3, 4
#: Hashes that are made at once, each with its 64 MiB; and how many callers may wait for their turn.
_AT_ONCE, _WAITING = 2, 6


class Passwords:
    """Makes and checks hashes of passwords; of use from any thread."""

    def __init__(self, *, at_once: int = _AT_ONCE, waiting: int = _WAITING, kib: int = _KIB) -> None:
        from pwdlib import PasswordHash
        from pwdlib.hashers.argon2 import Argon2Hasher

        self._hasher = PasswordHash((Argon2Hasher(time_cost=_PASSES, memory_cost=kib, parallelism=_LANES),))
        self._places = threading.BoundedSemaphore(at_once + waiting)
        self._turns = threading.BoundedSemaphore(at_once)
        self._decoy = _known_to_nobody(kib)

    def hash(self, password: str) -> str:
        """Return the hash of a password; TooManyError while too many others are at it."""
        with self._turn():
            return self._hasher.hash(password)

    def fits(self, password: str, password_hash: str | None) -> bool:
        """Return whether a password is the one of a hash; without a hash it takes the same time to say no. TooManyError."""
        with self._turn():
            kept = self._decoy if password_hash is None else password_hash
            return self._hasher.verify(password[:LONGEST_PASSWORD], kept) and password_hash is not None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for a turn, if there is a place to wait in."""
        if not self._places.acquire(blocking=False):
            raise TooManyError("too many people sign in at this moment", 1)
        try:
            with self._turns:
                yield
        finally:
            self._places.release()


def _known_to_nobody(kib: int) -> str:
    """Return what looks like a hash and takes as long to hold a password against; no password is known that fits."""
    salt, digest = (b64encode(secrets.token_bytes(length)).decode().rstrip("=") for length in (16, 32))
    return f"$argon2id$v=19$m={kib},t={_PASSES},p={_LANES}${salt}${digest}"


def check_password(password: str, login: str, pointer: str) -> None:
    """Refuse a password that is too short, too long, or the login; RefusedError. Length is what keeps guessing out; no signs are asked for."""
    told, cure = "", ""
    if len(password) < LEAST_PASSWORD:
        told, cure = f"the password has {len(password)} characters", f"give at least {LEAST_PASSWORD}"
    elif len(password) > LONGEST_PASSWORD:
        told, cure = f"the password has {len(password)} characters", f"give at most {LONGEST_PASSWORD}"
    elif login_of(password) == login or len(set(password)) == 1:
        told, cure = "the password is the first that anybody would try", "give another one"
    if told:
        raise RefusedError((Refusal(rule="password", pointer=pointer, message=told, cure=cure),))
