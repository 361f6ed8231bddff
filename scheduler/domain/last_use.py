"""When a key or a session was last used: roughly, for it is written rarely and read by people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

#: A use of a key is written down where the last one that was lies at least this far back.
KEY_GRAIN = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class LastUse:
    """The last use of a key or session that was written down; it may have been used since, for less than a grain."""

    #: Of the key or session.
    id: str
    at: datetime
