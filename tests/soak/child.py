"""`equishare serve` as a child that a trial may kill and start again on the same database."""

from __future__ import annotations

import subprocess
import threading
from typing import TYPE_CHECKING, Self

from tests.api.serving import COMMAND, PATIENCE, address_in, environment_of

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


class Child:
    """The service; `with Child(...) as child` starts it, and ends it however it stands."""

    def __init__(self, folder: Path, database: str, **variables: str) -> None:
        self._folder = folder
        self._environment = environment_of(
            database, **{"EQUISHARE_KEY_RATE": "off", "EQUISHARE_ADDRESS_RATE": "off"} | variables
        )
        #: What it wrote, a line each, over all its lives.
        self.said: list[str] = []
        self.base = ""
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.kill()

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The id of the process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it, and return when it listens."""
        process = subprocess.Popen(COMMAND, cwd=self._folder, env=self._environment, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        self._process = process
        self.base = address_in(process.stderr, self.said)
        # A log that nobody reads would stop the service when the pipe is full.
        self._reader = threading.Thread(target=self.said.extend, args=(process.stderr,))
        self._reader.start()

    def kill(self) -> None:
        """End it as a power cut would: nothing is said to it before."""
        process = self._process
        if process is None:
            return
        process.kill()
        process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        if process.stderr is not None:
            process.stderr.close()
        self._process = None
