"""Which requests with a key this process is working on; what other processes are at is held apart by the database."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scheduler.errors import StillRunningError

if TYPE_CHECKING:
    from collections.abc import Iterator


class InProgress:
    """Names, each held by one thread at a time."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Hold a name; StillRunningError, at once, where somebody else does."""
        with self._lock:
            if name in self._names:
                raise StillRunningError
            self._names.add(name)
        try:
            yield
        finally:
            with self._lock:
                self._names.discard(name)
