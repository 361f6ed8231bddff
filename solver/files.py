"""Problem and schedule files: the one door between `solver` and the disk.

A bad file is one `FileError` that names every place, its value and the cure. A written file appears whole or not at all.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from solver.errors import Fault, FileError, ProblemError
from solver.formats.json_text import decode, render
from solver.formats.problem_writer import PROBLEM_FORMAT, document_of, problem_sha256
from solver.formats.schedule_writer import SCHEDULE_FORMAT, document_of_result, schedule_sha256

if TYPE_CHECKING:
    from solver.formats.schedule_reader import StoredSchedule
    from solver.problem import Problem
    from solver.result import Result

__all__ = [
    "dump_problem",
    "dump_result",
    "parse_problem",
    "parse_schedule",
    "problem_schema",
    "problem_sha256",
    "read_problem",
    "read_schedule",
    "schedule_schema",
    "schedule_sha256",
    "write_problem",
    "write_result",
]


def read_problem(path: Path | str) -> Problem:
    """Return the problem in a file of `equishare/problem-1`.

    Raises
    ------
    FileError
        if the file cannot be read, is not of the format, or contradicts itself.
    """
    return parse_problem(_read(path), str(path))


def parse_problem(text: str, source: str = "problem") -> Problem:
    """Return the problem in a text of `equishare/problem-1`; `source` names it in errors.

    Raises
    ------
    FileError
        if the text is not of the format, or contradicts itself.
    """
    from solver.formats.problem_reader import problem_from
    from solver.formats.problem_shape import ProblemShape
    from solver.formats.shape import parse_shape

    document = parse_shape(ProblemShape, text, source, PROBLEM_FORMAT)
    try:
        return problem_from(document)
    except ProblemError as error:
        raise FileError(source, error.faults) from None


def dump_problem(problem: Problem) -> str:
    """Return a problem as a text of `equishare/problem-1`; `parse_problem` gives back an equal one."""
    return render(document_of(problem))


def write_problem(problem: Problem, path: Path | str) -> None:
    """Write a problem to a file, whole or not at all; raises `FileError` if it cannot be written."""
    _write(path, dump_problem(problem))


def read_schedule(path: Path | str, problem: Problem | None = None) -> StoredSchedule:
    """Return what a file of `equishare/schedule-1` says, unverified; see `parse_schedule`."""
    return parse_schedule(_read(path), str(path), problem)


def parse_schedule(text: str, source: str = "schedule", problem: Problem | None = None) -> StoredSchedule:
    """Return what a text of `equishare/schedule-1` says, unverified.

    With a `problem`, a schedule that says it was made for another one is refused; without, ask `StoredSchedule.is_for`.

    Raises
    ------
    FileError
        if the text is not of the format, or for another problem.
    """
    from solver.formats.schedule_reader import stored_schedule_from
    from solver.formats.schedule_shape import ScheduleShape
    from solver.formats.shape import parse_shape

    stored = stored_schedule_from(parse_shape(ScheduleShape, text, source, SCHEDULE_FORMAT))
    if problem is not None and not stored.is_for(problem):
        told = f"is {stored.problem_sha256}, but problem {problem.name!r} has {problem_sha256(problem)}"
        raise FileError(source, (Fault("/problem_sha256", told, "give the problem that it was made for"),))
    return stored


def dump_result(problem: Problem, result: Result) -> str:
    """Return a result as a text of `equishare/schedule-1`; `parse_schedule` gives back an equal one."""
    return render(document_of_result(problem, result))


def write_result(problem: Problem, result: Result, path: Path | str) -> None:
    """Write a result to a file, whole or not at all; raises `FileError` if it cannot be written."""
    _write(path, dump_result(problem, result))


def problem_schema() -> dict[str, Any]:
    """Return the JSON Schema of `equishare/problem-1`."""
    from solver.formats.problem_shape import ProblemShape

    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **ProblemShape.model_json_schema()}


def schedule_schema() -> dict[str, Any]:
    """Return the JSON Schema of `equishare/schedule-1`."""
    from solver.formats.schedule_shape import ScheduleShape

    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **ScheduleShape.model_json_schema()}


def _read(path: Path | str) -> str:
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        told = f"cannot be read: {error.strerror or error}"
        raise FileError(str(path), (Fault("", told, "give a file that exists and may be read"),)) from error
    return decode(data, str(path))


def _write(path: Path | str, text: str) -> None:
    """Write beside the target and rename, so that nobody ever sees half a file."""
    target = Path(path)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
            whole = Path(folder, target.name)
            whole.write_bytes(text.encode())
            whole.replace(target)
    except OSError as error:
        told = f"cannot be written: {error.strerror or error}"
        raise FileError(str(path), (Fault("", told, "give a path in a folder that may be written"),)) from error
