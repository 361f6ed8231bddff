"""The project's own Python files, parsed; what the architecture tests read."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Folders of program code, and all folders with Python in them.
PACKAGES = ("solver", "scheduler", "api")
EVERYWHERE = (*PACKAGES, "equishare_client", "benchmarks", "deploy", "docs", "examples", "tests")
#: Never ours: environments, caches, results, what Alembic generates.
SKIPPED = {".venv", ".git", ".demo", "__pycache__", "build", "dist", "versions"}


@dataclass(frozen=True)
class Module:
    """One file: its path from the root with forward slashes, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Return the syntax tree."""
        return ast.parse(self.text, self.path)

    @cached_property
    def docstring(self) -> str:
        """Return the docstring, empty where there is none."""
        return ast.get_docstring(self.tree) or ""

    def at(self, node: ast.AST, message: str) -> str:
        """Return a finding as people and editors read it."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {message}"


def files(folders: tuple[str, ...], *suffixes: str) -> list[Path]:
    """Return the files below `folders` (an empty name: only the files right in the root) with one of the suffixes."""
    found: list[Path] = []
    for folder in folders:
        everything = (ROOT / folder).rglob("*") if folder else ROOT.glob("*")
        found += [p for p in everything if p.is_file() and p.suffix in suffixes and not SKIPPED & set(p.parts)]
    return sorted(found)


def name_of(path: Path) -> str:
    """Return the path from the root, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def modules(*folders: str) -> list[Module]:
    """Return the parsed Python files below `folders`."""
    return [_module(path) for path in files(folders, ".py")]


@cache
def _module(path: Path) -> Module:
    """Return one file; read and parsed once for all rules."""
    return Module(name_of(path), path.read_text("utf-8"))
