"""The rows of one table under one transaction, spoken to in domain values."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import bindparam, delete, select, update

from scheduler.storage.sql.codec import codec_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, Insert, Select, Table, Update

V = TypeVar("V")


class TakenError(Exception):
    """The key, or something else that must be unique, is in use; the repository says what that means."""


class Rows(Generic[V]):
    """A table whose columns are fields of the values of one class, with the whole value in `body`."""

    def __init__(self, connection: Connection, table: Table, kind: type[V]) -> None:
        self.connection = connection
        self.table = table
        (self.key,) = table.primary_key.columns
        self._codec = codec_for(kind)

    def find(self, key: str | int) -> V | None:
        """Return a value by key, or None."""
        body = self.connection.scalar(_by_key(self.table), {"wanted": key})
        return None if body is None else self._codec.load(body)

    def find_by(self, column: str, wanted: str) -> V | None:
        """Return the value with something in a column that no two share, or None."""
        body = self.connection.scalar(_by_column(self.table, column), {"wanted": wanted})
        return None if body is None else self._codec.load(body)

    def first(self, *where: ColumnElement[bool], order: tuple[ColumnElement[Any], ...] = ()) -> V | None:
        """Return the first value that fits, or None."""
        found = self.list(*where, order=order, limit=1)
        return found[0] if found else None

    def list(
        self, *where: ColumnElement[bool], order: tuple[ColumnElement[Any], ...] | None = None, limit: int | None = None
    ) -> tuple[V, ...]:
        """Return the values that fit, by key unless said otherwise."""
        query = (
            select(self.table.c.body).where(*where).order_by(*((self.key,) if order is None else order)).limit(limit)
        )
        # All at once: asked for one after the other, a row takes as long as it takes to be read.
        return tuple(map(self._codec.load, self.connection.scalars(query).all()))

    def insert(self, value: V) -> None:
        """Write a new row; TakenError leaves everything as it was."""
        # Not by an error of the database: after one, PostgreSQL does nothing more in the transaction.
        statement = _insert(self.table, self.connection.dialect.name)
        if self.connection.execute(statement, self._values(value)).rowcount == 0:
            raise TakenError

    def insert_all(self, values: Sequence[V]) -> None:
        """Write several new rows in one go; TakenError where one of them could not be, and the transaction is to be undone."""
        statement = _insert(self.table, self.connection.dialect.name)
        rows = [self._values(value) for value in values]
        if self.connection.execute(statement, rows).rowcount != len(rows):
            raise TakenError

    def update(self, value: V, *, over: int | None = None) -> bool:
        """Write the row of that key anew, if it is there and, where given, at version `over`; return whether it was."""
        values = self._values(value)
        values |= {"wanted": values.pop(self.key.name)} | ({} if over is None else {"over": over})
        return self.connection.execute(_change(self.table, versioned=over is not None), values).rowcount == 1

    def put(self, value: V) -> None:
        """Write a row, new or not."""
        if not self.update(value):
            self.insert(value)

    def delete(self, key: str | int) -> bool:
        """Take a row away and return whether there was one."""
        return self.connection.execute(delete(self.table).where(self.key == key)).rowcount == 1

    def forget(self, *where: ColumnElement[bool], order: ColumnElement[Any], limit: int) -> tuple[str, ...]:
        """Take up to `limit` rows that fit away, the first of them by `order`, and return their keys."""
        keys = tuple(self.connection.scalars(select(self.key).where(*where).order_by(order).limit(limit)))
        if keys:
            self.connection.execute(delete(self.table).where(self.key.in_(keys)))
        return keys

    def _values(self, value: V) -> dict[str, Any]:
        values = {column.name: getattr(value, column.name) for column in self.table.c if column.name != "body"}
        values["body"] = self._codec.dump(value)
        return values


# Statements that are asked for again and again are put together once for each table.


@cache
def _by_key(table: Table) -> Select[str]:
    (key,) = table.primary_key.columns
    return select(table.c.body).where(key == bindparam("wanted"))


@cache
def _by_column(table: Table, column: str) -> Select[str]:
    return select(table.c.body).where(table.c[column] == bindparam("wanted"))


@cache
def _insert(table: Table, dialect: str) -> Insert:
    """Return the statement that writes a row unless something that must be unique is in use."""
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        statement: Insert = postgresql.insert(table).on_conflict_do_nothing()
    else:
        from sqlalchemy.dialects import sqlite

        statement = sqlite.insert(table).on_conflict_do_nothing()
    return statement.execution_options(preserve_rowcount=True)


@cache
def _change(table: Table, *, versioned: bool) -> Update:
    (key,) = table.primary_key.columns
    here = [key == bindparam("wanted"), *([table.c.version == bindparam("over")] if versioned else [])]
    columns: dict[str, Any] = {column.name: bindparam(column.name) for column in table.c if column is not key}
    return update(table).where(*here).values(columns)
