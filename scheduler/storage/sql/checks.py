"""Whether a database is sound: what SQLite can tell, and what must hold between the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from sqlalchemy import bindparam, func, select, text

from scheduler.domain.answer import Answer
from scheduler.domain.api_key import ApiKey
from scheduler.domain.booking import BookingRequest
from scheduler.domain.calendar import ShiftPattern
from scheduler.domain.calendar_feed import CalendarFeed
from scheduler.domain.change import Change
from scheduler.domain.entitlement import Entitlement
from scheduler.domain.ledger import LedgerEntry
from scheduler.domain.machine import ChangeoverTable, Machine, Skill
from scheduler.domain.park import ParkSettings
from scheduler.domain.plan import Schedule
from scheduler.domain.policy import BookingPolicy
from scheduler.domain.reservation import LIVE, Reservation
from scheduler.domain.run import ScheduleRun
from scheduler.domain.tenant import Tenant
from scheduler.domain.time_off import Closure, Outage
from scheduler.storage.sql import tables
from scheduler.storage.sql.codec import codec_for
from scheduler.storage.sql.engine import database_file, reading_engine
from scheduler.storage.sql.upgrading import require_head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Table

#: Every table with a body, and the class of what is in it.
KINDS: tuple[tuple[Table, type[Any]], ...] = (
    (tables.SETTINGS, ParkSettings),
    (tables.SHIFT_PATTERNS, ShiftPattern),
    (tables.CHANGEOVER_TABLES, ChangeoverTable),
    (tables.MACHINES, Machine),
    (tables.SKILLS, Skill),
    (tables.TENANTS, Tenant),
    (tables.ENTITLEMENTS, Entitlement),
    (tables.CLOSURES, Closure),
    (tables.OUTAGES, Outage),
    (tables.POLICIES, BookingPolicy),
    (tables.BOOKING_REQUESTS, BookingRequest),
    (tables.RESERVATIONS, Reservation),
    (tables.RUNS, ScheduleRun),
    (tables.SCHEDULES, Schedule),
    (tables.LEDGER, LedgerEntry),
    (tables.API_KEYS, ApiKey),
    (tables.CALENDAR_FEEDS, CalendarFeed),
    (tables.CHANGES, Change),
    (tables.ANSWERS, Answer),
)

#: Two live reservations on one machine at once.
_OVERLAPS = """
SELECT one.machine_id, one.reservation_id, other.reservation_id FROM reservation_machines AS one
JOIN reservation_machines AS other ON one.machine_id = other.machine_id AND one.reservation_id < other.reservation_id
WHERE one.live AND other.live AND one.start < other."end" AND other.start < one."end"
"""
#: Machines that a reservation names and does not hold, or holds otherwise than it says.
_NOT_HELD = text("""
SELECT r.id, named.value FROM reservations AS r JOIN json_each(r.body, '$.machine_ids') AS named
LEFT JOIN reservation_machines AS held ON held.reservation_id = r.id AND held.machine_id = named.value
WHERE held.live IS NOT (r.status IN :live)
    OR held.start IS NOT r.start OR held."end" IS NOT r."end"
""").bindparams(bindparam("live", expanding=True))
#: Machines that are held for a reservation that does not name them.
_NOT_NAMED = """
SELECT held.reservation_id, held.machine_id FROM reservation_machines AS held
JOIN reservations AS r ON r.id = held.reservation_id
WHERE held.machine_id NOT IN (SELECT value FROM json_each(r.body, '$.machine_ids'))
"""


def check(url: str) -> tuple[str, ...]:
    """Return what is wrong with the database, one line for each; nothing where it is sound.

    StorageError for one that cannot be opened at all, or whose tables are not those of this program.
    """
    file = database_file(url)
    require_head(file)
    engine = reading_engine(file)
    try:
        with engine.connect() as connection:
            of_sqlite = tuple(_of_sqlite(connection))
            # Questions about rows mean little where the pages are damaged.
            return of_sqlite or (*_of_machines(connection), *_of_changes(connection), *_of_bodies(connection))
    finally:
        engine.dispose()


def _of_sqlite(connection: Connection) -> Iterator[str]:
    for line in connection.scalars(text("PRAGMA integrity_check")):
        if line != "ok":
            yield f"the file is damaged: {line}"
    for table, row, parent, _ in connection.execute(text("PRAGMA foreign_key_check")):
        yield f"{table}: row {row} refers to something in {parent} that is not there"


def _of_machines(connection: Connection) -> Iterator[str]:
    for machine, one, other in connection.execute(text(_OVERLAPS)):
        yield f"reservations: {one} and {other} hold machine {machine} at once"
    for reservation, machine in connection.execute(_NOT_HELD, {"live": LIVE}):
        yield f"reservations: {reservation} does not hold machine {machine} as it says"
    for reservation, machine in connection.execute(text(_NOT_NAMED)):
        yield f"reservations: {reservation} holds machine {machine}, which it does not name"


def _of_changes(connection: Connection) -> Iterator[str]:
    """Changes are numbered without gaps: one that was taken away past the triggers leaves its number behind."""
    number = tables.CHANGES.c.number
    count, highest = connection.execute(select(func.count(), func.max(number)).select_from(tables.CHANGES)).one()
    if count != (highest or 0):
        yield f"changes: {(highest or 0) - count} of the numbers 1 to {highest} are missing"


def _of_bodies(connection: Connection) -> Iterator[str]:
    """Read every value, and hold it against the columns beside it: so balances, too, are sums of what the entries say."""
    for table, kind in KINDS:
        codec = codec_for(kind)
        (key,) = table.primary_key.columns
        for row in connection.execute(select(table)).mappings():
            try:
                value = codec.load(row["body"])
            except ValidationError as error:
                yield f"{table.name}: {row[key.name]} cannot be read ({error.error_count()} errors)"
                continue
            # The settings' key is in no field: there is one row of them.
            names = [name for name in row if name != "body" and hasattr(value, name)]
            if wrong := [name for name in names if getattr(value, name) != row[name]]:
                yield f"{table.name}: {row[key.name]} is kept under another {', '.join(wrong)} than its own"
