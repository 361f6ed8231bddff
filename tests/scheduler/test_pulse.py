"""Who is taken for dead, and when; no test here waits, for silence is counted in looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from scheduler.domain.run import RunParameters, RunStatus
from scheduler.pulse import PATIENCE, Pulse, Silence
from scheduler.services import run_taking, runs
from scheduler.services.context import Context
from tests.scheduler.builders import OPERATOR, make_context
from tests.scheduler.waiting import until

if TYPE_CHECKING:
    from scheduler.storage.unit_of_work import UnitOfWork

#: Longer than any test: only what is called by hand is done.
_NEVER = 3600.0


def test_silence_is_counted_in_looks() -> None:
    """By hand, with a patience of 2: seen at 5 in the first look, still at 5 in the second (1) and third (2: given up).

    b counts on between the looks, c comes late, d goes and comes back, which begins its count anew.
    """
    silence = Silence(patience=2)
    assert silence.look({"a": 5, "b": 1, "d": 1}) == {}
    assert silence.look({"a": 5, "b": 2, "c": 9}) == {}
    assert silence.look({"a": 5, "b": 3, "c": 9, "d": 1}) == {"a": 5}
    assert silence.look({"b": 3, "c": 9, "d": 1}) == {"c": 9}
    assert silence.look({"b": 3, "d": 1}) == {"b": 3, "d": 1}


def test_a_worker_that_falls_silent_loses_its_run_to_another() -> None:
    """A worker killed in the middle of the night would cost the plan."""
    ctx = make_context()
    woken: list[bool] = []
    dead, alive = Pulse(ctx, _NEVER), Pulse(ctx, _NEVER, on_release=lambda: woken.append(True))
    run = runs.request_run(ctx, OPERATOR, RunParameters())
    dead.beat()
    run_taking.take_next(ctx, dead.worker_id)
    for _ in range(PATIENCE):
        alive.beat()
    assert (runs.get(ctx, OPERATOR, run.id).worker_id, woken) == (dead.worker_id, [])
    with structlog.testing.capture_logs() as logs:
        alive.beat()
    assert (runs.get(ctx, OPERATOR, run.id).status, woken) == (RunStatus.QUEUED, [True])
    assert [(entry["event"], entry["run"]) for entry in logs] == [("run taken from its worker", run.id)]


def test_a_worker_that_gives_signs_keeps_its_run() -> None:
    """Every long solve would be begun again and again."""
    ctx = make_context()
    one, other = Pulse(ctx, _NEVER), Pulse(ctx, _NEVER)
    run = runs.request_run(ctx, OPERATOR, RunParameters())
    one.beat()
    run_taking.take_next(ctx, one.worker_id)
    for _ in range(3 * PATIENCE):
        other.beat()
        one.beat()
    assert runs.get(ctx, OPERATOR, run.id).worker_id == one.worker_id


def test_a_worker_that_slept_does_not_take_the_others_for_dead() -> None:
    """A laptop that is opened in the morning, or a database that comes back, would take every run from its worker.

    `sleeper` looks once, sleeps while `other` gives a hundred signs, and looks once more: that is one look at something new.
    """
    ctx = make_context()
    sleeper, other = Pulse(ctx, _NEVER), Pulse(ctx, _NEVER)
    run = runs.request_run(ctx, OPERATOR, RunParameters())
    other.beat()
    run_taking.take_next(ctx, other.worker_id)
    for _ in range(PATIENCE):
        sleeper.beat()
    for _ in range(PATIENCE - 1):
        other.beat()
    sleeper.beat()
    assert runs.get(ctx, OPERATOR, run.id).worker_id == other.worker_id


def test_whoever_stops_is_missed_by_nobody() -> None:
    """The others would wait for their patience to end before they take up what was left."""
    ctx = make_context()
    one = Pulse(ctx, _NEVER)
    one.start()
    run = runs.request_run(ctx, OPERATOR, RunParameters())
    run_taking.take_next(ctx, one.worker_id)
    alive = [one.is_alive]
    one.stop()
    assert [*alive, one.is_alive] == [True, False]
    assert runs.get(ctx, OPERATOR, run.id).status is RunStatus.QUEUED
    with ctx.unit_of_work(read_only=True) as uow:
        assert uow.workers.list() == ()


def test_a_database_that_is_away_ends_no_pulse() -> None:
    """A worker would go on working and be taken for dead for ever after."""
    inner, away = make_context(), [False]

    def factory(*, read_only: bool = False) -> UnitOfWork:
        if away[0]:
            raise OSError("away")
        return inner.storage(read_only=read_only)

    ctx = Context(storage=factory, clock=inner.clock, ids=inner.ids)
    pulse = Pulse(ctx, 0.001)
    pulse.start()
    away[0] = True
    with structlog.testing.capture_logs() as logs:
        until(lambda: len(logs) > 0)
    away[0] = False
    before = _beats(ctx)
    until(lambda: _beats(ctx) > before)
    assert logs[0]["event"] == "no sign of life written"
    pulse.stop()


def _beats(ctx: Context) -> int:
    with ctx.unit_of_work(read_only=True) as uow:
        (found,) = uow.workers.list()
        return found.beats
