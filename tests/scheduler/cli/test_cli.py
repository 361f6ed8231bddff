"""The program from outside: help, streams, exit codes, what a start costs."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from scheduler.parkfiles.example import example_park
from tests.scheduler.cli.program import ROOT, call, environment, run

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = ("demo", "load", "plan", "serve", "solve", "verify", "report", "settings", "db", "keys", "accounts")
#: Each takes longer to import than all of the program's help may.
HEAVY = ("ortools", "numpy", "fastapi", "uvicorn", "sqlalchemy", "alembic", "pydantic", "holidays", "openpyxl")


def test_help_names_every_command() -> None:
    """People would not find a command."""
    ended = call("--help")
    assert ended.code == 0
    assert [name for name in COMMANDS if f" {name} " not in ended.out] == []


@pytest.mark.parametrize("command", [*COMMANDS, "db backup", "keys create"])
def test_every_command_explains_itself(command: str) -> None:
    """A command without help, or one that cannot be built, would be found by its first user."""
    ended = call(*command.split(), "--help")
    assert ended.code == 0
    assert "Usage" in ended.out


def test_a_start_imports_nothing_heavy() -> None:
    """`equishare --help` would take seconds; the program asks nothing of a library before a command needs it."""
    told = f"from scheduler.cli import build_app; import sys; build_app(); print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], env=environment(), cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"


def test_the_module_is_the_program(folder: Path) -> None:
    """`python -m scheduler.cli` would do nothing; an unknown command is bad input."""
    assert "Usage" in run("--help", folder=folder).out
    assert run("fly", folder=folder).code == 2


def test_a_template_is_written_and_read(folder: Path) -> None:
    """The workbook people are told to fill in would not be understood; empty, it lacks rows and nothing else."""
    assert call("load", "--template", folder / "park.xlsx").code == 0
    ended = call("load", folder / "park.xlsx")
    assert ended.code == 2
    assert {line.split(": ")[1] for line in ended.err.splitlines()} == {"has no rows; fill in at least one"}


def test_load_tells_what_it_did() -> None:
    """Nobody would know how much was loaded; programs get the same figures."""
    ended = call("load", example_park(), "--json")
    assert ended.code == 0
    assert json.loads(ended.out)["created"]["machines"] == 29
    assert "29 machines" in ended.err
    assert "29 machines" in call("load", example_park()).out


def test_load_without_requests_leaves_them_out() -> None:
    """A park could not be taken over without its old wishes."""
    assert "requests" not in json.loads(call("load", example_park(), "--no-requests", "--json").out)["created"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("load",), "give either PARK to load or --template"),
        (("load", "nowhere"), "nowhere: does not exist"),
        (("plan", "--from", "tomorrow", "--to", "2030-01-01"), "--from: 'tomorrow' is no time"),
        (("plan", "--from", "2030-01-01"), "give start and end together"),
        (("plan", "--policy", "luck"), "luck"),
        (("plan", "--fairness-policy", "99"), "fairness_policy is 99; use 1"),
        (("report", "--from", "2026-02-02", "--to", "2026-02-02"), "is not after"),
        (("keys", "create", "x", "--role", "tenant"), "needs a tenant"),
        (("keys", "revoke", "key_x"), "key_x"),
    ],
)
def test_bad_input_is_one_message_and_exit_code_2(arguments: tuple[str, ...], told: str) -> None:
    """People would get a traceback, and scripts could not tell bad input from a bad plan."""
    ended = call(*arguments)
    assert told in ended.err
    assert (ended.code, ended.out) == (2, "")
    assert "Traceback" not in ended.err


def test_a_bad_row_is_told_with_file_row_and_cure(folder: Path) -> None:
    """Of a park with a machine of an unknown shift, nothing would say where it stands."""
    for source in example_park().glob("*.csv"):
        text = source.read_text("utf-8-sig")
        (folder / source.name).write_text(
            text.replace("24/7", "24-7") if source.name == "machines.csv" else text, "utf-8"
        )
    ended = call("load", folder)
    assert ended.code == 2
    assert "machines.csv, row " in ended.err
    assert "24-7" in ended.err


def test_an_unknown_policy_is_refused_before_anything_is_stored() -> None:
    """A run would be queued, and fail at night."""
    ended = call("plan", "--policy", "luck")
    assert ended.code == 2


def test_keys_are_shown_once_and_listed_without_their_secret() -> None:
    """In memory a key lives as long as the call: its secret is the one thing on standard output."""
    ended = call("keys", "create", "night shift", "--role", "operator")
    assert ended.out.startswith("es_")
    assert json.loads(call("keys", "create", "x", "--role", "auditor", "--json").out)["role"] == "auditor"
    assert json.loads(call("keys", "list", "--json").out) == {"keys": []}


def test_a_report_of_an_empty_park_is_a_report(folder: Path) -> None:
    """The first evening would end in a division by nought."""
    ended = call("report", "--json", "--xlsx", folder / "report.xlsx")
    assert ended.code == 0
    assert json.loads(ended.out)["groups"] == []
    assert [r["tenants"] for r in json.loads(ended.out)["fairness"]["reports"]] == [[], []]
    assert (folder / "report.xlsx").read_bytes().startswith(b"PK")
