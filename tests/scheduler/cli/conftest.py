"""Every test of the program starts in an empty folder, with no setting of whoever runs the tests, and keeps nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working folder."""
    for name in os.environ:
        if name.startswith("EQUISHARE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("EQUISHARE_DATABASE_URL", "memory://")
    monkeypatch.chdir(tmp_path)
    return tmp_path
