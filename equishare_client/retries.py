"""When a call is sent again, and how long it waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from equishare_client.errors import ProblemError, UnreachableError

if TYPE_CHECKING:
    from equishare_client.calls import Call

#: Something between here and the service, or the service itself, could not do it just now.
_PASSING = frozenset({502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How patient a client is; pauses grow from a tenth of a second to five, with some chance in them."""

    #: Tries of one call, the first included; 1: no second one.
    attempts: int = 6
    #: No new try begins after so many seconds, and no longer pause is waited out that the service asks for.
    seconds: float = 60.0

    def wait(self, call: Call, error: Exception) -> bool | float:
        """Return whether a call is sent again after an error; a number: after so many seconds.

        Always where it was certainly not carried out; else only where a second time does and answers the same.
        """
        if isinstance(error, UnreachableError):
            return call.repeatable or not error.sent
        if not isinstance(error, ProblemError):
            return False
        if error.status == 429:
            return self._asked(error)
        if error.status in _PASSING:
            return call.repeatable and self._asked(error)
        # The try before this one is still being worked on.
        return 1.0 if error.code == "still-running" and call.key is not None else False

    def _asked(self, error: ProblemError) -> bool | float:
        pause = error.retry_after
        if pause is None:
            return True
        return pause if pause <= self.seconds else False
