"""The recipes for people who script work as they stand on their pages, against a real service with the example park.

curl itself runs them, and the tests fail where it is missing. Something of ours that reads the same command lines would be tested
here, and not what users type.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.api.parks import OPERATOR_KEY
from tests.api.serving import served
from tests.docs import recipes

if TYPE_CHECKING:
    from collections.abc import Iterator

HOWTO = Path("docs/howto")
EXAMPLE_PARK = Path("examples/qilu-park").resolve()
_LONGEST_LOAD = 120.0


@contextmanager
def example_park(folder: Path) -> Iterator[str]:
    """Serve the example park without its requests, as the demonstration does with them; gives the address."""
    database = f"sqlite:///{folder / 'park.db'}"
    command = [sys.executable, "-m", "scheduler.cli", "load", str(EXAMPLE_PARK), "--no-requests"]
    variables = os.environ | {"EQUISHARE_DATABASE_URL": database, "PYTHONPATH": str(Path.cwd())}
    subprocess.run(command, cwd=folder, env=variables, check=True, capture_output=True, timeout=_LONGEST_LOAD)
    with served(folder, database) as (base, _):
        yield base


def page(name: str, base: str) -> str:
    """Return a page with the address and the key of the service in place of those that stand for them."""
    text = (HOWTO / name).read_text("utf-8")
    return text.replace("http://127.0.0.1:8000", base).replace("es_the_operator_key", OPERATOR_KEY)


def held(found: recipes.Recipes, printed: list[str]) -> None:
    """Hold what was printed against what the page shows."""
    for example, told in zip(found.examples, printed, strict=True):
        if example.shown is not None:
            assert recipes.matches(example.shown, told), f"{example.code}\nprinted {told!r}, not {example.shown!r}"


def test_the_recipes_with_curl(tmp_path: Path) -> None:
    """Whoever types a recipe would get something else than the page says."""
    assert shutil.which("curl"), "curl runs these recipes, as it does for their readers: apt install curl"
    with example_park(tmp_path) as base:
        found = recipes.recipes(page("script-with-curl.md", base), "sh")
        for name, text in found.files.items():
            (tmp_path / name).write_text(text, "utf-8")
        held(found, recipes.shell(found.examples, tmp_path))


def test_the_examples_in_python(tmp_path: Path) -> None:
    """Whoever copies an example would get something else than the page says."""
    with example_park(tmp_path) as base:
        found = recipes.recipes(page("script-with-python.md", base), "python")
        held(found, recipes.python(found.examples, tmp_path, EQUISHARE_KEY=OPERATOR_KEY))


def test_the_pages_show_what_their_examples_print() -> None:
    """A page would hold nothing against anything."""
    for name, language in (("script-with-curl.md", "sh"), ("script-with-python.md", "python")):
        found = recipes.recipes((HOWTO / name).read_text("utf-8"), language)
        assert len(found.examples) > 8
        assert sum(each.shown is not None for each in found.examples) > 8


def test_an_example_that_fails_is_named(tmp_path: Path) -> None:
    """A recipe could fail and nobody would know which."""
    found = recipes.recipes("```sh\necho one\n```\n\n```text\none\n```\n\n```sh\nfalse\n```\n", "sh")
    assert found.examples == (recipes.Example("echo one\n", "one\n"), recipes.Example("false\n", None))
    with pytest.raises(AssertionError, match=r"this example failed:\nfalse\n\nexit code 1"):
        recipes.shell(found.examples, tmp_path)
    with pytest.raises(AssertionError, match=re.escape("1/0")):
        recipes.python([recipes.Example("1/0\n", None)], tmp_path)


def test_what_is_shown_is_held_against_what_is_printed() -> None:
    """Any print would be as good as what the page shows."""
    assert recipes.matches("a ... z\n", "a b\nc z\n")
    assert not recipes.matches("a ... z\n", "a b\nc\n")
    assert not recipes.matches("a.z\n", "abz\n")


def test_files_are_those_named_before_them() -> None:
    """A recipe would look for a file that is not there."""
    found = recipes.recipes("A file `wishes.csv`, with minutes:\n\n```csv\na,b\n```\n", "sh")
    assert found.files == {"wishes.csv": "a,b\n"}
