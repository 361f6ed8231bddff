"""Files that commands write, and dates out of every calendar: told before any work is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scheduler.commands.errors import BadArgumentError
from scheduler.commands.targets import writing
from solver.files import write_problem
from tests.builders import make_problem
from tests.scheduler.cli.program import call

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("nowhere/x", "nowhere/x cannot be written: there is no folder nowhere; make it, or name another"),
        (".", ". is a folder; name a file in it"),
    ],
)
@pytest.mark.parametrize(
    "command", [("solve", "problem.json", "-o"), ("report", "--xlsx"), ("load", "--template")], ids=lambda c: str(c[0])
)
def test_a_target_that_cannot_be_is_told_before_the_work(
    folder: Path, command: tuple[str, ...], target: str, told: str
) -> None:
    """An hour of search would be lost for a folder that is not there, or end in a traceback."""
    write_problem(make_problem(), folder / "problem.json")
    ended = call(*command, target)
    assert (ended.code, ended.out, ended.err) == (2, "", told + "\n")


def test_what_goes_wrong_while_writing_is_one_message(folder: Path) -> None:
    """A full disk would be a traceback."""
    with pytest.raises(BadArgumentError, match=r"x\.xlsx cannot be written: No space left"), writing(folder / "x.xlsx"):
        raise OSError(28, "No space left on device")


def test_the_problem_is_not_overwritten_by_its_schedule(folder: Path) -> None:
    """One slip of the pen would cost the only copy of a problem."""
    write_problem(make_problem(), folder / "problem.json")
    before = (folder / "problem.json").read_bytes()
    ended = call("solve", "problem.json", "-o", "problem.json")
    assert (ended.code, "is the problem file itself" in ended.err) == (2, True)
    assert (folder / "problem.json").read_bytes() == before


def test_a_template_that_was_filled_in_is_not_overwritten(folder: Path) -> None:
    """An afternoon of typing would be gone with one arrow key."""
    assert call("load", "--template", "park.xlsx").code == 0
    (folder / "park.xlsx").write_bytes(b"filled in")
    ended = call("load", "--template", "park.xlsx")
    assert (ended.code, ended.err) == (2, "park.xlsx is there already; name another file, or take that one away\n")
    assert (folder / "park.xlsx").read_bytes() == b"filled in"


@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "--from", "9999-12-31"),
        ("report", "--to", "0001-01-01"),
        ("plan", "--date", "9999-12-31"),
        ("plan", "--from", "0001-01-01", "--to", "9999-12-31"),
        ("load", "park", "--first-day", "9999-12-31"),
    ],
)
def test_a_date_out_of_every_calendar_is_told(arguments: tuple[str, ...]) -> None:
    """A slip in the year would be an overflow and a traceback."""
    ended = call(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert "is out of range; give a year from 2000 to 2199" in ended.err
    assert len(ended.err.splitlines()) == 1


def test_a_plan_of_the_past_is_bad_input() -> None:
    """A slip in the year would be kept in the books as a run that failed."""
    ended = call("plan", "--date", "2020-01-01")
    assert (ended.code, ended.out) == (2, "")
    assert "/day: 2020-01-01 is in the past; give" in ended.err
