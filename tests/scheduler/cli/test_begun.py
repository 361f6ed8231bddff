"""A run that a command carries out itself."""

from __future__ import annotations

import pytest

from scheduler.commands.begun import begun
from scheduler.commands.park import OpenPark
from scheduler.domain.run import RunParameters, RunStatus
from scheduler.services import run_taking, runs
from scheduler.settings import Settings
from tests.scheduler.builders import OPERATOR, make_context


def open_park() -> OpenPark:
    """Return a park of tests, as commands have it."""
    return OpenPark(settings=Settings(database_url="memory://"), context=make_context())


def test_no_worker_takes_the_run_of_a_command() -> None:
    """With the service running, `equishare plan` would say that its run was taken, or two would solve it."""
    park = open_park()
    with begun(park, RunParameters()) as run:
        assert (run.status, run.attempt) == (RunStatus.BUILDING, 1)
        assert run_taking.take_next(park.context, "wk_other") is None
        with park.context.unit_of_work(read_only=True) as uow:
            assert [sign.id for sign in uow.workers.list()] == [run.worker_id]
        runs.cancel(park.context, run.claim)
    with park.context.unit_of_work(read_only=True) as uow:
        assert uow.workers.list() == ()


def test_the_run_of_a_command_that_breaks_off_is_taken_up() -> None:
    """It would be on for ever."""
    park = open_park()
    with pytest.raises(OSError, match="full"), begun(park, RunParameters()) as run:
        raise OSError("full")
    assert runs.get(park.context, OPERATOR, run.id).status is RunStatus.QUEUED


def test_what_is_refused_leaves_no_worker_behind() -> None:
    """Others would wait for somebody who was never at work."""
    park = open_park()
    with pytest.raises(Exception, match="seconds"), begun(park, RunParameters(seconds=-1)):
        pass
    with park.context.unit_of_work(read_only=True) as uow:
        assert uow.workers.list() == ()
