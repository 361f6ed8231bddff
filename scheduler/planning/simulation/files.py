"""Files that are whole or not there: written beside their name, then renamed."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a text; whoever reads, whenever the program was killed, finds the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(text, "utf-8", newline="\n")
    beside.replace(path)


def to_json(facts: Mapping[str, Any], *, indent: int | None = None) -> str:
    """Return JSON, the same text for the same facts."""
    return json.dumps(facts, ensure_ascii=False, indent=indent, sort_keys=True) + "\n"
