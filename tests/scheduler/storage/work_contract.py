"""What every storage promises of durable work: nights, attempts, signs of life, turns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.run import RunStatus
from scheduler.domain.work import ErrandTurn, Heartbeat
from scheduler.errors import AlreadyExistsError
from tests.scheduler.builders import NOW, at
from tests.scheduler.storage.values import make_run, stored

if TYPE_CHECKING:
    from scheduler.storage.unit_of_work import UnitOfWork, UnitOfWorkFactory

_MONDAY, _TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


class WorkContract:
    """Nights, attempts, signs of life, turns."""

    def test_there_is_one_run_of_a_night(self, uow_factory: UnitOfWorkFactory) -> None:
        """Two workers that look at the clock at once would each have their own; runs that are of no night are as many as are asked for."""

        def write(uow: UnitOfWork) -> None:
            uow.runs.add(make_run("run_1", night=_TUESDAY))
            uow.runs.add(make_run("run_2", night=_MONDAY))
            for key in ("run_3", "run_4"):
                uow.runs.add(make_run(key))

        with uow_factory(read_only=True) as uow:
            assert uow.runs.last_night() is None
        with stored(uow_factory, write) as uow:
            assert (uow.runs.last_night(), uow.runs.get("run_2").night) == (_TUESDAY, _MONDAY)
        with uow_factory() as uow:
            with pytest.raises(AlreadyExistsError, match="run_5"):
                uow.runs.add(make_run("run_5", night=_MONDAY, status=RunStatus.FAILED))
            assert [run.id for run in uow.runs.latest(9)] == ["run_4", "run_3", "run_2", "run_1"]

    def test_attempts_come_back_and_those_beyond_the_first_are_counted(self, uow_factory: UnitOfWorkFactory) -> None:
        """The fence would be down after a restart; whoever runs the park would not see that workers die.

        By hand: taken up 0, 1, 2 and 3 times, so taken over 0 + 0 + 1 + 2 times.
        """

        def write(uow: UnitOfWork) -> None:
            for attempt in range(4):
                uow.runs.add(make_run(f"run_{attempt}", attempt=attempt, worker_id=f"wk_{attempt}"))

        with uow_factory(read_only=True) as uow:
            assert uow.runs.taken_over() == 0
        with stored(uow_factory, write) as uow:
            assert uow.runs.taken_over() == 3
            assert (uow.runs.get("run_2").attempt, uow.runs.get("run_2").worker_id) == (2, "wk_2")
        with uow_factory() as uow:
            uow.runs.update(replace(uow.runs.get("run_3"), attempt=7, version=2))
            assert uow.runs.taken_over() == 1 + 6

    def test_signs_of_life_come_and_go(self, uow_factory: UnitOfWorkFactory) -> None:
        """A worker would be taken for dead, or the dead be watched for ever."""
        sign = Heartbeat(id="wk_2", host="车间", pid=7, started_at=NOW, seen_at=at(1), beats=3)

        def write(uow: UnitOfWork) -> None:
            uow.workers.put(sign)
            uow.workers.put(replace(sign, id="wk_1"))

        with stored(uow_factory, write) as uow:
            assert uow.workers.list() == (replace(sign, id="wk_1"), sign)
            assert (uow.workers.find("wk_2"), uow.workers.find("wk_3")) == (sign, None)
        with uow_factory() as uow:
            uow.workers.put(replace(sign, seen_at=at(2), beats=4))
            uow.workers.remove("wk_1")
            uow.workers.remove("wk_never")
            uow.commit()
        with uow_factory(read_only=True) as uow:
            assert uow.workers.list() == (replace(sign, seen_at=at(2), beats=4),)

    def test_turns_are_kept_by_errand(self, uow_factory: UnitOfWorkFactory) -> None:
        """Two workers would do one errand, or none of them."""
        turn = ErrandTurn(name="sweep", begun_at=NOW, worker_id="wk_1")
        with stored(uow_factory, lambda uow: uow.errands.put(turn)) as uow:
            assert (uow.errands.find("sweep"), uow.errands.find("dust")) == (turn, None)
        with uow_factory() as uow:
            uow.errands.put(replace(turn, begun_at=at(1), worker_id=None))
            assert uow.errands.list() == (ErrandTurn(name="sweep", begun_at=at(1)),)
