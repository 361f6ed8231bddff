"""Where the time of a solve goes: what counts as glue, and that the command says so."""

from __future__ import annotations

import inspect
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import solver
from benchmarks.__main__ import main
from benchmarks.commands.profile import AT_WORK, Looks, Where, table, where_of

if TYPE_CHECKING:
    import pytest

CLIMBING = Where("climb.py", "_rounds", ("solver", "climb.py"))
SOLVING = Where("mathopt.py", "solve", ("ortools", "math_opt", "mathopt.py"))
BUILDING = Where("build.py", "add_all", ("solver", "model", "build.py"))
WAITING = Where("threading.py", "wait", ("threading.py",))


def test_waiting_counts_for_nothing_and_the_rest_adds_up() -> None:
    """5 looks at compiled code, 3 at a solver, 2 at our own: a fifth is glue, however long others waited."""
    found = table(Counter({CLIMBING: 5, SOLVING: 3, BUILDING: 2, WAITING: 90})).rows
    assert found[:2] == (("**at work**", "", "80.00 %"), ("**glue**", "", "20.00 %"))
    assert found[2:] == (
        ("at work", "climb.py: _rounds", "50.00 %"),
        ("at work", "mathopt.py: solve", "30.00 %"),
        ("glue", "build.py: add_all", "20.00 %"),
    )


def test_nothing_seen_is_no_error() -> None:
    """A solve may be over before the first look."""
    assert [row[-1] for row in table(Counter()).rows] == ["0 %", "0 %"]


def test_the_functions_at_work_are_there() -> None:
    """One that was renamed would count as glue from then on."""
    files = {path.name: path for path in Path(solver.__file__).parent.rglob("*.py")}
    for file, function in AT_WORK:
        assert f"def {function}(" in files[file].read_text()


def test_other_threads_are_seen_where_they_are() -> None:
    """A thread that waits here is found in `threading`, where it waits, and this one where it stands."""
    over = threading.Event()
    waiting = threading.Thread(target=over.wait)
    waiting.start()
    with Looks() as looks:
        while not looks.found:
            pass
    over.set()
    waiting.join()
    here = inspect.currentframe()
    assert here is not None
    assert any(where.waits for where in looks.found)
    assert where_of(here)[:2] in {where[:2] for where in looks.found}


def test_the_command_says_what_is_glue(capsys: pytest.CaptureFixture[str]) -> None:
    """On a drawn park of ten jobs."""
    assert main(["profile", "drawn-10x4-s1", "--seconds", "1"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("drawn-10x4-s1, policy utilization: utilization ")
    assert "**glue**" in told
