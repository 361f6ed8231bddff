"""`client.schedule_runs`: runs that can be waited for."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from equishare_client.errors import RunFailedError, UnreachableError
from equishare_client.models import RunParameters, ScheduleRun
from equishare_client.resource import understood
from equishare_client.resources.schedule_runs import ScheduleRunsResource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from equishare_client.models import Certificate

_OVER = frozenset({"completed", "failed", "cancelled"})


class ScheduleRuns(ScheduleRunsResource):
    """Optimization runs, asked for, watched and stopped."""

    #: Seconds before a stream that broke off is opened again.
    pause = 1.0

    def start(self, parameters: RunParameters | None = None, *, idempotency_key: str | None = None) -> Run:
        """Ask for a run, by default as the installation has it, and return it as something to wait for."""
        return Run(self, self.request(parameters or RunParameters(), idempotency_key=idempotency_key))

    def follow(self, run_id: str) -> Iterator[ScheduleRun]:
        """Yield a run as it is and after every change; the last one is over. Goes on where the line breaks or the service restarts."""
        version = -1
        while True:
            for run in self._looks(run_id):
                if run.version != version:
                    version = run.version
                    yield run
                if run.status in _OVER:
                    return
            time.sleep(self.pause)

    def _looks(self, run_id: str) -> Iterator[ScheduleRun]:
        """Yield what the stream tells until it ends, in whatever way, and then what is so."""
        with suppress(UnreachableError):
            for event in self.watch(run_id):
                yield understood(ScheduleRun, json.loads(event.data))
        yield self.get(run_id)


class Run:
    """A schedule run that was asked for."""

    def __init__(self, runs: ScheduleRuns, state: ScheduleRun) -> None:
        self._runs = runs
        #: The run as it was seen last.
        self.state = state

    @property
    def id(self) -> str:
        """Its id."""
        return self.state.id

    def follow(self) -> Iterator[ScheduleRun]:
        """Yield it as it is and after every change, to its end."""
        for state in self._runs.follow(self.id):
            self.state = state
            yield state

    def wait(self) -> ScheduleRun:
        """Return it when it is completed; RunFailedError where it ends without a plan."""
        for _ in self.follow():
            pass
        if self.state.status != "completed":
            raise RunFailedError(self.state)
        return self.state

    def stop(self) -> None:
        """Stop it early, with the best plan so far; one that has not begun is cancelled."""
        self.state = self._runs.stop(self.id)

    def certificate(self) -> Certificate:
        """Show what it proved about its plan; NotFoundError before it is completed."""
        return self._runs.get_certificate(self.id)
