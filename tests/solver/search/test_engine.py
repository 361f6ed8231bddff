"""A solve in a child process: what it says arrives, and whatever kills it, a verified schedule is left.

Over 150 lines because every way in which a child may end is a case.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from solver.result import Status
from solver.schedule import Schedule, utilization
from solver.search.observer import Observer, Progress
from solver.search.parameters import SolveParameters
from solver.search.process.engine import solve_in_child
from solver.search.stop import StopSignal
from solver.verify import verify
from tests.builders import (
    make_assignment,
    make_job,
    make_machine,
    make_mode,
    make_pin,
    make_problem,
    make_schedule,
    make_task,
)

if TYPE_CHECKING:
    from solver.problem import Problem

QUICK = SolveParameters(seconds=5.0, workers=1)
LONG = SolveParameters(seconds=300.0, workers=1)
#: A program that behaves like the child up to a point: it says that it is ready and reads what it shall do.
PROLOGUE = """
import os, signal, sys
from solver.search.process.frames import Failed, Found, Ready, Sender, receive
from solver.schedule import Assignment, Schedule
sender = Sender(sys.stdout.buffer)
sender.send(Ready())
request = receive(sys.stdin.buffer)
first = Schedule((Assignment(job=1, task=0, mode=0, start=2, duration=4),))
"""


def child_that(*lines: str) -> list[str]:
    """Return the command of a child that does this after it has read its request."""
    return [sys.executable, "-c", PROLOGUE + "\n".join(lines)]


@pytest.fixture
def problem() -> Problem:
    """Return two jobs of which one machine can do one; the second is worth more."""
    return make_problem(jobs=[make_job(deadline=6), make_job(deadline=6, weight=2)])


def crowded() -> Problem:
    """Return a problem that no search ends with by itself: the bound stays out of reach."""
    tasks = [make_task(*(make_mode(m, duration=3 + (n * m) % 11) for m in range(6)), work=9) for n in range(300)]
    jobs = [make_job(task, release=n % 40, deadline=60 + n % 41, weight=1 + n % 3) for n, task in enumerate(tasks)]
    return make_problem(machines=[make_machine((0, 50), (60, 100)) for _ in range(6)], jobs=jobs)


class Recorder(Observer):
    """Keeps all it is told."""

    def __init__(self) -> None:
        self.progress: list[Progress] = []
        self.incumbents: list[tuple[Schedule, int]] = []

    def on_progress(self, progress: Progress) -> None:
        """Keep it."""
        self.progress.append(progress)

    def on_incumbent(self, schedule: Schedule, value: int) -> None:
        """Keep it."""
        self.incumbents.append((schedule, value))


def children() -> set[int]:
    """Return the processes that this one has started and that run."""
    own = Path("/proc/self/task")
    return {int(pid) for thread in own.iterdir() for pid in (thread / "children").read_text().split()}


def test_answers_as_the_search_itself_does(problem: Problem) -> None:
    """The result that crosses the pipe is the optimum, and the observer on this side is told of it."""
    recorder = Recorder()
    result = solve_in_child(problem, QUICK, observer=recorder)
    assert (result.status, result.messages) == (Status.OPTIMAL, ())
    assert result.tiers[0].value == 8
    assert "child" not in result.run.statistics
    assert recorder.incumbents[-1] == (make_schedule(make_assignment(1)), 8)
    assert recorder.progress
    assert {progress.tier for progress in recorder.progress} >= {"utilization"}


def test_a_killed_child_leaves_its_best_schedule() -> None:
    """A child killed in the middle of its search costs the search: what it had sent comes back, verified, with the cause."""

    class Killer(Recorder):
        def on_incumbent(self, schedule: Schedule, value: int) -> None:
            super().on_incumbent(schedule, value)
            for pid in children() - before:
                os.kill(pid, signal.SIGKILL)

    problem, killer, before = crowded(), Killer(), children()
    result = solve_in_child(problem, LONG, observer=killer)
    assert result.status is Status.FEASIBLE
    assert result.run.statistics["child"] == "was killed by signal 9 (SIGKILL)"
    assert "was killed by signal 9" in result.messages[0]
    assert (result.schedule, result.tiers[0].value) == killer.incumbents[-1]
    assert verify(problem, result.schedule) == ()
    assert result.tiers[0].value < result.tiers[0].bound <= problem.total_work
    assert children() <= before


def test_a_native_crash_leaves_what_was_sent(problem: Problem) -> None:
    """After a segmentation fault the last schedule counts, not a greedy one, and the job left out is explained."""
    crash = child_that("sender.send(Found(first, 8))", "os.kill(os.getpid(), signal.SIGSEGV)")
    result = solve_in_child(problem, QUICK, command=crash)
    assert result.run.statistics["child"] == "was killed by signal 11 (SIGSEGV)"
    assert result.schedule == make_schedule(make_assignment(1, start=2))
    assert [tier.name for tier in result.tiers] == ["utilization", "punctuality"]
    assert [unplaced.job for unplaced in result.unplaced] == [0]
    assert result.accounts[0].granted == 4


def test_what_a_crash_leaves_is_measured_in_promises_too(problem: Problem) -> None:
    """The bound that was told may have been that of plans that break nothing: what is left breaks one, and proves less."""
    promised = replace(
        problem, pins=(make_pin(0, 2, hard=False), make_pin(1, 2, hard=False), make_pin(1, 0, hard=False))
    )
    told = "Told(Progress(seconds=0, budget=1, phase='improve', tier='utilization', value=8, bound=8, placed=1))"
    tell = ("from solver.search.observer import Progress", "from solver.search.process.frames import Told")
    crash = child_that(*tell, f"sender.send({told})", "sender.send(Found(first, 8))", "os.abort()")
    result = solve_in_child(promised, QUICK, command=crash)
    assert result.status is Status.FEASIBLE, result.messages
    assert [(tier.name, tier.value, tier.bound) for tier in result.tiers[:2]] == [
        ("promises", 3, 2),
        ("utilization", 8, 12),
    ]


def test_a_crash_before_the_first_word_leaves_the_greedy_schedule(problem: Problem) -> None:
    """A child that cannot even start gives the greedy schedule made here, and says so."""
    result = solve_in_child(problem, QUICK, command=[sys.executable, "-c", "raise SystemExit(3)"])
    assert result.run.statistics["child"] == "ended with code 3"
    assert "a schedule made without it" in result.messages[0]
    assert utilization(problem, result.schedule) > 0
    assert verify(problem, result.schedule) == ()


def test_a_given_schedule_is_better_than_a_worse_greedy_one() -> None:
    """What the caller had is not lost with the child."""
    problem = crowded()
    given = solve_in_child(problem, SolveParameters(seconds=1.0, workers=1)).schedule
    result = solve_in_child(problem, QUICK, warm_start=given, command=child_that("os.abort()"))
    assert result.run.statistics["child"] == "was killed by signal 6 (SIGABRT)"
    assert utilization(problem, result.schedule) >= utilization(problem, given)


def test_a_broken_schedule_is_not_believed(problem: Problem) -> None:
    """A dying child may send nonsense; the greedy schedule takes its place."""
    wrong = "Schedule((Assignment(job=1, task=0, mode=0, start=5, duration=4),))"
    result = solve_in_child(problem, QUICK, command=child_that(f"sender.send(Found({wrong}, 8))", "os._exit(1)"))
    assert "a schedule made without it" in result.messages[0]
    assert verify(problem, result.schedule) == ()


def test_half_a_message_is_the_end(problem: Problem) -> None:
    """A frame cut off in the middle, as a kill leaves it, is not waited for."""
    half = child_that("sys.stdout.buffer.write(bytes(7) + bytes([99]) + b'half')", "sys.stdout.flush()", "os._exit(7)")
    result = solve_in_child(problem, QUICK, command=half)
    assert result.run.statistics["child"] == "ended with code 7"


def test_a_child_that_hangs_is_killed(problem: Problem) -> None:
    """A child that ignores its budget is ended after the grace, with what it had sent, and none is left behind."""
    before = children()
    hang = child_that("sender.send(Found(first, 8))", "signal.pause()")
    result = solve_in_child(problem, SolveParameters(seconds=1.0, workers=1), command=hang, grace=1.0)
    assert result.run.statistics["child"] == "was killed because it gave no answer within 1 seconds of its time"
    assert result.schedule == make_schedule(make_assignment(1, start=2))
    assert children() <= before


def test_an_exception_in_the_child_is_told(problem: Problem) -> None:
    """A defect in the search costs the search as well, and its traceback is handed on."""
    fail = child_that("sender.send(Failed('KeyError', 'Traceback\\n  line 7'))", "signal.pause()")
    result = solve_in_child(problem, QUICK, command=fail)
    assert result.run.statistics["child"] == "raised KeyError"
    assert result.messages[1:] == ("Traceback", "  line 7")
    assert result.status is Status.FEASIBLE


def test_stopping_early_keeps_the_best() -> None:
    """The stop signal reaches the child, which ends by itself with a certificate long before its budget."""

    class Stopper(Recorder):
        def on_incumbent(self, schedule: Schedule, value: int) -> None:
            super().on_incumbent(schedule, value)
            stop.request()

    problem, stop, stopper = crowded(), StopSignal(), Stopper()
    result = solve_in_child(problem, LONG, observer=stopper, stop=stop)
    assert result.status is Status.FEASIBLE
    assert "child" not in result.run.statistics
    assert result.tiers[0].value >= stopper.incumbents[0][1] > 0
    assert verify(problem, result.schedule) == ()


def test_a_child_that_does_not_stop_is_killed(problem: Problem) -> None:
    """After a stop the child has the grace to answer, not the rest of its budget."""
    stop = StopSignal()
    stop.request()
    result = solve_in_child(problem, LONG, stop=stop, command=child_that("signal.pause()"), grace=0.5)
    assert result.run.statistics["child"] == "was killed because it gave no answer within 0.5 seconds of its time"


def test_nothing_is_left_when_the_observer_fails(problem: Problem) -> None:
    """An exception of the caller's own goes through, and takes the child with it."""

    class Broken(Observer):
        def on_progress(self, progress: Progress) -> None:
            raise LookupError(progress.phase)

    before = children()
    with pytest.raises(LookupError):
        solve_in_child(problem, LONG, observer=Broken())
    assert children() <= before


