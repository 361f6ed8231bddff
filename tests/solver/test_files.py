"""Problem and schedule files: what is written is read back, and what cannot be is one clear error.

Over 150 lines because both formats and the disk share their examples.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver import files
from solver.errors import FileError
from solver.fairness import account_results
from solver.result import Policy, Reason, Result, RunInfo, Status, Tier, Unplaced
from tests.builders import (
    make_assignment,
    make_job,
    make_machine,
    make_mode,
    make_pool,
    make_problem,
    make_schedule,
    make_task,
)
from tests.strategies import Witnessed, arbitrary_problems, feasible_problems

if TYPE_CHECKING:
    from pathlib import Path

    from solver.problem import Problem

GOOD = make_problem(
    machines=[make_machine((0, 40))], jobs=[make_job(make_task(make_mode(demands={0: 1})))], pools=[make_pool()]
)
TEXT = files.dump_problem(GOOD)


@given(arbitrary_problems())
def test_a_problem_is_read_back_as_it_was_written(problem: Problem) -> None:
    """A file would lose or bend part of a problem, or the hash would depend on how often it was copied."""
    again = files.parse_problem(files.dump_problem(problem))
    assert again == problem
    assert files.problem_sha256(again) == files.problem_sha256(problem)


@given(feasible_problems(), st.sampled_from(Status), st.floats(0, 1), st.text())
def test_a_result_is_read_back_as_it_was_written(drawn: Witnessed, status: Status, share: float, text: str) -> None:
    """A stored plan would not be the one that was solved."""
    problem = drawn.problem
    result = Result(
        status=status,
        schedule=drawn.witness,
        policy=Policy(name="utilization", epsilon=share, version="3"),
        tiers=(Tier(name="utilization", value=3, bound=5), Tier(name="punctuality", value=3, bound=1, maximised=False)),
        accounts=account_results(problem, drawn.witness),
        unplaced=(Unplaced(job=0, reasons=(Reason(code="outbid", machines=(0,)), Reason(code="late"))),),
        run=RunInfo(
            seconds=share,
            deterministic_time=0.0,
            seed=1,
            workers=2,
            engine="inline",
            versions={"ortools": "9"},
            statistics={"decodes": 3, "rate": share, "start": "greedy"},
        ),
        verified=share > 0.5,
        messages=(text.encode("utf-8", "replace").decode(),),
    )
    stored = files.parse_schedule(files.dump_result(problem, result), problem=problem)
    assert stored.result == result
    assert stored.problem == problem.name
    assert stored.as_written


def test_a_file_is_read_back_from_the_disk(tmp_path: Path) -> None:
    """Names in Chinese would come back as something else, or the file would be one that only this program reads."""
    problem = replace(GOOD, name="齐鲁园区")
    path = tmp_path / "problem.json"
    files.write_problem(problem, path)
    assert files.read_problem(path) == problem
    assert json.loads(path.read_text("utf-8"))["name"] == "齐鲁园区"
    assert [each.name for each in tmp_path.iterdir()] == ["problem.json"]


def test_the_hash_of_a_problem_is_that_of_its_canonical_text() -> None:
    """Nobody else could compute the hash: sorted keys, no white space, UTF-8. The figure is that of `sha256sum`."""
    assert files.problem_sha256(GOOD) == "0c90ea900b8f09500f9da43b40af067dd34ce23e4a98f71e3ce361d5524e4cbc"


def test_the_hash_of_a_schedule_is_that_of_its_placed_parts_alone() -> None:
    """The same plan would have another hash because it took longer, or was listed otherwise. The text is what `sha256sum` is given."""
    parts = make_assignment(0, 8), make_assignment(1, 0)
    told = {files.schedule_sha256(make_schedule(*order)) for order in (parts, parts[::-1])}
    text = (
        '[{"duration":4,"job":0,"mode":0,"part":0,"start":8,"task":0},'
        '{"duration":4,"job":1,"mode":0,"part":0,"start":0,"task":0}]'
    )
    assert told == {hashlib.sha256(text.encode()).hexdigest()}


def test_the_hash_sees_every_change() -> None:
    """Two problems would pass for one."""
    others = [replace(GOOD, tick_minutes=5), replace(GOOD, jobs=()), replace(GOOD, name="other")]
    assert len({files.problem_sha256(each) for each in [GOOD, *others]}) == 4


def test_what_has_a_default_may_be_left_out() -> None:
    """A file would have to be longer than what it says."""
    short = {
        "format": "equishare/problem-1",
        "name": "short",
        "tick_minutes": 15,
        "horizon": 40,
        "machines": [{"name": "machine-0", "windows": [[0, 40]]}],
        "accounts": [{"name": "account-0"}],
        "jobs": [
            {
                "name": "job-0",
                "account": 0,
                "release": 0,
                "deadline": 40,
                "tasks": [{"work": 4, "modes": [{"machines": [0], "duration": 4}]}],
            }
        ],
    }
    assert files.parse_problem(json.dumps(short)) == make_problem(name="short", jobs=[make_job()])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"\xef\xbb\xbf{}", "begins with a byte order mark"),
        ("{}".encode("utf-16"), "begins with a byte order mark"),
        (b'{"name": "\xc6\xeb"}', "is not UTF-8: byte 10 is 0xc6"),
    ],
)
def test_bytes_that_are_no_text(data: bytes, message: str, tmp_path: Path) -> None:
    """A file from another program would end in a traceback, or in an error on line 1 that nobody can see."""
    path = tmp_path / "bad.json"
    path.write_bytes(data)
    for read in (files.read_problem, files.read_schedule):
        with pytest.raises(FileError) as caught:
            read(path)
        assert [fault.message for fault in caught.value.faults] == [message]


def test_files_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    """A missing file would end in a traceback, and a failed write would leave something behind."""
    with pytest.raises(FileError, match=r"^[^#]*: cannot be read"):
        files.read_problem(tmp_path / "none.json")
    with pytest.raises(FileError, match="cannot be read"):
        files.read_problem(tmp_path)
    with pytest.raises(FileError, match="cannot be written"):
        files.write_problem(GOOD, tmp_path / "none" / "problem.json")
    (tmp_path / "taken").mkdir()
    with pytest.raises(FileError, match="cannot be written"):
        files.write_problem(GOOD, tmp_path / "taken")
    assert [each.name for each in tmp_path.iterdir()] == ["taken"]


SCHEDULE = (
    '{"format": "equishare/schedule-1", "assignments": [{"job": 0, "task": 0, "mode": 0, "start": 8, "duration": 4}]}'
)


def test_a_schedule_by_hand_needs_only_its_assignments() -> None:
    """Somebody else's schedule could not be verified without a certificate of ours."""
    stored = files.parse_schedule(SCHEDULE, problem=GOOD)
    assert stored.schedule == make_schedule(make_assignment(0, 8))
    assert stored.result.status is Status.UNKNOWN
    assert stored.is_for(GOOD)
    assert stored.as_written
    assert not stored.result.verified


