"""The one type of column that SQLite does not have: a moment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import DateTime
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: kept in UTC whatever zone it comes in, given back as aware UTC; one without a zone is refused (ValueError)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - given by the library
        """Return what is stored."""
        return None if value is None else to_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - as above
        """Return what was stored; SQLite forgets the zone, which is always UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


def to_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC; ValueError where it has no zone and so is no moment."""
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} has no time zone; give an aware datetime")
    return moment.astimezone(UTC)
