"""Commands one after the other on a database file, as they are typed.

Over 150 lines because each group of commands is typed here once.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from scheduler.domain.fairness_policy import DEFAULT
from scheduler.parkfiles.example import example_park
from tests.scheduler.cli.program import Ended, call, run

if TYPE_CHECKING:
    from pathlib import Path as Folder

FILE = Path("park.db")


@pytest.fixture(autouse=True)
def on_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the park in a file."""
    monkeypatch.setenv("EQUISHARE_DATABASE_URL", f"sqlite:///{FILE}")
    monkeypatch.setenv("EQUISHARE_ENGINE", "inline")


def told(ended: Ended) -> dict[str, Any]:
    """Return the JSON of a command that went well."""
    assert ended.code == 0, ended.err
    answer: dict[str, Any] = json.loads(ended.out)
    return answer


def test_a_park_is_loaded_planned_and_reported_command_by_command() -> None:
    """What one command stored, the next would not find."""
    assert told(call("load", example_park(), "--json"))["created"]
    again = told(call("load", example_park(), "--json"))
    assert (again["created"], again["updated"]) == ({}, {})
    planned = told(call("plan", "--seconds", "2", "--publish", "--json"))
    assert planned["schedule_status"] == "published"
    report = told(call("report", "--json", "--xlsx", "report.xlsx"))
    assert len(report["statement"]) == planned["slots"]
    fairness = report["fairness"]
    assert isinstance(fairness, dict)
    assert [(r["source"], len(r["tenants"])) for r in fairness["reports"]] == [
        ("plan", 11),
        ("books", 11),
        ("books", 11),
    ]
    assert set(fairness["formulas"]) >= {"target", "service_level", "balance"}
    assert "公平 fairness" in load_workbook("report.xlsx").sheetnames
    shown = call("report", "--from", "2026-01-01", "--to", "2026-01-08").out
    assert (
        f"Fairness of the books, 2026-01-01 00:00 to 2026-01-08 00:00, fairness policy {DEFAULT.version}: nothing was asked for"
        in shown
    )
    assert "of its target" in " ".join(call("report").out.split())


def test_keys_are_listed_and_revoked() -> None:
    """A key that leaked could not be shut out; the list would give keys away."""
    made = told(call("keys", "create", "night shift", "--role", "operator", "--json"))
    listed = call("keys", "list", "--json")
    assert str(made["secret"]) not in listed.out
    assert str(made["id"]) in listed.out
    assert call("keys", "revoke", str(made["id"])).code == 0
    assert "revoked" in call("keys", "list").out


def test_refused_park_files_change_nothing() -> None:
    """Half a park would be in the database after a bad row."""
    call("load", example_park())
    before = FILE.read_bytes()
    folder = Path("bad")
    folder.mkdir()
    for source in example_park().glob("*.csv"):
        (folder / source.name).write_bytes(source.read_bytes())
    with (folder / "requests.csv").open("a", encoding="utf-8") as requests:
        requests.write("X-1,nobody\n")
    ended = call("load", folder)
    assert (ended.code, "requests.csv" in ended.err) == (2, True)
    assert FILE.read_bytes() == before


@pytest.mark.parametrize(
    ("url", "cure"),
    [("sqlite:///no/such/folder/park.db", "make it"), ("oracle://x", "use sqlite:///FILE"), ("sqlite:///text.db", "")],
)
def test_a_database_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch, url: str, cure: str) -> None:
    """People would get a traceback of a library they never heard of."""
    Path("text.db").write_text("this is no database, it is a letter to somebody about a database\n" * 100)
    monkeypatch.setenv("EQUISHARE_DATABASE_URL", url)
    ended = call("report")
    assert (ended.code, ended.out) == (2, "")
    assert cure in ended.err
    assert "Traceback" not in ended.err


def test_the_tables_are_made_by_name(folder: Folder) -> None:
    """`db upgrade` is what a new version asks for."""
    ended = run("db", "upgrade", "--json", folder=folder, EQUISHARE_DATABASE_URL="sqlite:///park.db")
    assert told(ended)["revision"]
    assert (folder / FILE).exists()


def test_a_copy_is_taken_put_back_and_found_sound() -> None:
    """The day it is needed is too late to find out."""
    call("load", example_park())
    assert call("db", "backup", "copy.db").code == 0
    made = told(call("keys", "create", "after the copy", "--role", "operator", "--json"))
    assert call("db", "backup", "copy.db").code == 2
    assert call("db", "backup", "new.db").code == call("db", "backup", "new.db", "--overwrite").code == 0
    restored = told(call("db", "restore", "copy.db", "--json"))
    assert restored["file"] == "copy.db"
    assert Path(str(restored["kept"])).exists()
    assert str(made["id"]) not in call("keys", "list", "--json").out
    assert told(call("db", "check", "--json")) == {"sound": True, "damage": []}
    assert "sound" in call("db", "check").out


def test_a_copy_that_is_none_is_not_put_back() -> None:
    """The database would be replaced by a letter."""
    call("load", example_park())
    before = FILE.read_bytes()
    Path("letter.db").write_text("dear database\n" * 1000)
    ended = call("db", "restore", "letter.db")
    assert (ended.code, ended.out) == (2, "")
    assert FILE.read_bytes() == before
    assert call("db", "restore", "nowhere.db").code == 2


def test_damage_is_found_and_is_exit_1() -> None:
    """A check that calls a damaged database sound is worse than none."""
    call("load", example_park())
    content = bytearray(FILE.read_bytes())
    content[8192:40960] = bytes(32768)
    FILE.write_bytes(content)
    ended = call("db", "check")
    assert ended.code in (1, 2)
    assert "Traceback" not in ended.err


def test_keys_are_narrowed_and_rotated() -> None:
    """Whoever has only the machine of the service could otherwise make nothing but keys with all rights, for ever."""
    made = told(
        call(
            "keys",
            "create",
            "wall",
            "--role",
            "auditor",
            "--scope",
            "park:read",
            "--scope",
            "plans:read",
            "--days",
            "9",
            "--json",
        )
    )
    assert made["scopes"] == ["park:read", "plans:read"]
    assert made["expires_at"] is not None
    new = told(call("keys", "rotate", str(made["id"]), "--overlap", "0", "--json"))
    assert (new["scopes"], new["name"]) == (made["scopes"], "wall")
    assert new["secret"] != made["secret"]
    states = {each["id"]: each["state"] for each in told(call("keys", "list", "--json"))["keys"]}
    assert states == {made["id"]: "expired", new["id"]: ""}
    assert call("keys", "create", "x", "--role", "auditor", "--scope", "bookings:write").code == 2


def test_accounts_are_made_listed_and_invited() -> None:
    """The first operator could not come in; whoever lost the password could not come in again."""
    made = told(call("accounts", "create", "Boss@park", "--role", "operator", "--name", "李伟", "--json"))
    assert (made["login"], made["invitation"][:4]) == ("boss@park", "esi_")
    again = told(call("accounts", "invite", str(made["id"]), "--json"))
    assert again["invitation"] != made["invitation"]
    listed = call("accounts", "list", "--json")
    assert [each["name"] for each in told(listed)["accounts"]] == ["李伟"]
    for invited in (made, again):
        assert invited["invitation"] not in listed.out
    assert call("accounts", "create", "boss@PARK", "--role", "operator").code == 2
    assert call("accounts", "create", "clerk@ada", "--role", "tenant").code == 2
    assert "esi_" in call("accounts", "create", "audit@park", "--role", "auditor").out
    assert "李伟" in call("accounts", "list").out