def test_what_must_be_placed_and_cannot_stays_unknown() -> None:
    """Without a child nothing proves that two mandatory jobs exclude each other: unknown, not infeasible, and no schedule."""
    jobs = [make_job(deadline=6, mandatory=True), make_job(deadline=6, mandatory=True)]
    result = solve_in_child(make_problem(jobs=jobs), QUICK, command=child_that("os.abort()"))
    assert (result.status, result.schedule) == (Status.UNKNOWN, Schedule())
    assert "no schedule was found without it" in result.messages[0]


def test_the_child_dies_with_its_parent() -> None:
    """A parent that is killed leaves no child to eat the machine: the other end of its pipe closes."""
    grandparent = (
        "import subprocess, sys, os, signal\n"
        "from solver.search.process.engine import PROGRAM\n"
        "child = subprocess.Popen([sys.executable, '-c', PROGRAM, ''], stdin=subprocess.PIPE, stdout=int(sys.argv[1]))\n"
        "os.close(int(sys.argv[1]))\n"
        "print('started', flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    reader, writer = os.pipe()
    command = [sys.executable, "-c", grandparent, str(writer)]
    parent = subprocess.Popen(command, pass_fds=[writer], stdout=subprocess.PIPE)
    os.close(writer)
    assert parent.stdout is not None
    with parent.stdout, os.fdopen(reader, "rb") as words:
        assert parent.wait() == -signal.SIGKILL
        # Ends when the last process that could write has died; a child that lives on blocks here for ever.
        words.read()


def test_the_child_gives_way() -> None:
    """A search takes every processor for an hour; who asks the service for a list meanwhile would wait for as long as a search lets him."""
    program = "import os; from solver.search.process.child import give_way; give_way(); print(os.nice(0))"
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert int(told) == min(19, os.nice(0) + 10)
