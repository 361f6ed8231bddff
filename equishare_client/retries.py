"""When a call is sent again, and how long it waits."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from equishare_client.errors import ProblemError, UnreachableError

if TYPE_CHECKING:
    from equishare_client.calls import Call
    from equishare_client.errors import EquishareError

#: Something between here and the service, or the service itself, could not do it just now.
_PASSING = frozenset({502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How patient a client is; times are in seconds."""

    #: Tries of one call, the first included; 1: no second one.
    attempts: int = 6
    #: No try begins later than this after the first, however long the service asks to wait.
    seconds: float = 60.0
    #: The first pause; each is about twice as long as the one before, with some chance in it, so that many clients do not come back at once.
    first: float = 0.1
    #: The longest pause that the service does not ask for.
    longest: float = 5.0

    def pause(self, call: Call, error: EquishareError, tries: int, elapsed: float) -> float | None:
        """Return for how long to wait after so many tries of a call, the last of which failed; None: it is not sent again.

        It is where the request was certainly not carried out, else only where a second time does and answers the same.
        """
        if tries >= self.attempts or not _is_worth_it(call, error):
            return None
        asked = error.retry_after if isinstance(error, ProblemError) else None
        pause = self._usual(tries) if asked is None else asked
        if isinstance(error, ProblemError) and error.code == "still-running":
            pause = max(pause, 10 * self.first)
        return pause if elapsed + pause <= self.seconds else None

    def _usual(self, tries: int) -> float:
        pause = min(self.longest, self.first * 2.0 ** (tries - 1))
        return pause * random.uniform(0.5, 1.0)  # noqa: S311 - nothing is kept secret by it


def _is_worth_it(call: Call, error: EquishareError) -> bool:
    if isinstance(error, UnreachableError):
        return call.repeatable or not error.sent
    if not isinstance(error, ProblemError):
        return False
    if error.status == 429:
        return True
    if error.code == "still-running":
        # The try before this one is still being worked on.
        return call.key is not None
    return error.status in _PASSING and call.repeatable
