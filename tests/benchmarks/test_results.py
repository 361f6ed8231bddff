"""Files of results: what is written is read again, and what is none is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from benchmarks.environment import describe
from benchmarks.errors import BenchmarkError
from benchmarks.results import FORMAT, read_results, write_results
from benchmarks.run import Verdict
from tests.benchmarks.made import CASE, made_results, made_run

if TYPE_CHECKING:
    from pathlib import Path


def test_results_come_back_as_they_were(tmp_path: Path) -> None:
    """A comparison would be of something else than what was measured."""
    results = made_results(
        [made_run(), made_run("edf", bound=None), made_run("textbook", verdict=Verdict.NOTHING, value=None)]
    )
    write_results(results, tmp_path / "results.json")
    assert read_results(tmp_path / "results.json") == results
    assert json.loads((tmp_path / "results.json").read_text("utf-8"))["format"] == FORMAT


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nonsense", "no file of results"),
        ("[]", "its format is 'list'"),
        ('{"format": "equishare/problem-1"}', "its format is 'equishare/problem-1'"),
        (f'{{"format": "{FORMAT}", "suite": "peers"}}', "not a whole file of results"),
    ],
)
def test_what_is_no_file_of_results_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """A traceback would be the answer to a wrong file name."""
    path = tmp_path / "results.json"
    with pytest.raises(BenchmarkError, match="no file of results"):
        read_results(path)
    path.write_text(text, "utf-8")
    with pytest.raises(BenchmarkError, match=message):
        read_results(path)


def test_a_run_of_another_version_is_refused(tmp_path: Path) -> None:
    """A file with a field that we do not know would be read half."""
    entry = made_results().as_json()
    entry["runs"][0]["colour"] = "red"
    path = tmp_path / "results.json"
    path.write_text(json.dumps(entry), "utf-8")
    with pytest.raises(BenchmarkError, match="colour"):
        read_results(path)


def test_best_value_and_least_bound_are_those_of_sound_runs() -> None:
    """A bound that is refuted, or a schedule that breaks a rule, would be what everybody is held against."""
    wrong = made_run("edf", verdict=Verdict.INVALID, value=99, bound=10)
    results = made_results([made_run(), made_run("window", value=80, bound=95), wrong])
    assert results.best_value(CASE) == 90
    assert results.least_bound(CASE) == 95


def test_the_environment_says_what_decides_a_figure() -> None:
    """Two files could not be told to be of different machines."""
    found = describe()
    assert {"date", "processor", "cores", "load", "system", "commit", "versions"} == found.keys()
    versions = found["versions"]
    assert isinstance(versions, dict)
    assert {"python", "equishare", "ortools", "numba"} <= versions.keys()
