"""The tests run on a real server, or fail."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.scheduler import postgres as servers

if TYPE_CHECKING:
    from pathlib import Path


def test_no_server_is_a_failure_with_its_cure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A suite that is green because it asked nobody would be worse than a red one; and nothing of the attempt may stay."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(servers, "_known_folders", list)
    with pytest.raises(servers.NoServerError, match=r"requirements-dev\.lock.*EQP_TEST_POSTGRES_URL"), servers.server():
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_server_of_the_tests_is_one_of_postgresql(postgres: servers.Postgres) -> None:
    """The tests would otherwise be about something else than what parks are kept in."""
    with postgres.database(empty=True) as url:
        assert str(servers.execute(url, "SELECT version()")[0][0]).startswith("PostgreSQL ")


def test_programs_in_a_folder_that_is_shut_are_copied_out_of_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In a home of root's, where `nobody` may not look, the tests would fail, or have to open it."""
    bin_folder = servers._known_folders()[0]
    package = bin_folder.parents[1]
    shut = tmp_path / "shut"
    for each in package.parent.glob(f"{package.name}*"):
        shutil.copytree(each, shut / each.name, symlinks=True)
    shut.chmod(0o700)
    monkeypatch.setattr(servers, "_known_folders", lambda: [shut / bin_folder.relative_to(package.parent)])
    with servers.server() as ours:
        assert servers.execute(ours.url("postgres").render_as_string(), "SELECT 1") == [(1,)]
    assert shut.stat().st_mode & 0o777 == 0o700
