"""How `equishare serve` leaves: first it says that it will, then it closes the door, then it waits for who is still inside."""

from __future__ import annotations

import asyncio
import signal
import time
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    import socket
    from types import FrameType

    from scheduler.stopping import Stopping


class LeavingServer(uvicorn.Server):
    """A server that gives notice.

    On SIGTERM everything goes on for `notice` seconds while `/readyz` says 503, so that who sends calls here can send them elsewhere.
    Then no more connections are taken, and calls in flight get the time that the configuration gives them. Ctrl-C, or a second
    signal, leaves out the notice.
    """

    def __init__(self, config: uvicorn.Config, stopping: Stopping, notice: float) -> None:
        super().__init__(config)
        self._stopping, self._notice = stopping, notice
        self._signal: int | None = None
        self._leaves_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note a signal; this runs between any two steps of the program, so the rest is done at the next tick."""
        if sig == signal.SIGTERM and self._signal is None:
            self._signal = sig
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Give notice when there was a signal, and leave when its time is over."""
        if self._signal is not None and not self.should_exit:
            if self._leaves_at is None:
                self._leaves_at = time.monotonic() + self._notice
                await asyncio.to_thread(self._stopping.tell)
            elif time.monotonic() >= self._leaves_at:
                super().handle_exit(self._signal, None)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the door and wait, having told everybody if there was no notice."""
        await asyncio.to_thread(self._stopping.tell)
        await super().shutdown(sockets)
