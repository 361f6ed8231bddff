"""The whole way, once: a small week through a real service in a child process, and the referee's verdict on what it published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.__main__ import main
from benchmarks.satnet.referee import judge
from benchmarks.satnet.solution import read_solution
from tests.benchmarks.weeks import raw_maintenance, raw_week, write_week

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("database", [[], ["--database", "memory://"]], ids=["sqlite", "memory"])
def test_a_week_through_the_front_door(tmp_path: Path, capsys: pytest.CaptureFixture[str], database: list[str]) -> None:
    """Every request that can be given is given in full: 2 + 1 + 8 + 2 hours, and nothing breaks a rule of the network."""
    out = tmp_path / "solution.json"
    assert (
        main(["satnet-park", "--data", str(write_week(tmp_path)), "--seconds", "5", "--out", str(out), *database]) == 0
    )
    tracks = read_solution(out)
    assert judge(raw_week(), raw_maintenance(), tracks) == ()
    assert sum(track.off - track.on for track in tracks) == 13 * 3600
    assert "each tenant sees its own" in capsys.readouterr().out


def test_the_solver_alone_gives_the_same_hours(tmp_path: Path) -> None:
    """`satnet` and `satnet-park` are two ways to the same week."""
    out = tmp_path / "solution.json"
    arguments = ["satnet", "--data", str(write_week(tmp_path)), "--seconds", "5", "--out", str(out)]
    assert main([*arguments, "--results", str(tmp_path / "results.json")]) == 0
    assert sum(track.off - track.on for track in read_solution(out)) == 13 * 3600
    assert (tmp_path / "results.json").exists()
