"""The best known figures of the stored parks, with how and when each was found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "references" / "park.json"


def references() -> dict[str, dict[str, Any]]:
    """Return the best known `value` and the least `bound` of each file, with how and when they were found."""
    found: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))["instances"]
    return found


def known_value(case: str) -> int | None:
    """Return the best value known of a case; None if it is none of the stored parks."""
    entry = references().get(case)
    return None if entry is None else int(entry["value"])
