"""The wish that the service ends, from whoever runs the process to everything in it that lasts longer than a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Stopping:
    """Told once; it cannot be taken back."""

    def __init__(self) -> None:
        self._told = False
        self._listeners: list[Callable[[], None]] = []

    @property
    def told(self) -> bool:
        """Whether the service is about to end."""
        return self._told

    def listen(self, listener: Callable[[], None]) -> None:
        """Have `listener` called when it is told; it must not wait for what it ends."""
        self._listeners.append(listener)

    def tell(self) -> None:
        """Tell everybody; a second time nothing happens."""
        if not self._told:
            self._told = True
            for listener in self._listeners:
                listener()
