"""What a caller saw of a thing before it changes it, so that no change of somebody else is lost."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from scheduler.domain.plan import Schedule
from scheduler.errors import StaleVersionError

_DIGITS = 16
_NOTHING = "nothing"


def state_tag(thing: object) -> str:
    """Return what names the present state of a thing, and differs for every other state of it.

    The count of its changes where it has one; of a plan its number and status, the only thing of it that changes; of everything else a digest of all that is
    said of it. For comparing only: another release of the program may make other digests.
    """
    if isinstance(thing, Schedule):
        return f"{thing.version}-{thing.status.value}"
    version = getattr(thing, "version", None)
    return sha256(repr(thing).encode()).hexdigest()[:_DIGITS] if version is None else str(version)


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What a thing is expected to be when it is changed."""

    #: `state_tag` of what was seen; None: whatever there is, as long as there is something.
    tag: str | None = None
    #: True: nothing may be there.
    absent: bool = False

    def check(self, kind: str, key: str, thing: object | None) -> None:
        """Hold what is there (None: nothing) against what was seen; StaleVersionError where they differ."""
        actual = _NOTHING if thing is None else state_tag(thing)
        if self.absent != (thing is None) or (not self.absent and self.tag not in {None, actual}):
            expected = _NOTHING if self.absent else self.tag or "something"
            raise StaleVersionError(kind, key, expected, actual)


def check_version(kind: str, key: str, version: int, expected: int | None) -> None:
    """Hold the version that a thing is at against the one that a change is meant for; None: any will do. StaleVersionError."""
    if expected is not None and expected != version:
        raise StaleVersionError(kind, key, expected, version)