def test_a_schedule_of_an_older_version_is_still_read() -> None:
    """Yesterday's files, which lack the verdict, the hash of the schedule and the version of the policy, would be refused."""
    old = SCHEDULE.replace('"assignments"', '"policy": {"name": "utilization", "epsilon": 0.02}, "assignments"')
    stored = files.parse_schedule(old, problem=GOOD)
    assert stored.result.policy == Policy(name="utilization", epsilon=0.02)
    assert stored.schedule_sha256 is None


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"start": 8', '"start": 8.0', "/assignments/0/start: is 8.0; use a whole number"),
        ('"start": 8', '"start": true', "/assignments/0/start: is true; use a whole number"),
        ('"start": 8, ', "", "/assignments/0/start: is missing; add it"),
        (
            "schedule-1",
            "problem-1",
            '/format: is "equishare/problem-1"; give a file with "format": "equishare/schedule-1"',
        ),
        ('"assignments"', '"status": "fine", "assignments"', '/status: is "fine"; '),
        ('"assignments"', '"note": "", "assignments"', "/note: is no key of this format; "),
    ],
)
def test_a_schedule_with_a_fault(old: str, new: str, fault: str) -> None:
    """A bent schedule would be verified instead of the one that was sent."""
    with pytest.raises(FileError) as caught:
        files.parse_schedule(SCHEDULE.replace(old, new), "plan.json")
    assert str(caught.value).startswith(f"plan.json#{fault}")
    assert len(caught.value.faults) == 1


def test_a_schedule_for_another_problem() -> None:
    """A schedule would be judged by the rules of a problem it was not made for."""
    text = SCHEDULE.replace('"assignments"', f'"problem_sha256": "{files.problem_sha256(GOOD)}", "assignments"')
    other = replace(GOOD, name="other")
    assert files.parse_schedule(text, problem=GOOD).is_for(GOOD)
    assert not files.parse_schedule(text).is_for(other)
    with pytest.raises(FileError, match="/problem_sha256: is"):
        files.parse_schedule(text, problem=other)


@pytest.mark.parametrize(
    ("schema", "title"), [(files.problem_schema(), "ProblemShape"), (files.schedule_schema(), "ScheduleShape")]
)
def test_schemas_are_strict(schema: dict[str, Any], title: str) -> None:
    """The published schema would let through what the program refuses."""
    objects = [schema, *schema["$defs"].values()]
    assert schema["title"] == title
    assert all(each["additionalProperties"] is False for each in objects if each.get("type") == "object")
    assert all(each["description"] for each in objects)
