"""Rows of figures, and the table that is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.__main__ import main
from benchmarks.errors import BenchmarkError
from benchmarks.soak.command import BEGIN, END, put, table_of
from benchmarks.soak.rows import MODE, VARIABLE, read, tell
from benchmarks.soak.trials import TRIALS

if TYPE_CHECKING:
    from pathlib import Path

_FIGURES = {"times": 3, "away_seconds": 20.0, "refused": 9, "acknowledged": 31, "wrong": 0}


def test_rows_are_added_and_the_last_of_each_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several programs leave their figures in one file; a trial that was repeated is told as it was the last time."""
    file = tmp_path / "rows" / "soak.jsonl"
    monkeypatch.delenv(MODE, raising=False)
    monkeypatch.setenv(VARIABLE, str(file))
    tell("database away", **_FIGURES | {"wrong": 7})
    tell("database away", **_FIGURES)
    monkeypatch.setenv(MODE, "long")
    tell("database away", **_FIGURES | {"times": 4})
    assert [(row.mode, row.figures["times"], row.figures["wrong"]) for row in read(file)] == [
        ("short", 3, 0),
        ("long", 4, 0),
    ]


def test_the_table_has_every_trial_and_says_what_was_not_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A trial that nobody ran would otherwise look like one that was passed."""
    for name in (VARIABLE, MODE):
        monkeypatch.delenv(name, raising=False)
    lines = table_of([tell("database away", **_FIGURES)]).splitlines()
    assert len(lines) == 2 + len(TRIALS)
    (told,) = (line for line in lines if "database gone" in line)
    assert "3 times 20 s; 9 calls told to come again, 31 acknowledged, 0 wrong (short mode)" in told
    assert sum("not measured" in line for line in lines) == len(TRIALS) - 1
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    put("| new |", page)
    assert page.read_text(encoding="utf-8") == f"before\n{BEGIN}\n\n| new |\n\n{END}\nafter\n"


def test_a_page_without_a_place_and_a_file_that_is_no_rows_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Figures would be lost in silence, or a page be written over."""
    page = tmp_path / "page.md"
    page.write_text("nothing", encoding="utf-8")
    with pytest.raises(BenchmarkError, match="no place for the table"):
        put("", page)
    assert main(["soak", str(page)]) == 2
    assert "line 1 is no row of figures" in capsys.readouterr().err
    assert main(["soak", str(tmp_path / "missing")]) == 2
    assert "run make soak first" in capsys.readouterr().err
