"""Whether a database is sound: what it can tell itself, what guards it, and what must hold between the rows; the same on every kind.

Over 150 lines because every table is in one list, beside what is asked of them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from sqlalchemy import exists, func, select, text

from scheduler.domain.account import Account
from scheduler.domain.answer import Answer
from scheduler.domain.api_key import ApiKey
from scheduler.domain.booking import BookingRequest
from scheduler.domain.calendar import ShiftPattern
from scheduler.domain.calendar_feed import CalendarFeed
from scheduler.domain.carried import Carried, carry_all
from scheduler.domain.change import Change
from scheduler.domain.delivery import Delivery, WebhookProgress
from scheduler.domain.entitlement import Entitlement
from scheduler.domain.last_use import LastUse
from scheduler.domain.ledger import LedgerEntry
from scheduler.domain.machine import ChangeoverTable, Machine, Skill
from scheduler.domain.park import ParkSettings
from scheduler.domain.plan import Schedule
from scheduler.domain.policy import BookingPolicy
from scheduler.domain.reservation import Reservation
from scheduler.domain.run import ScheduleRun
from scheduler.domain.session import PendingSignIn, Session
from scheduler.domain.tenant import Tenant
from scheduler.domain.time_off import Closure, Outage
from scheduler.domain.webhook import Webhook
from scheduler.domain.work import ErrandTurn, Heartbeat
from scheduler.storage.sql import tables
from scheduler.storage.sql.codec import codec_for
from scheduler.storage.sql.engine import database_at
from scheduler.storage.sql.ledger import SqlLedger
from scheduler.storage.sql.upgrading import require_head

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

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
    (tables.CARRIED, Carried),
    (tables.API_KEYS, ApiKey),
    (tables.CALENDAR_FEEDS, CalendarFeed),
    (tables.ACCOUNTS, Account),
    (tables.SESSIONS, Session),
    (tables.LAST_USES, LastUse),
    (tables.PENDING_SIGN_INS, PendingSignIn),
    (tables.WEBHOOKS, Webhook),
    (tables.WEBHOOK_PROGRESS, WebhookProgress),
    (tables.DELIVERIES, Delivery),
    (tables.CHANGES, Change),
    (tables.ANSWERS, Answer),
    (tables.WORKERS, Heartbeat),
    (tables.ERRANDS, ErrandTurn),
)

#: Two live reservations on one machine at once.
_OVERLAPS = """
SELECT one.machine_id, one.reservation_id, other.reservation_id FROM reservation_machines AS one
JOIN reservation_machines AS other ON one.machine_id = other.machine_id AND one.reservation_id < other.reservation_id
WHERE one.live AND other.live AND one.start < other."end" AND other.start < one."end"
"""


def check(url: str) -> tuple[str, ...]:
    """Return what is wrong with the database, one line for each; nothing where it is sound.

    StorageError for one that cannot be opened at all, or whose tables are not those of this program.
    """
    database = database_at(url)
    require_head(database)
    engine = database.reading_engine()
    try:
        with engine.connect() as connection:
            damage = database.damage(connection)
            guards = (f"the guard {name} is not there" for name in sorted(database.missing_guards(connection)))
            # Questions about rows mean little where the pages are damaged.
            of_rows = (_of_references, _of_machines, _of_changes, _of_bodies, _of_carried)
            return damage or (*guards, *(line for each in of_rows for line in each(connection)))
    finally:
        engine.dispose()


def _of_references(connection: Connection) -> Iterator[str]:
    for table in tables.METADATA.sorted_tables:
        for column in table.columns:
            for reference in column.foreign_keys:
                # By another name, for a table that refers to itself.
                parent = reference.column.table.alias("parent")
                lost = ~exists().where(parent.c[reference.column.name] == column)
                key = next(iter(table.primary_key))
                for row in connection.scalars(select(key).where(column.is_not(None), lost).order_by(key)):
                    yield f"{table.name}: {row} refers to something in {reference.column.table.name} that is not there"


def _of_machines(connection: Connection) -> Iterator[str]:
    for machine, one, other in connection.execute(text(_OVERLAPS)):
        yield f"reservations: {one} and {other} hold machine {machine} at once"


def _of_changes(connection: Connection) -> Iterator[str]:
    """Changes are numbered without gaps: one that was taken away past the triggers leaves its number behind."""
    number = tables.CHANGES.c.number
    count, highest = connection.execute(select(func.count(), func.max(number)).select_from(tables.CHANGES)).one()
    if count != (highest or 0):
        yield f"changes: {(highest or 0) - count} of the numbers 1 to {highest} are missing"


def _of_bodies(connection: Connection) -> Iterator[str]:
    """Read every value, and hold it against the columns beside it: so balances, too, are sums of what the entries say."""
    held = _held(connection)
    for table, kind in KINDS:
        codec = codec_for(kind)
        (key,) = table.primary_key.columns
        for row in connection.execute(select(table).order_by(key)).mappings():
            try:
                value = codec.load(row["body"])
            except ValidationError as error:
                yield f"{table.name}: {row[key.name]} cannot be read ({error.error_count()} errors)"
                continue
            # The settings' key is in no field: there is one row of them.
            names = [name for name in row if name != "body" and hasattr(value, name)]
            if wrong := [name for name in names if getattr(value, name) != row[name]]:
                yield f"{table.name}: {row[key.name]} is kept under another {', '.join(wrong)} than its own"
            if isinstance(value, Reservation):
                yield from _of_holding(value, held.get(value.id, {}))


def _of_carried(connection: Connection) -> Iterator[str]:
    """What is carried is what the entries come to; where it does not say so of all of them, nobody believes it."""
    ledger = SqlLedger(connection)
    try:
        carried, entries = ledger.carried(), ledger.list()
    except ValidationError:
        # Told of the body that cannot be read.
        return
    if carried is not None:
        whole = carry_all(entries)
        for tenant in sorted({*carried, *whole}):
            if tenant not in carried or tenant not in whole or not carried[tenant].agrees_with(whole[tenant]):
                yield f"carried: what is carried for {tenant} is not what its entries come to"


def _held(connection: Connection) -> dict[str, dict[str, tuple[datetime, datetime, bool]]]:
    """Return by reservation, then machine, what is held: from, to, and whether still."""
    found: dict[str, dict[str, tuple[datetime, datetime, bool]]] = {}
    for row in connection.execute(select(tables.RESERVATION_MACHINES)):
        found.setdefault(row.reservation_id, {})[row.machine_id] = (row.start, row.end, row.live)
    return found


def _of_holding(value: Reservation, held: Mapping[str, tuple[datetime, datetime, bool]]) -> Iterator[str]:
    for machine in value.machine_ids:
        if held.get(machine) != (value.start, value.end, value.is_live):
            yield f"reservations: {value.id} does not hold machine {machine} as it says"
    for machine in sorted(set(held) - set(value.machine_ids)):
        yield f"reservations: {value.id} holds machine {machine}, which it does not name"
