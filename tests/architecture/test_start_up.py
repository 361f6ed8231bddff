"""Start-up counts: what is heavy is loaded by the command that needs it, not by the program's name."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: Libraries that cost a tenth of a second or more each.
HEAVY = ("ortools", "numpy", "fastapi", "sqlalchemy", "openpyxl", "xlsxwriter", "holidays", "uvicorn")


def loaded_by(statement: str) -> set[str]:
    """Return which heavy libraries a statement loads in a fresh interpreter."""
    ask = f"import sys\n{statement}\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "statement",
    [
        "import solver",
        "import solver.problem, solver.verify",
        "from scheduler.cli import build_app; build_app()",
        "import equishare_client",
    ],
)
def test_the_beginning_is_light(statement: str) -> None:
    """`equishare --help` would take seconds."""
    assert loaded_by(statement) == set()


def test_the_first_schedule_waits_for_no_library() -> None:
    """OR-Tools takes half a second to import, twice what a first schedule of a thousand jobs takes."""
    first = "import solver.search.process.child, solver.search.parts.apart, solver.search.context, solver.search.start"
    assert loaded_by(first) == set()


def test_the_check_sees_what_is_heavy() -> None:
    """The check would pass whatever was imported."""
    assert "numpy" in loaded_by("import numpy")
