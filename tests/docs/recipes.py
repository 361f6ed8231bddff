"""Pages whose examples are run: their blocks, what runs them, and how what they print is held against what the page shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: A file that a page shows is named in the words before it.
_NAMED = re.compile(r"`([\w.-]+\.\w+)`[^`]*\Z")
#: What no example prints.
_MARK = "---- end of an example ----"
#: Seconds after which examples that hang are given up; nothing is measured.
_PATIENCE = 300.0


@dataclass(frozen=True, slots=True)
class Example:
    """A block that is run, and what the page says that it prints."""

    code: str
    #: None: the page does not say.
    shown: str | None


@dataclass(frozen=True, slots=True)
class Recipes:
    """What a page has to run, in order, and the files that it shows."""

    examples: tuple[Example, ...]
    files: Mapping[str, str]


def recipes(page: str, language: str) -> Recipes:
    """Return the examples of a page in one language; a block `text` right behind one is what it prints."""
    examples: list[Example] = []
    files, end = {}, 0
    for block in _FENCE.finditer(page):
        between = page[end : block.start()]
        if block[1] == language:
            examples.append(Example(block[2], None))
        elif block[1] == "text":
            assert not between.strip(), f"nothing prints {block[2]!r}"
            examples[-1] = Example(examples[-1].code, block[2])
        elif named := _NAMED.search(between):
            files[named[1]] = block[2]
        end = block.end()
    return Recipes(tuple(examples), files)


def shell(examples: Sequence[Example], folder: Path, **variables: str) -> list[str]:
    """Run examples in one POSIX shell that stops at the first error, and return what each printed."""
    lines = "\n".join(f"{each.code}printf '%s\\n' '{_MARK}'" for each in examples)
    return _printed(["sh", "-eu", "-c", lines], examples, folder, variables)


def python(examples: Sequence[Example], folder: Path, **variables: str) -> list[str]:
    """Run examples in one Python, and return what each printed."""
    lines = "\n".join(f"{each.code}\nprint({_MARK!r}, flush=True)" for each in examples)
    return _printed([sys.executable, "-W", "error", "-c", lines], examples, folder, variables)


def _printed(command: list[str], examples: Sequence[Example], folder: Path, variables: Mapping[str, str]) -> list[str]:
    environment = os.environ | {"PYTHONPATH": str(Path.cwd()), "LC_ALL": "C.UTF-8", **variables}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=_PATIENCE, check=False
    )
    printed = done.stdout.split(f"{_MARK}\n")
    reached = len(printed) - 1
    if done.returncode or reached != len(examples):
        told = f"exit code {done.returncode}; it printed {printed[-1]!r} and said {done.stderr!r}"
        raise AssertionError(f"this example failed:\n{examples[reached].code}\n{told}")
    return printed[:-1]


def matches(shown: str, printed: str) -> bool:
    """Return whether something was printed that the page shows; `...` stands for anything, ends of lines included."""
    pattern = ".*".join(re.escape(part) for part in shown.strip().split("..."))
    return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None
