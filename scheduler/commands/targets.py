"""Files that commands write for people: refused before the work is done, not after it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scheduler.commands.errors import BadArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def refuse_target(path: Path) -> None:
    """Refuse a file that cannot be written; BadArgumentError says why and what would do."""
    folder = path.parent
    if path.is_dir():
        raise BadArgumentError(f"{path} is a folder; name a file in it")
    if not folder.is_dir():
        raise BadArgumentError(f"{path} cannot be written: there is no folder {folder}; make it, or name another")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise BadArgumentError(f"{path} cannot be written: the folder may not be written in; name a file in another")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Refuse a file that cannot be written, and tell what goes wrong inside this block in one line."""
    refuse_target(path)
    try:
        yield
    except OSError as error:
        told = f"{path} cannot be written: {error.strerror or error}; make room, or name a file in another folder"
        raise BadArgumentError(told) from None
