"""The port of parallel work: whoever fulfils it, the same holds. Ray is a real one, of two nodes."""

from __future__ import annotations

import importlib.util
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from solver.errors import ParameterError
from solver.search.parts.executors import open_executor, require_engine
from tests.solver.search.parts.tasks import die, double, hang, process_id, refuse, run_out_of_memory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from solver.search.parts.executors import TaskExecutor

#: Engines whose tasks may kill the process they are in.
APART = ("processes", "ray")
ELSEWHERE = pytest.mark.parametrize("executor", APART, indirect=True, scope="module")


@contextmanager
def opened(engine: str, request: pytest.FixtureRequest) -> Iterator[TaskExecutor]:
    """Open an executor of an engine for two workers."""
    if engine == "ray":
        request.getfixturevalue("cluster")
    with open_executor(engine, workers=2) as executor:
        yield executor


@pytest.fixture(scope="module", params=["inline", *APART])
def executor(request: pytest.FixtureRequest) -> Iterator[TaskExecutor]:
    """Return an open executor, the same for all tests: none may leave it unfit for the next."""
    with opened(request.param, request) as executor:
        yield executor


def test_results_come_back(executor: TaskExecutor) -> None:
    """A result would be lost, or be that of another task, when more tasks wait than run."""
    futures = [executor.submit(double, number) for number in range(8)]
    assert [future.result() for future in futures] == [2 * number for number in range(8)]


def test_it_says_how_much_it_can_do(executor: TaskExecutor) -> None:
    """The coordinator would hand out more tasks than run, and the time of those that wait would go by."""
    assert executor.at_once * executor.threads >= 2
    assert executor.at_once == (1 if executor.in_this_process else 2)


def test_an_exception_comes_back_as_itself(executor: TaskExecutor) -> None:
    """A defect in a task would be told as something else, or take the executor with it."""
    with pytest.raises(LookupError, match="no 7"):
        executor.submit(refuse, 7).result()
    assert executor.submit(double, 7).result() == 14


def test_memory_that_is_refused_is_an_exception(executor: TaskExecutor) -> None:
    """A task that asks for too much would bring down more than itself."""
    with pytest.raises(MemoryError):
        executor.submit(run_out_of_memory, 2**36).result()
    assert executor.submit(double, 7).result() == 14


@ELSEWHERE
def test_other_processes_do_the_work(executor: TaskExecutor) -> None:
    """A crash of native code would be the crash of the caller."""
    assert executor.submit(process_id).result() != os.getpid()


@ELSEWHERE
def test_a_killed_worker_costs_its_own_task(executor: TaskExecutor) -> None:
    """One that dies, as by the system when memory runs out, would take the tasks of its neighbours along, or end them all."""
    futures = [executor.submit(double, 1), executor.submit(die, 0)]
    assert futures[0].result() == 2
    assert futures[1].exception() is not None
    assert [executor.submit(double, number).result() for number in range(4)] == [0, 2, 4, 6]


@pytest.mark.parametrize("engine", APART)
def test_a_task_that_hangs_is_ended(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """A process in the middle of a task would outlive the solve."""
    line = tmp_path / "line"
    os.mkfifo(line)
    with opened(engine, request) as executor:
        executor.submit(hang, line)
        words = line.open()
        assert words.read(4) == "here"
    with words:
        # Ends when the last process that could write has died; a task that lives on blocks here for ever.
        assert words.read() == ""


def test_without_ray_the_cure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for a cluster would get a traceback, and not what to install."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ParameterError, match=r"pip install equishare\[ray\]"):
        require_engine("ray")
    require_engine("processes")
