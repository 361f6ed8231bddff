"""What must hold of every text file of the project, whatever it is written in."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: Kinds of files that are text.
SUFFIXES = (
    ".py",
    ".md",
    ".toml",
    ".lock",
    ".json",
    ".csv",
    ".svg",
    ".txt",
    ".ini",
    ".mako",
    ".js",
    ".css",
    ".html",
    ".yaml",
    ".service",
    ".timer",
)
#: The two files that must hold what is forbidden, to forbid it.
EXEMPT = ("tests/architecture/text_rules.py", "tests/architecture/test_texts.py")
_UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|TBD|lorem ipsum)\b")
_MACHINE = re.compile(r"(?<![\w.~}>])/(home|root|Users|work)/[\w.-]+|[A-Z]:\\Users\b")
_REGISTRY = re.compile(
    r"https?://\S+(/simple/|\.whl\b|\.tar\.gz\b)|file:///|^\s*--(extra-)?index-url|^\s*--(find-links|trusted-host)",
    re.MULTILINE,
)
_PINNED = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([\w.+!-]+)$")
#: Name and version of each line of a lock file.
LOCKED = re.compile(r"^([\w.-]+)==([^ \\;]+)", re.MULTILINE)


def unfinished(path: str, text: str) -> list[str]:
    """Nothing says that it is unfinished: it is finished, or it is in the list of issues."""
    return [f"{path}: {match[0]}" for match in _UNFINISHED.finditer(text)]


def machine_paths(path: str, text: str) -> list[str]:
    """No path of somebody's machine."""
    return [f"{path}: {match[0]}" for match in _MACHINE.finditer(text)]


def registries(path: str, text: str) -> list[str]:
    """No address of a package registry, and no option that names one."""
    return [f"{path}: {match[0].strip()}" for match in _REGISTRY.finditer(text)]


def stale_lock(project: str, lock: str, *extras: str) -> list[str]:
    """The lock has every exact pin of pyproject.toml, with that version."""
    table = tomllib.loads(project)["project"]
    wanted = [*table["dependencies"], *(each for extra in extras for each in table["optional-dependencies"][extra])]
    locked = {name.lower(): version for name, version in LOCKED.findall(lock)}
    pins = [match for each in wanted if (match := _PINNED.match(each))]
    return [
        f"{name}: pinned to {version}, locked {locked.get(name.lower(), 'not at all')}"
        for name, version in (pin.groups() for pin in pins)
        if locked.get(name.lower()) != version
    ]


def stray_test(path: str, is_there: Callable[[str], bool]) -> list[str]:
    """A test lies below `tests/` where the thing it tests lies below the root; some folders are about all of it."""
    folder = path.removeprefix("tests/").rpartition("/")[0]
    if folder.split("/")[0] in {"architecture", "acceptance", "soak"} or is_there(folder) or is_there(f"{folder}.py"):
        return []
    return [f"{path}: there is no {folder or 'package'} that it could be a test of"]
