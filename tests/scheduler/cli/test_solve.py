"""`solve` and `verify`: the solver alone, by files; most of it as real child processes, as people call it.

Over 150 lines because the two commands are held against the same files.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from solver.files import parse_schedule, read_problem, write_problem
from solver.verify import verify
from tests.builders import make_job, make_machine, make_mode, make_problem, make_task
from tests.scheduler.cli.program import Ended, call, environment, run

if TYPE_CHECKING:
    from pathlib import Path

    from solver.problem import Problem

PROBLEM, SCHEDULE = "problem.json", "schedule.json"
QUICK = ("--engine", "inline", "--workers", "1", "--seconds", "5")


def small() -> Problem:
    """Return a problem of two jobs and room for one: 4 ticks in a window of 6."""
    jobs = [make_job(make_task(make_mode(duration=4), work=work)) for work in (4, 8)]
    return make_problem(machines=[make_machine((0, 6))], jobs=jobs)


def solve(folder: Path, problem: Problem, *more: str) -> Ended:
    """Write a problem and solve it in this process."""
    write_problem(problem, folder / PROBLEM)
    return call("solve", PROBLEM, "-o", SCHEDULE, *QUICK, *more)


def test_a_solved_problem_is_a_schedule_file_that_verifies(folder: Path) -> None:
    """The file would be refused by the program that wrote it."""
    write_problem(small(), folder / PROBLEM)
    ended = run("solve", PROBLEM, "-o", SCHEDULE, *QUICK, folder=folder)
    assert ended.code == 0, ended.err
    problem = read_problem(folder / PROBLEM)
    stored = parse_schedule((folder / SCHEDULE).read_text(), SCHEDULE, problem)
    assert verify(problem, stored.schedule) == ()
    assert [a.job for a in stored.schedule.assignments] == [1]
    assert "Certificate" in ended.out
    judged = run("verify", PROBLEM, SCHEDULE, folder=folder)
    assert (judged.code, "holds: 1 of 2 jobs placed, utilization 8" in judged.out) == (0, True)


def test_json_is_one_object_and_nothing_else(folder: Path) -> None:
    """A script would choke on a table or a progress line."""
    ended = solve(folder, small(), "--json")
    told = json.loads(ended.out)
    assert (ended.code, told["verified"], told["status"], told["output"]) == (0, True, "optimal", SCHEDULE)
    assert told["tiers"][0]["value"] == told["tiers"][0]["bound"] == 8
    assert "Certificate" in ended.err
    judged = call("verify", PROBLEM, SCHEDULE, "--json")
    assert json.loads(judged.out)["schedule_sha256"] == told["schedule_sha256"]


def test_what_cannot_be_honoured_is_exit_1_and_no_file(folder: Path) -> None:
    """A script would take an empty schedule for a plan."""
    jobs = [make_job(mandatory=True), make_job(mandatory=True)]
    ended = solve(folder, make_problem(machines=[make_machine((0, 6))], jobs=jobs), "--json")
    assert (ended.code, json.loads(ended.out)["status"]) == (1, "infeasible")
    assert json.loads(ended.out)["output"] is None
    assert not (folder / SCHEDULE).exists()
    # Its absence breaks every rule that asks for it, which tells nobody anything.
    assert "selection:" not in ended.err


def test_what_found_no_room_is_told_with_its_reason(folder: Path) -> None:
    """Somebody would look for the reason in the schedule file, or not at all."""
    jobs = [make_job(name="fits"), make_job(make_task(make_mode(duration=7)), name="too long")]
    ended = solve(folder, make_problem(machines=[make_machine((0, 6))], jobs=jobs))
    assert ended.code == 0
    assert "not placed: too long: no open window of any machine that could do it is long enough\n" in ended.err


def test_yesterdays_schedule_is_a_start(folder: Path) -> None:
    """Two of 20 that greed, which takes 21 first, does not find would be lost; unknown jobs would crash, or be dropped unsaid."""
    jobs = [make_job(make_task(make_mode(duration=ticks))) for ticks in (21, 20, 21, 20)]
    write_problem(make_problem(jobs=jobs), folder / PROBLEM)
    parts = [(1, 0, 20), (3, 20, 20), (9, 0, 4)]
    yesterday = {
        "format": "equishare/schedule-1",
        "problem": "yesterday",
        "problem_sha256": "0" * 64,
        "assignments": [{"job": j, "task": 0, "mode": 0, "start": at, "duration": ticks} for j, at, ticks in parts],
    }
    (folder / "yesterday.json").write_text(json.dumps(yesterday))
    options = ("--engine", "inline", "--seconds", "0", "--json", "--warm-start", "yesterday.json")
    ended = call("solve", PROBLEM, "-o", SCHEDULE, *options)
    assert (ended.code, json.loads(ended.out)["tiers"][0]["value"]) == (0, 40)
    assert "made for another problem ('yesterday')" in ended.err
    assert "1 of 3 placed parts name a job, task or mode that is not in the problem" in ended.err


def test_the_certificate_is_the_same_in_the_file_and_in_the_answer(folder: Path) -> None:
    """What a script reads would not be what is stored, or would lack what a proof needs."""
    ended = solve(folder, small(), "--json")
    told, stored = json.loads(ended.out), json.loads((folder / SCHEDULE).read_text())
    shared = {"status", "verified", "policy", "tiers", "run", "problem_sha256", "schedule_sha256", "messages"}
    assert {name: told[name] for name in shared} == {name: stored[name] for name in shared}
    assert (stored["verified"], stored["policy"]) == (
        True,
        {"name": "utilization", "version": "1", "epsilon": 0.02, "committed": None, "whole_targets": False},
    )
    for row in ("referee", "policy, price", "utilization 1", "deterministic time", "inline, 1, 0", "ortools"):
        assert row in ended.err
    assert all(f"sha256 {stored[name][:16]}" in ended.err for name in ("problem_sha256", "schedule_sha256"))


def test_a_schedule_that_was_changed_by_hand_is_judged_as_it_is(folder: Path) -> None:
    """Nobody would know that the certificate in the file is about another schedule."""
    assert solve(folder, small()).code == 0
    assert "schedule_sha256" not in call("verify", PROBLEM, SCHEDULE).err
    document = json.loads((folder / SCHEDULE).read_text())
    document["assignments"][0]["start"] += 1
    (folder / SCHEDULE).write_text(json.dumps(document))
    ended = call("verify", PROBLEM, SCHEDULE)
    assert ended.code == 0
    assert f"{SCHEDULE}#/schedule_sha256: the placed parts are not those that it was written with" in ended.err


def test_verify_prints_every_violation(folder: Path) -> None:
    """A schedule that breaks rules would pass."""
    assert solve(folder, small()).code == 0
    document = json.loads((folder / SCHEDULE).read_text())
    document["assignments"] = [
        {"job": job, "task": 0, "part": 0, "mode": 0, "start": 3, "duration": 4} for job in (0, 1)
    ]
    (folder / SCHEDULE).write_text(json.dumps(document))
    ended = call("verify", PROBLEM, SCHEDULE)
    assert ended.code == 1
    assert "capacity: " in ended.out
    assert "availability: " in ended.out
    told = json.loads(call("verify", PROBLEM, SCHEDULE, "--json").out)
    assert (told["verified"], told["utilization"], {v["rule"] for v in told["violations"]}) == (
        False,
        None,
        {"capacity", "availability"},
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("solve", "nowhere.json", "-o", SCHEDULE), "nowhere.json"),
        (("solve", PROBLEM, "-o", "no/such/folder.json", *QUICK), "cannot be written"),
        (("solve", PROBLEM, "-o", SCHEDULE, "--policy", "luck"), "policy is 'luck'"),
        (("solve", PROBLEM, "-o", SCHEDULE, "--engine", "abacus"), "engine is 'abacus'"),
        (("solve", PROBLEM, "-o", SCHEDULE, "--warm-start", "nowhere.json"), "nowhere.json"),
        (("solve", PROBLEM, "-o", SCHEDULE, "--warm-start", PROBLEM), "equishare/schedule-1"),
        (("verify", PROBLEM, "nowhere.json"), "nowhere.json"),
        (("verify", PROBLEM, PROBLEM), "equishare/schedule-1"),
    ],
)
def test_bad_input_is_one_message_and_exit_2(folder: Path, arguments: tuple[str, ...], told: str) -> None:
    """People would get a traceback."""
    write_problem(small(), folder / PROBLEM)
    ended = call(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err
    assert not (folder / SCHEDULE).exists()


def test_a_contradiction_is_told_with_its_pointer(folder: Path) -> None:
    """Nobody would find the line in a file of a thousand jobs."""
    write_problem(small(), folder / PROBLEM)
    text = (folder / PROBLEM).read_text()
    document = json.loads(text)
    document["jobs"][1]["account"] = 9
    (folder / PROBLEM).write_text(json.dumps(document))
    ended = call("solve", PROBLEM, "-o", SCHEDULE)
    assert ended.code == 2
    assert f"{PROBLEM}#/jobs/1/account: is 9" in ended.err


def test_ctrl_c_ends_early_and_keeps_the_best(folder: Path) -> None:
    """Whoever stops a long solve would lose it; the child is asked as a terminal asks, once it tells of a schedule."""
    jobs = [make_job(make_task(make_mode(duration=3 + n % 5), work=3 + n % 7), deadline=400) for n in range(150)]
    write_problem(make_problem(machines=[make_machine((0, 400))], jobs=jobs), folder / PROBLEM)
    command = [sys.executable, "-m", "scheduler.cli", "solve", PROBLEM, "-o", SCHEDULE]
    options = ["--seconds", "100", "--engine", "inline", "--workers", "1"]
    with subprocess.Popen(
        [*command, *options], cwd=folder, env=environment(), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stderr is not None
        while "placed" not in child.stderr.readline():
            assert child.poll() is None
        os.kill(child.pid, signal.SIGINT)
        out, err = child.communicate(timeout=90)
    assert child.returncode == 0, err
    assert "stopping" in err
    assert "feasible" in out or "optimal" in out
    assert (folder / SCHEDULE).exists()
