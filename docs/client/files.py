"""All generated files of `equishare_client`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docs.client.models import model_files
from docs.client.operations import operations
from docs.client.problems import problem_file
from docs.client.resources import resource_files
from docs.client.shapes import model_names
from docs.client.writing import MARK, laid_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from api.catalogue import Kind


def client_files(text: Mapping[str, Any], kinds: Iterable[Kind], project: Path) -> dict[str, str]:
    """Return the text of every generated module, by its path in the package; UnknownShapeError names what cannot be written and where to mend it."""
    schemas = text["components"]["schemas"]
    names = model_names(schemas)
    found = operations(text, names)
    texts = model_files(schemas, names, found) | resource_files(schemas, names, found) | problem_file(kinds)
    return laid_out(texts, project)


def surplus(names: Iterable[str], package: Path) -> list[str]:
    """Return the generated modules in a folder that would not be generated any more, by their path in it."""
    kept = set(names)
    marked = (path for path in sorted(package.rglob("*.py")) if MARK in path.read_text("utf-8"))
    return [name for path in marked if (name := path.relative_to(package).as_posix()) not in kept]
