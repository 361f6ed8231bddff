"""The client stands alone: it needs one library for HTTP, and nothing of what plans a park."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from tests.architecture.rules import imported
from tests.architecture.source import ROOT, files, modules, name_of
from tests.architecture.text_rules import LOCKED

if TYPE_CHECKING:
    from pathlib import Path

NEEDED = {"httpx2"}


def test_it_imports_nothing_else() -> None:
    """Whoever installs it would miss a library, or get a solver with it."""
    names = {name.split(".")[0] for module in modules("equishare_client") for _, name in imported(module)}
    assert names - sys.stdlib_module_names == NEEDED | {"equishare_client"}


def test_it_asks_for_what_it_is_tested_with() -> None:
    """It would be installed with other versions than those that its tests have seen."""
    project = tomllib.loads((ROOT / "equishare_client" / "pyproject.toml").read_text("utf-8"))["project"]
    locked = dict(LOCKED.findall((ROOT / "requirements-dev.lock").read_text("utf-8")))
    assert {each.partition(">=")[0] for each in project["dependencies"]} == NEEDED
    for each in project["dependencies"]:
        name, _, bounds = each.partition(">=")
        lowest = tuple(map(int, bounds.split(",")[0].split(".")))
        assert tuple(map(int, locked[name].split("."))) >= lowest, each


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build its wheel with the build tool of the lock."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(
        build, cwd=ROOT / "equishare_client", capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return next(folder.glob("equishare_client-*.whl"))


def test_its_wheel_has_all_of_it_and_nothing_else(wheel: Path) -> None:
    """An installed client would miss a model, or bring other things along."""
    inside = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert inside == {name_of(path) for path in files(("equishare_client",), ".py")} | {"equishare_client/py.typed"}


def test_it_runs_from_its_wheel(wheel: Path, tmp_path: Path) -> None:
    """What works beside the rest of the project would not work alone."""
    ZipFile(wheel).extractall(tmp_path)
    ask = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import equishare_client; print(equishare_client.__file__)"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.strip() == str(tmp_path / "equishare_client" / "__init__.py"), done.stderr
