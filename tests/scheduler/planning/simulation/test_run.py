"""A simulation is the same each time, goes on where it was, and can be killed at any moment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from scheduler.planning.simulation.demand.example import ExampleDemand
from scheduler.planning.simulation.files import SimulationFileError, to_json
from scheduler.planning.simulation.journal import AnotherSimulationError
from scheduler.planning.simulation.nights import NightFailedError
from scheduler.planning.simulation.report import write_report
from scheduler.planning.simulation.run import Settings, Simulated, results, simulate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SETTINGS = Settings(nights=4, policies=("ours", "karma"), seconds=0.1, seed=5)
DEMAND = ExampleDemand(load=0.5, seed=5)


def told(simulated: tuple[Simulated, ...]) -> str:
    """Return everything that was measured, as text."""
    return to_json(results(simulated))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return what comes of a simulation that nothing interrupts."""
    return told(simulate(DEMAND, SETTINGS, tmp_path_factory.mktemp("whole")))


def test_the_same_seed_gives_the_same_bytes(whole: str, tmp_path: Path) -> None:
    """Two policies could not be compared, nor a figure be checked by anybody."""
    simulated = simulate(DEMAND, SETTINGS, tmp_path)
    write_report(tmp_path, DEMAND, SETTINGS, simulated)
    assert told(simulated) == whole
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    write_report(tmp_path, DEMAND, SETTINGS, simulate(DEMAND, SETTINGS, tmp_path))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before
    assert {"report.md", "results.json", "utilization.svg", "service-karma.svg"} <= before.keys()


def test_more_nights_go_on_behind_those_that_are_there(whole: str, tmp_path: Path) -> None:
    """A long simulation could not be extended: the nights of the first would be planned again, or differently."""
    simulate(DEMAND, Settings(nights=2, policies=("ours",), seconds=0.1, seed=5), tmp_path)
    first = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("0*.json")}
    assert told(simulate(DEMAND, SETTINGS, tmp_path)) == whole
    assert {path: path.stat().st_mtime_ns for path in first} == first


def _nights(folder: Path) -> Iterator[Path]:
    yield from folder.glob("nights/*/0*.json")


def test_a_simulation_that_is_killed_goes_on(whole: str, tmp_path: Path) -> None:
    """A night of computing would be lost to a power cut: a real child is killed without warning when it has planned some nights."""
    command = (
        "from pathlib import Path; from tests.scheduler.planning.simulation.test_run import *; "
        f"simulate(DEMAND, SETTINGS, Path({str(tmp_path)!r}), lambda *_: print('night', flush=True))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", command], env=environment, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert [child.stdout.readline() for _ in range(2)] == ["night\n"] * 2
        child.kill()
    kept = {path: path.read_bytes() for path in _nights(tmp_path)}
    assert 2 <= len(kept) < 8
    assert all(json.loads(text) for text in kept.values())
    assert told(simulate(DEMAND, SETTINGS, tmp_path)) == whole
    assert {path: path.read_bytes() for path in kept} == kept


def test_the_folder_of_another_simulation_is_refused(tmp_path: Path) -> None:
    """Nights of two simulations would be mixed."""
    simulate(DEMAND, Settings(nights=1, policies=("fcfs",)), tmp_path)
    with pytest.raises(AnotherSimulationError, match="seed is 0 there and 1 here; name another folder"):
        simulate(DEMAND, Settings(nights=1, policies=("fcfs",), seed=1), tmp_path)


def test_a_night_that_was_planned_on_another_problem_is_refused(tmp_path: Path) -> None:
    """A plan of an older program would be carried out on a park it was not made for."""
    settings = Settings(nights=1, policies=("fcfs",))
    simulate(DEMAND, settings, tmp_path)
    (night,) = _nights(tmp_path)
    night.write_text(to_json(json.loads(night.read_text()) | {"problem_sha256": "0"}))
    with pytest.raises(NightFailedError, match=r"night 0 .* 0000\.json plans another problem"):
        simulate(DEMAND, settings, tmp_path)


def test_a_night_that_somebody_spoilt_is_told(tmp_path: Path) -> None:
    """It would look like a defect of the program."""
    settings = Settings(nights=1, policies=("fcfs",))
    simulate(DEMAND, settings, tmp_path)
    (night,) = _nights(tmp_path)
    for text in ("{", "[]"):
        night.write_text(text)
        with pytest.raises(NightFailedError, match=r"0000\.json .*; remove it, and it is made anew"):
            simulate(DEMAND, settings, tmp_path)
    night.unlink()
    assert simulate(DEMAND, settings, tmp_path)[0].figures.nights == 1


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    """A traceback would come after the first night was planned."""
    (tmp_path / "file").write_text("")
    with pytest.raises(SimulationFileError, match=r"cannot be written: .*; make room, or name another folder"):
        simulate(DEMAND, Settings(nights=1, policies=("fcfs",)), tmp_path / "file" / "inside")
