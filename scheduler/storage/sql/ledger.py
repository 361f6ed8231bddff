"""The table of the ledger, and what its entries come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, literal_column, select

from scheduler.domain.carried import HALF_LIVES, Carried, beginning_with, carry_all
from scheduler.domain.ledger import EntryKind, LedgerEntry
from scheduler.errors import AlreadyExistsError
from scheduler.storage.sql.rows import Rows
from scheduler.storage.sql.tables import CARRIED, LEDGER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection


class SqlLedger:
    """Entries of the ledger; triggers of the database refuse to change, delete or replace one."""

    def __init__(self, connection: Connection) -> None:
        self._rows = Rows(connection, LEDGER, LedgerEntry)
        self._carried = Rows(connection, CARRIED, Carried)

    def list(self, tenant_id: str | None = None) -> tuple[LedgerEntry, ...]:
        """Return those of one tenant or of all, by id."""
        return self._rows.list(*([] if tenant_id is None else [LEDGER.c.tenant_id == tenant_id]))

    def following(self, tenant_id: str | None, after: str | None, limit: int) -> tuple[LedgerEntry, ...]:
        """Return up to `limit` of one tenant or of all, by id, of those whose id is above `after`."""
        own = [] if tenant_id is None else [LEDGER.c.tenant_id == tenant_id]
        return self._rows.list(*own, *([] if after is None else [LEDGER.c.id > after]), limit=limit)

    def total(self, tenant_id: str) -> int:
        """Return the sum of a tenant's minutes."""
        query = select(func.sum(LEDGER.c.minutes)).where(LEDGER.c.tenant_id == tenant_id)
        return self._rows.connection.scalar(query) or 0

    def charge_for(self, reservation_id: str) -> LedgerEntry | None:
        """Return the charge of a reservation, or None."""
        # Written out, not bound: else SQLite could not use the index, which holds charges only.
        return self._rows.first(LEDGER.c.reservation_id == reservation_id, LEDGER.c.kind == literal_column("'charge'"))

    def about(self, reservation_id: str) -> tuple[LedgerEntry, ...]:
        """Return the entries about a reservation, by id."""
        return self._rows.list(LEDGER.c.reservation_id == reservation_id)

    def add(self, entry: LedgerEntry) -> None:
        """Store a new entry; what is taken is looked for first, for the trigger would only say that nothing is replaced."""
        if self._rows.find(entry.id) is not None:
            raise AlreadyExistsError("ledger entry", entry.id)
        about = () if entry.reservation_id is None else self.about(entry.reservation_id)
        charge = next((other for other in about if other.kind is EntryKind.CHARGE), None)
        if entry.kind is EntryKind.CHARGE and charge is not None:
            raise AlreadyExistsError("charge for reservation", str(entry.reservation_id))
        self._rows.insert(entry)
        self._carry(entry, charge)
        if entry.kind is EntryKind.CHARGE:
            # Nothing is given back before it is charged. If it were, it would be older from now on than it was carried as.
            for early in (other for other in about if other.kind is EntryKind.REFUND):
                self._carried.delete(early.tenant_id)

    def carried(self) -> Mapping[str, Carried] | None:
        """Return by tenant what its entries come to, or None while that is not known of all entries."""
        found = self._carried.list()
        entries = self._rows.connection.scalar(select(func.count()).select_from(LEDGER))
        return {each.tenant_id: each for each in found} if sum(each.entries for each in found) == entries else None

    def carry(self) -> None:
        """Read all entries and write down what they come to, where that is not known."""
        known = self.carried()
        if known is not None and all(tuple(s.half_life for s in each.sums) == HALF_LIVES for each in known.values()):
            return
        self._rows.connection.execute(delete(CARRIED))
        for each in carry_all(self.list()).values():
            self._carried.insert(each)

    def _carry(self, entry: LedgerEntry, charge: LedgerEntry | None) -> None:
        """Add an entry to what those before it come to, in the same transaction; `charge`: of its reservation."""
        since = charge.recorded_at if charge is not None and entry.kind is EntryKind.REFUND else entry.recorded_at
        before = self._carried.find(entry.tenant_id)
        self._carried.put(beginning_with(entry, since) if before is None else before.plus(entry, since))
