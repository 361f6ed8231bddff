"""Signs of life, and what becomes of the runs of who gives none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.run import RunParameters, RunProgress, RunStatus
from scheduler.services import run_taking, runs, workers
from tests.scheduler.builders import OPERATOR, HandClock, at, make_context
from tests.scheduler.services.signs import sign

if TYPE_CHECKING:
    from scheduler.services.context import Context


def begun(ctx: Context, worker_id: str | None) -> str:
    """Let somebody take a run up, and return its id."""
    return runs.start(ctx, runs.request_run(ctx, OPERATOR, RunParameters()).id, worker_id).id


def ids(ctx: Context) -> list[str]:
    """Return who is at work."""
    with ctx.unit_of_work(read_only=True) as uow:
        return [each.id for each in uow.workers.list()]


def test_a_sign_of_life_tells_of_the_others() -> None:
    """Nobody would know whom to watch, or would watch itself."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    assert workers.beat(ctx, sign("wk_a")) == {}
    clock.moment = at(1)
    assert workers.beat(ctx, sign("wk_b", 4)) == {"wk_a": 1}
    assert workers.beat(ctx, sign("wk_a", 2)) == {"wk_b": 4}
    with ctx.unit_of_work(read_only=True) as uow:
        found = uow.workers.find("wk_b")
    assert found is not None
    assert (found.seen_at, found.beats) == (at(1), 4)


def test_only_who_has_not_counted_on_is_given_up() -> None:
    """A worker that gave its sign in the very last moment would lose its run, and a whole solve be thrown away."""
    ctx = make_context()
    for each in ("wk_a", "wk_b"):
        workers.beat(ctx, sign(each))
    lost, kept = begun(ctx, "wk_a"), begun(ctx, "wk_b")
    workers.beat(ctx, sign("wk_b", 2))
    (released,) = workers.give_up(ctx, {"wk_a": 1, "wk_b": 1})
    assert (released.id, released.status, released.worker_id) == (lost, RunStatus.QUEUED, None)
    assert runs.get(ctx, OPERATOR, kept).worker_id == "wk_b"
    assert ids(ctx) == ["wk_b"]
    assert workers.give_up(ctx, {"wk_a": 1, "wk_b": 1}) == ()


def test_who_comes_back_after_it_was_given_up_is_there_again() -> None:
    """A worker that was only paused would never again be watched, and its next run be lost for good with it."""
    ctx = make_context()
    workers.beat(ctx, sign("wk_a"))
    workers.give_up(ctx, {"wk_a": 1})
    workers.beat(ctx, sign("wk_a", 2))
    assert ids(ctx) == ["wk_a"]


def test_a_run_of_which_no_worker_is_known_is_watched_itself() -> None:
    """What a program without signs of life left behind, as one from before there were any, would be on for ever."""
    ctx = make_context()
    old = begun(ctx, None)
    moving = runs.start(ctx, runs.request_run(ctx, OPERATOR, RunParameters()).id, "wk_unknown")
    seen = workers.beat(ctx, sign("wk_a"))
    assert seen == {old: 2, moving.id: 2}
    runs.report_progress(ctx, moving.claim, RunProgress(seconds=1))
    assert [run.id for run in workers.give_up(ctx, seen)] == [old]
    assert runs.get(ctx, OPERATOR, moving.id).status is RunStatus.BUILDING


def test_who_leaves_gives_its_run_back() -> None:
    """A restart in good order would keep a run waiting until its worker is missed."""
    ctx = make_context()
    for each in ("wk_a", "wk_b"):
        workers.beat(ctx, sign(each))
    left, other = begun(ctx, "wk_a"), begun(ctx, "wk_b")
    (released,) = workers.leave(ctx, "wk_a")
    assert (released.id, released.message) == (left, "attempt 1: its worker was stopped before it was done")
    assert (ids(ctx), runs.get(ctx, OPERATOR, other).worker_id) == (["wk_b"], "wk_b")
    taken = run_taking.take_next(ctx, "wk_b")
    assert taken is not None
