"""The page of results and its plots: whole in themselves, and nothing is left out in silence."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.__main__ import main
from benchmarks.peers import PEERS
from benchmarks.plots import COLOURS, DASHES, course, plot_svg
from benchmarks.results import write_results
from benchmarks.run import Verdict
from benchmarks.suites import SUITES, suite
from tests.benchmarks.made import made_results, made_run

if TYPE_CHECKING:
    from pathlib import Path

RUNS = (
    made_run(),
    made_run("edf", bound=None, value=60),
    made_run("textbook", verdict=Verdict.CANNOT, reasons=("too many | arcs",), value=None, bound=None),
)


def test_the_report_is_a_page_with_its_plots(tmp_path: Path) -> None:
    """The documentation would have a link to no plot, or a figure without its machine."""
    write_results(replace(made_results(RUNS), skipped={"park-100": "no park instances"}), tmp_path / "peers.json")
    write_results(made_results(suite="latency"), tmp_path / "latency.json")
    files = [str(tmp_path / name) for name in ("peers.json", "latency.json")]
    assert main(["report", *files, "--out", str(tmp_path / "out")]) == 0
    page = (tmp_path / "out" / "results.md").read_text("utf-8")
    for link in re.findall(r"!\[[^]]+\]\(([^)]+)\)", page):
        assert (tmp_path / "out" / link).read_text("utf-8").startswith("<svg")
    assert page.count("![") == 2
    assert "an abacus" in page
    assert "Skipped 1 cases: park-100: no park instances." in page
    assert "cannot: too many / arcs" in page
    assert str(tmp_path) not in page


def test_what_was_not_measured_anew_may_stay(tmp_path: Path) -> None:
    """A suite of an hour would have to be run again for the figures of another."""
    write_results(made_results(RUNS), tmp_path / "peers.json")
    write_results(made_results(suite="latency"), tmp_path / "latency.json")

    def written(*arguments: str) -> list[str]:
        assert main(["report", *arguments, "--out", str(tmp_path / "out")]) == 0
        return [line for line in (tmp_path / "out" / "results.md").read_text("utf-8").splitlines() if line[:3] == "## "]

    both = written(str(tmp_path / "peers.json"), str(tmp_path / "latency.json"))
    assert [head.split()[1] for head in both] == ["peers,", "latency,"]
    page = (tmp_path / "out" / "results.md").read_text("utf-8")
    assert written(str(tmp_path / "peers.json"), "--keep") == both
    assert (tmp_path / "out" / "results.md").read_text("utf-8") == page
    assert written(str(tmp_path / "peers.json")) == both[:1]


def test_two_files_of_one_name_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The plot of one file would stand below the table of the other."""
    for folder in ("before", "after"):
        write_results(made_results(), tmp_path / folder / "peers.json")
    files = [str(tmp_path / folder / "peers.json") for folder in ("before", "after")]
    assert main(["report", *files, "--out", str(tmp_path)]) == 2
    assert "rename one" in capsys.readouterr().err


def test_a_plot_needs_nothing_from_outside() -> None:
    """A page without a network would show no plot, or other letters."""
    svg = plot_svg(made_results(RUNS))
    assert svg is not None
    assert re.findall(r"(?:href|src)=|url\(|@import|<script|<style", svg) == []
    assert set(re.findall(r'font-family="([^"]*)"', svg)) == {"sans-serif"}
    assert all(peer in svg for peer in ("ours", "edf"))


def test_a_plot_shows_everybody_against_the_same_bound() -> None:
    """A peer without a bound would have no line, and one with a bad bound another measure than the rest."""
    results = made_results(RUNS)
    rows = [(row["seconds"], row["gap"]) for row in course(results, RUNS[1])]
    assert rows == [(1.0, 70.0), (5.0, 40.0), (10.0, 40.0)]
    assert list(course(results, RUNS[2])) == []


def test_nothing_to_show_is_no_plot() -> None:
    """A page would have an empty picture."""
    assert plot_svg(made_results([made_run(bound=None)])) is None
    assert plot_svg(made_results([made_run(verdict=Verdict.FAILED)])) is None


def test_peers_can_be_told_apart() -> None:
    """Two peers would have the same line."""
    assert len(COLOURS) == len(DASHES) >= len(PEERS)
    assert len(set(zip(COLOURS, DASHES, strict=True))) == len(COLOURS)


@pytest.mark.parametrize("name", SUITES)
def test_every_suite_has_a_table_of_every_outcome(name: str) -> None:
    """A run without a schedule would end a suite of an hour with a traceback."""
    table = suite(name).table(made_results(RUNS, suite=name)).markdown()
    lines = table.splitlines()
    assert len({line.count("|") for line in lines}) == 1
    assert len(lines) >= 4
    assert "drawn-100x8-s1" in table
