"""Files that are whole or not there: written beside their name, then renamed."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from scheduler.errors import SchedulerError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class SimulationFileError(SchedulerError):
    """A file of a simulation that cannot be written or read; says which, why and what would do."""


def write_whole(path: Path, text: str) -> None:
    """Write a text; whoever reads, whenever the program was killed, finds the old one or the new one. SimulationFileError."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, "utf-8", newline="\n")
        beside.replace(path)
    except OSError as error:
        told = f"{path} cannot be written: {error.strerror or error}; make room, or name another folder"
        raise SimulationFileError(told) from None


def read_json(path: Path) -> dict[str, Any]:
    """Return the object in a file that `write_whole` wrote; SimulationFileError where it is none any more."""
    try:
        facts = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SimulationFileError(f"{path} cannot be read: {error}; remove it, and it is made anew") from None
    if not isinstance(facts, dict):
        raise SimulationFileError(f"{path} is no object; remove it, and it is made anew")
    return facts


def to_json(facts: Mapping[str, Any], *, indent: int | None = None) -> str:
    """Return JSON, the same text for the same facts."""
    return json.dumps(facts, ensure_ascii=False, indent=indent, sort_keys=True) + "\n"
