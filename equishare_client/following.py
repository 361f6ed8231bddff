"""`client.events`: what happened, read on and on."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from equishare_client.resources.events import EventsResource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from equishare_client.models import Event

_HALF_A_MINUTE = timedelta(seconds=30)


class Events(EventsResource):
    """What changed, for software that follows."""

    def follow(
        self,
        cursor: str | None = None,
        *,
        type: tuple[str, ...] | None = None,  # noqa: A002 - the name that it has over HTTP
        every: timedelta | None = _HALF_A_MINUTE,
    ) -> Iterator[Event]:
        """Yield every event after a cursor, in the order in which they happened, and wait for more.

        Store the `id` of an event together with what you did about it: it is the cursor to go on with. Nothing is missed, and nothing told twice.

        Parameters
        ----------
        cursor
            None: from the beginning.
        type
            None: of all types.
        every
            How long to wait where there is nothing new; None: end instead.
        """
        while True:
            found = self.list(cursor=cursor, type=type)
            yield from found.items
            cursor = found.next
            if found.items:
                continue
            if every is None:
                return
            time.sleep(every.total_seconds())
