"""What is told of a database that cannot be used."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from scheduler.errors import StorageError
from scheduler.storage.sql import SqlStorage, upgrade
from scheduler.storage.sql.sqlite.errors import is_busy, storage_error
from scheduler.storage.sql.sqlite.files import open_file
from tests.scheduler.storage.sql.parks import make_park_in, url_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "oracle://ada:geheim@db/park", "park.db", "memory://", ""]
)
def test_a_database_of_another_kind_is_refused(url: str) -> None:
    """A park would otherwise be kept in memory by a slip, and be gone in the morning; nor may the message tell a password."""
    with pytest.raises(StorageError, match="sqlite:///FILE") as refused:
        SqlStorage(url)
    assert "geheim" not in str(refused.value)


def test_a_file_that_cannot_be_a_park_is_told_in_one_line(tmp_path: Path) -> None:
    """The operator would otherwise get a traceback of a library."""
    (tmp_path / "letter.db").write_text("dear sirs, " * 1000)
    for file, told in {
        tmp_path / "missing" / "park.db": "no folder",
        tmp_path / "letter.db": "no SQLite database",
        tmp_path: "cannot be opened",
    }.items():
        for deed in (SqlStorage, upgrade):
            with pytest.raises(StorageError, match=told) as refused:
                deed(url_of(file))
            assert "\n" not in str(refused.value)
            assert str(file) in str(refused.value)
    assert not (tmp_path / "missing").exists()


def test_a_damaged_file_is_told_as_such(tmp_path: Path) -> None:
    """The service would otherwise fail with an error that names neither the file nor the way out."""
    file = make_park_in(tmp_path / "park.db")
    pages = bytearray(file.read_bytes())
    pages[100:] = b"\xff" * (len(pages) - 100)
    file.write_bytes(pages)
    with pytest.raises(StorageError, match=r"damaged.*equishare db restore"):
        SqlStorage(url_of(file))


@pytest.mark.parametrize(
    ("mode", "statements", "told"),
    [
        ("ro", ["CREATE TABLE t (x)"], "read-only"),
        ("rw", ["PRAGMA max_page_count = 1", "CREATE TABLE t AS SELECT zeroblob(1000000)"], "full"),
        ("rw", ["PRAGMA busy_timeout = 0", "BEGIN IMMEDIATE"], "locked"),
    ],
)
def test_errors_of_the_disk_have_a_meaning(tmp_path: Path, mode: str, statements: list[str], told: str) -> None:
    """Whoever runs the park would otherwise not know what to do."""
    file = make_park_in(tmp_path / "park.db")
    with closing(open_file(file)) as other, closing(open_file(file, mode)) as connection:
        if told == "locked":
            other.execute("BEGIN IMMEDIATE")
        for statement in statements[:-1]:
            connection.execute(statement)
        with pytest.raises(sqlite3.Error) as failed:
            connection.execute(statements[-1])
    meaning = storage_error(failed.value, "park.db")
    assert meaning is not None
    assert told in str(meaning)
    assert meaning.cure


def test_a_defect_of_the_program_has_none(tmp_path: Path) -> None:
    """A wrong query would otherwise be blamed on the disk."""
    with closing(sqlite3.connect(tmp_path / "park.db")) as connection, pytest.raises(sqlite3.Error) as failed:
        connection.execute("SELECT nothing FROM nowhere")
    assert storage_error(failed.value, "park.db") is None


def test_a_log_that_another_process_keeps_is_no_defect_of_ours() -> None:
    """SQLite gives up after ten seconds by an error of its own, which was answered as a defect of the service."""
    error = sqlite3.OperationalError("locking protocol")
    error.sqlite_errorcode = sqlite3.SQLITE_PROTOCOL
    told = storage_error(error, "park.db")
    assert told is not None
    assert "park.db: another process has kept it locked" in str(told)
    assert is_busy(error)
