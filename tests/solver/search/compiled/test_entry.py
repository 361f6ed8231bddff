"""The door to the compiled code and its cache, each case in a process of its own, because a process opens the door once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import solver

#: Where the package under test lies.
ROOT = Path(solver.__file__).resolve().parents[1]


def said(program: str, **variables: str) -> str:
    """Return what a child process prints."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    environment = kept | {"PYTHONPATH": str(ROOT)} | variables
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_first_process_fills_the_cache_for_the_others() -> None:
    """Every solve would compile anew for half a minute, because it runs in a process of its own."""
    # Compiles only if nothing else on this machine has done so yet.
    said("from solver.search.compiled.entry import run; run()")
    assert said("from solver.search.compiled.entry import in_cache; print(in_cache())") == "True"


def test_an_empty_cache_is_known_to_be_empty(tmp_path: Path) -> None:
    """A short solve would begin to compile; and asking alone must not."""
    program = "from solver.search.compiled.entry import in_cache; print(in_cache())"
    assert said(program, NUMBA_CACHE_DIR=str(tmp_path)) == "False"
    assert not list(tmp_path.rglob("*.nbc"))


def test_without_any_place_for_a_cache_there_is_none() -> None:
    """A service whose user has no home and may not write the program's folder could not solve at all."""
    program = "from solver.search.compiled.entry import in_cache; print(in_cache())"
    # Only a folder that is named may hold the cache, and none is.
    assert said(program, NUMBA_CACHE_LOCATOR_CLASSES="UserProvidedCacheLocator") == "False"
