"""The tables. A row has the whole value as JSON in `body`, and beside it, under the name of the value's field, whatever is asked for.

What comes from two places could differ; here it cannot, for `Rows` writes both from one value, and nothing else writes. What guards
machines and ledger stands in the migrations, which make every database; a test holds these tables against them.

Over 150 lines because the tables and what refers to what are read together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    column,
)

from scheduler.storage.sql.columns import UtcDateTime, Words

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)


def _body() -> Column[str]:
    return Column("body", Text, nullable=False)


def _id() -> Column[str]:
    return Column("id", Words, primary_key=True)


def _version() -> Column[int]:
    return Column("version", Integer, nullable=False)


def _moment(name: str) -> Column[object]:
    return Column(name, UtcDateTime, nullable=False)


def _tenant(*, nullable: bool = False) -> Column[str]:
    return Column("tenant_id", ForeignKey("tenants.id"), nullable=nullable)


def _only(rows: ColumnElement[bool]) -> dict[str, Any]:
    """Return the arguments by which an index holds some rows only."""
    return {"sqlite_where": rows, "postgresql_where": rows}


def _forward() -> CheckConstraint:
    return CheckConstraint(column("start") < column("end"), name="forward")


#: One row, whose id is 1.
SETTINGS = Table(
    "settings", METADATA, Column("id", Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True), _body()
)
SHIFT_PATTERNS = Table("shift_patterns", METADATA, Column("name", Words, primary_key=True), _body())
CHANGEOVER_TABLES = Table("changeover_tables", METADATA, Column("name", Words, primary_key=True), _body())
MACHINES = Table("machines", METADATA, _id(), _version(), _body())
SKILLS = Table("skills", METADATA, _id(), _version(), _body())
TENANTS = Table("tenants", METADATA, _id(), _version(), _body())
ENTITLEMENTS = Table("entitlements", METADATA, _id(), _tenant(), _moment("start"), _body())
CLOSURES = Table("closures", METADATA, _id(), _moment("start"), _moment("end"), _body())
OUTAGES = Table(
    "outages",
    METADATA,
    _id(),
    Column("machine_id", ForeignKey("machines.id"), nullable=False),
    _moment("start"),
    _moment("end"),
    _body(),
)
POLICIES = Table("policies", METADATA, Column("version", Integer, primary_key=True, autoincrement=False), _body())

BOOKING_REQUESTS = Table(
    "booking_requests",
    METADATA,
    _id(),
    _version(),
    _tenant(),
    Column("external_reference", Words, nullable=False),
    Column("status", Words, nullable=False),
    _moment("updated_at"),
    _body(),
    Column("series_id", Words),
    Index("ix_booking_requests_reference", "external_reference", "tenant_id"),
    Index("ix_booking_requests_tenant", "tenant_id", "id"),
    Index("ix_booking_requests_tenant_status", "tenant_id", "status", "id"),
    Index("ix_booking_requests_status", "status", "id"),
    Index("ix_booking_requests_tenant_updated", "tenant_id", "updated_at", "id", "status"),
    Index("ix_booking_requests_updated", "updated_at", "id", "status"),
    Index(None, "series_id"),
)
RESERVATIONS = Table(
    "reservations",
    METADATA,
    _id(),
    _version(),
    Column("request_id", ForeignKey("booking_requests.id"), nullable=False),
    _tenant(),
    Column("status", Words, nullable=False),
    _moment("start"),
    _moment("end"),
    Column("schedule_version", Integer, nullable=False),
    _moment("updated_at"),
    _body(),
    _forward(),
    Index(None, "request_id"),
    Index("ix_reservations_tenant", "tenant_id", "start", "id"),
    Index("ix_reservations_tenant_status", "tenant_id", "status", "start", "id"),
    Index("ix_reservations_status", "status", "start", "id"),
    Index(None, "start", "id"),
    Index("ix_reservations_plan", "schedule_version", "start", "id"),
    # With everything that a page of what meets a week is sorted by: rows need not be looked at.
    Index("ix_reservations_tenant_end", "tenant_id", "end", "start", "id", "status"),
    Index("ix_reservations_end", "end", "start", "id", "status"),
    Index("ix_reservations_tenant_updated", "tenant_id", "updated_at", "start", "id", "status"),
    Index("ix_reservations_updated", "updated_at", "start", "id", "status"),
)
#: What each reservation holds; the database keeps two live rows of one machine from overlapping.
RESERVATION_MACHINES = Table(
    "reservation_machines",
    METADATA,
    Column("reservation_id", ForeignKey("reservations.id"), primary_key=True),
    Column("machine_id", ForeignKey("machines.id"), primary_key=True),
    _moment("start"),
    _moment("end"),
    Column("live", Boolean, nullable=False),
    _forward(),
    Index("ix_reservation_machines_held", "machine_id", "start", "end", **_only(column("live"))),
    Index("ix_reservation_machines_machine", "machine_id", "start", "reservation_id"),
)
RUNS = Table(
    "runs",
    METADATA,
    _id(),
    _version(),
    Column("status", Words, nullable=False),
    # Of a run from before there were attempts it is 0, as it is in its body.
    Column("attempt", Integer, nullable=False, server_default="0"),
    # However many workers ask for a night, there is one run of it.
    Column("night", Date),
    _body(),
    Index(None, "status"),
    Index("uq_runs_night", "night", unique=True, **_only(column("night").is_not(None))),
)
SCHEDULES = Table(
    "schedules",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("status", Words, nullable=False),
    _body(),
    Index(None, "status"),
)
#: Triggers refuse to change, delete or replace a row.
LEDGER = Table(
    "ledger",
    METADATA,
    _id(),
    _tenant(),
    Column("kind", Words, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("reservation_id", ForeignKey("reservations.id")),
    _body(),
    Index("ix_ledger_tenant", "tenant_id", "id", "minutes"),
    Index(None, "reservation_id"),
    Index("uq_ledger_charge", "reservation_id", unique=True, **_only(column("kind") == "charge")),
)
#: What the entries of each tenant come to: written with each of them, and made anew from them where it is not whole.
CARRIED = Table("carried", METADATA, Column("tenant_id", ForeignKey("tenants.id"), primary_key=True), _body())
API_KEYS = Table(
    "api_keys", METADATA, _id(), _tenant(nullable=True), Column("digest", Words, nullable=False, unique=True), _body()
)
CALENDAR_FEEDS = Table(
    "calendar_feeds",
    METADATA,
    _id(),
    _tenant(nullable=True),
    Column("digest", Words, nullable=False, unique=True),
    _body(),
    Index(None, "tenant_id"),
)
ACCOUNTS = Table(
    "accounts",
    METADATA,
    _id(),
    _version(),
    _tenant(nullable=True),
    Column("login", Words, nullable=False, unique=True),
    Column("invitation_digest", Words, unique=True),
    Column("issuer", Words),
    Column("subject", Words),
    _body(),
    Index(None, "tenant_id"),
    UniqueConstraint("issuer", "subject", name="uq_accounts_issuer_subject"),
)
SESSIONS = Table(
    "sessions",
    METADATA,
    _id(),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("digest", Words, nullable=False, unique=True),
    Column("revoked_at", UtcDateTime),
    # Of every session; added when there were some.
    Column("expires_at", UtcDateTime),
    _body(),
    Index(None, "account_id"),
    Index(None, "expires_at"),
)
#: Of keys and of sessions; no foreign keys, for they are of two kinds.
LAST_USES = Table("last_uses", METADATA, _id(), _moment("at"), _body())
PENDING_SIGN_INS = Table("pending_sign_ins", METADATA, _id(), _moment("at"), _body(), Index(None, "at"))
WEBHOOKS = Table("webhooks", METADATA, _id(), _version(), _tenant(nullable=True), _body(), Index(None, "tenant_id"))
#: How far a webhook is, under the webhook's id.
WEBHOOK_PROGRESS = Table(
    "webhook_progress",
    METADATA,
    Column("id", ForeignKey("webhooks.id"), primary_key=True),
    Column("due_at", UtcDateTime),
    _body(),
    Index(None, "due_at"),
)
DELIVERIES = Table(
    "deliveries",
    METADATA,
    _id(),
    Column("webhook_id", ForeignKey("webhooks.id"), nullable=False),
    # Of the event; none for a test.
    Column("number", BigInteger().with_variant(Integer, "sqlite")),
    Column("status", Words, nullable=False),
    _moment("created_at"),
    _body(),
    Index(None, "webhook_id", "id"),
    Index(None, "webhook_id", "status"),
    Index(None, "status", "created_at"),
    Index("uq_deliveries_event", "webhook_id", "number", unique=True),
)
#: Triggers refuse to change, delete or replace a row.
CHANGES = Table(
    "changes",
    METADATA,
    # In SQLite only a key of the type INTEGER is the row's own number.
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    _moment("at"),
    Column("type", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("subject_id", Words, nullable=False),
    # No foreign keys: what is written here refers to what was there at that moment.
    Column("tenant_id", Words),
    Column("request_id", Words),
    Column("feed", Words),
    _body(),
    Index(None, "at", "number"),
    Index(None, "kind", "at", "number"),
    Index(None, "tenant_id", "at", "number"),
    Index(None, "tenant_id", "kind", "at", "number"),
    Index(None, "subject_id", "at", "number"),
    Index(None, "request_id", "number"),
    Index(None, "feed", "number"),
    Index(None, "feed", "type", "number"),
    Index(None, "type", "number"),
)
ANSWERS = Table("answers", METADATA, _id(), _moment("at"), _body(), Index(None, "at"))
#: Who is at work, and whose turn an errand is; rewritten every few seconds, and of no use to anybody the day after.
WORKERS = Table("workers", METADATA, _id(), _body())
ERRANDS = Table("errands", METADATA, Column("name", Words, primary_key=True), _body())
