"""What is delivered: a wheel with the three packages, the example park and the command, built without the network."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from tests.architecture.source import PACKAGES, ROOT, files, name_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the build tool of the lock."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("equishare-*.whl"))


def test_the_wheel_has_every_module_and_the_example_park(wheel: Path) -> None:
    """An installed program would miss a module, or have no park to demonstrate."""
    inside = set(ZipFile(wheel).namelist())
    modules = {name_of(path) for path in files(PACKAGES, ".py")}
    park = {f"scheduler/parkfiles/qilu-park/{path.name}" for path in files(("examples/qilu-park",), ".csv")}
    assert len(park) >= 8
    assert sorted((modules | park | {f"{package}/py.typed" for package in PACKAGES}) - inside) == []


def test_the_wheel_has_nothing_else(wheel: Path) -> None:
    """Tests, databases or notes would be delivered."""
    folders = {name.split("/")[0] for name in ZipFile(wheel).namelist()}
    assert {folder for folder in folders if not folder.endswith(".dist-info")} == set(PACKAGES)


def test_the_program_runs_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    """What works in a checkout would not work when it is installed: the park is looked for beside the module."""
    ZipFile(wheel).extractall(tmp_path)
    ask = "from scheduler.parkfiles import example_park; print(example_park())"
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {ask}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout.strip() == str(tmp_path / "scheduler" / "parkfiles" / "qilu-park"), done.stderr
