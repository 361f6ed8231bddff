"""When keys and sessions were last used, written so rarely that reading stays reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from scheduler.domain.last_use import LastUse
from scheduler.errors import StorageError

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from scheduler.services.context import Context


def note_use(ctx: Context, key: str, last: datetime | None, grain: timedelta) -> None:
    """Write down that a key or session is used now, unless `last`, which was written before, is less than a grain ago.

    Where it cannot be written the caller goes on: a database that takes nothing more can still be read.
    """
    now = ctx.clock()
    if last is not None and last <= now < last + grain:
        return
    try:
        with ctx.unit_of_work() as uow:
            uow.last_uses.put(LastUse(id=key, at=now))
            uow.commit()
    except StorageError as error:
        structlog.get_logger(__name__).warning("a use is not noted", key=key, reason=str(error))
