"""Every operation that changes something leaves an entry for each thing that it changed, and for nothing else.

Over 150 lines because the walk, and what is done without HTTP, prove one sentence together.
"""

from __future__ import annotations

import ast
import inspect
import pkgutil
import sys
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

import pytest

import scheduler.services
from scheduler.domain.access import Role
from scheduler.domain.answer import Reply
from scheduler.domain.change import Door
from scheduler.domain.delivery import Attempt, Outcome
from scheduler.domain.run import Claim, RunParameters, RunProgress
from scheduler.domain.session import SessionTimes
from scheduler.domain.tenant import Tenant
from scheduler.domain.work import Heartbeat
from scheduler.services import (
    booking_requests,
    delivering,
    errand_turns,
    forgetting,
    identities,
    keys,
    ledger,
    load,
    once,
    run_taking,
    runs,
    schedules,
    webhook_log,
    webhooks,
    workers,
)
from scheduler.storage.memory import MemoryStorage
from tests.api.deeds import DEEDS, LOGGED, prepared
from tests.api.operations import operations
from tests.api.parks import OPERATOR_KEY, Park, running_park
from tests.scheduler.builders import NOW, OPERATOR, at, make_context, make_draft, make_slot, make_terms
from tests.scheduler.states import all_changes, state_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

T = TypeVar("T")
#: Operations that are no GET and store nothing.
_DRY = {"validate_booking_request", "validate_series"}


class WatchedStorage:
    """An empty storage in memory that tells which functions of the services begin to write."""

    def __init__(self, writers: set[str]) -> None:
        self._writers, self._storage = writers, MemoryStorage()

    def unit_of_work(self, *, read_only: bool = False) -> UnitOfWork:
        """Begin a transaction, and note who asked for it."""
        if not read_only:
            frame = sys._getframe(1)
            while frame.f_globals["__name__"] == "scheduler.services.context" and frame.f_back is not None:
                frame = frame.f_back
            self._writers.add(f"{frame.f_globals['__name__']}.{frame.f_code.co_name}")
        return self._storage.unit_of_work(read_only=read_only)


def _leaves_its_traces(ctx: Context, act: Callable[[], object]) -> None:
    """Do something, and hold what changed against what was noted."""
    before, noted = state_of(ctx.storage), len(all_changes(ctx.storage))
    act()
    after, new = state_of(ctx.storage), all_changes(ctx.storage)[noted:]
    differing = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert {(change.kind, change.subject_id) for change in new} == differing
    assert differing


def test_the_list_of_deeds_is_whole() -> None:
    """A new operation would otherwise change things and be proved by nothing."""
    assert set(DEEDS) == {each.name for each in operations() if each.method != "GET"} - _DRY


@pytest.mark.parametrize("name", sorted(set(DEEDS) - LOGGED))
def test_an_operation_leaves_its_traces(park: Park, name: str) -> None:
    """What was done over HTTP could otherwise not be told afterwards, nor by whom, nor under which request."""
    call = prepared(park, name)
    first = len(all_changes(park.context.storage))
    answers = []
    _leaves_its_traces(park.context, lambda: answers.append(call()))
    (answer,) = answers
    assert answer.is_success, answer.text
    for change in all_changes(park.context.storage)[first:]:
        assert change.door is Door.API
        assert change.trace_id == answer.headers["X-Trace-Id"]
        assert (change.actor.role, change.actor.tenant_id) == (Role.OPERATOR, None)
        assert change.actor.key_id.startswith(("key_", "ses_", "acc_"))
        assert change.at == NOW
        assert OPERATOR_KEY not in repr(change)


def _run(ctx: Context) -> str:
    return runs.request_run(ctx, OPERATOR, RunParameters(seconds=1)).id


def _begun(ctx: Context) -> Claim:
    return runs.start(ctx, _run(ctx), "wk_1").claim


def _solving(ctx: Context) -> Claim:
    return runs.solving(ctx, _begun(ctx), make_draft().window).claim


def _complete(ctx: Context) -> Callable[[], object]:
    key = _solving(ctx)
    return lambda: runs.complete(ctx, key, solver_status="optimal", schedule_version=1)


def _load(ctx: Context) -> Callable[[], object]:
    more = load.ParkLoad(tenants=(Tenant(id="ada", name="Ada"), Tenant(id="cyd", name="Cyd")), requests=(make_terms(),))
    return lambda: load.load_park(ctx, OPERATOR, more)


def _expire(ctx: Context) -> Callable[[], object]:
    booking_requests.create(ctx, OPERATOR, make_terms(deadline=at(2)))
    ctx.clock.advance(at(3) - NOW)  # type: ignore[attr-defined]  # the hand clock of the builders
    return lambda: booking_requests.expire_overdue(ctx)


def _draft(ctx: Context) -> Callable[[], object]:
    request = booking_requests.create(ctx, OPERATOR, make_terms())
    return lambda: schedules.store_draft(ctx, make_draft(make_slot(request)))


def _leave(ctx: Context) -> Callable[[], object]:
    _begun(ctx)
    return lambda: workers.leave(ctx, "wk_1")


def _give_up(ctx: Context) -> Callable[[], object]:
    sign = Heartbeat(id="wk_1", host="h", pid=1, started_at=NOW, seen_at=NOW)
    workers.beat(ctx, sign)
    _begun(ctx)
    return lambda: workers.give_up(ctx, {sign.id: sign.beats})


def _take(ctx: Context) -> Callable[[], object]:
    _run(ctx)
    return lambda: run_taking.take_next(ctx, "wk_1")


def _on_run(
    make: Callable[[Context], T], act: Callable[[Context, T], object]
) -> Callable[[Context], Callable[[], object]]:
    def ready(ctx: Context) -> Callable[[], object]:
        key = make(ctx)
        return lambda: act(ctx, key)

    return ready


def _known(ctx: Context, role: Role) -> object:
    who = identities.Identity(issuer="https://id.example", subject="7", decides=True, role=role)
    return identities.sign_in(ctx, SessionTimes(), who)


def _renewed(ctx: Context) -> Callable[[], object]:
    _known(ctx, Role.AUDITOR)
    return lambda: _known(ctx, Role.OPERATOR)


#: What is done without HTTP: by the night, the worker, the import, the start of the service.
_INSIDE: dict[str, Callable[[Context], Callable[[], object]]] = {
    "load_park": _load,
    "expire_overdue": _expire,
    "store_draft": _draft,
    "leave": _leave,
    "give_up": _give_up,
    "give_back": _on_run(_begun, lambda ctx, key: run_taking.give_back(ctx, key, "the end")),
    "take_next": _take,
    "missed": lambda ctx: lambda: runs.note_missed(ctx, RunParameters(publish=True), NOW.date(), "missed"),
    "complete": _complete,
    "start": _on_run(_run, runs.start),
    "solving": _on_run(_begun, lambda ctx, key: runs.solving(ctx, key, make_draft().window)),
    "fail": _on_run(_begun, lambda ctx, key: runs.fail(ctx, key, "爆了")),
    "cancel": _on_run(_begun, runs.cancel),
    "stop": _on_run(_solving, lambda ctx, key: runs.request_stop(ctx, OPERATOR, key.run_id)),
    "create_each": lambda ctx: (
        lambda: booking_requests.create_each(ctx, OPERATOR, [make_terms(), make_terms(deadline=at(-9))])
    ),
    "identity_taken_over": lambda ctx: lambda: _known(ctx, Role.AUDITOR),
    "identity_renewed": _renewed,
    "operator_key": lambda ctx: lambda: keys.ensure_operator_key(ctx, OPERATOR_KEY),
}


@pytest.mark.parametrize("name", sorted(_INSIDE))
def test_what_is_done_inside_leaves_its_traces(name: str) -> None:
    """The night, the import and the worker change more than all people together."""
    ctx = make_context()
    _leaves_its_traces(ctx, _INSIDE[name](ctx))


def test_how_far_a_run_is_leaves_none() -> None:
    """A night would otherwise fill the audit with thousands of lines that say nothing."""
    ctx = make_context()
    key, noted = _solving(ctx), len(all_changes(ctx.storage))
    runs.report_progress(ctx, key, RunProgress(seconds=3))
    assert len(all_changes(ctx.storage)) == noted


@pytest.mark.parametrize("name", sorted(LOGGED))
def test_what_is_only_told_once_more_leaves_none(park: Park, name: str) -> None:
    """An event about a delivery would be delivered, and so on without end; the log of deliveries has it."""
    call = prepared(park, name)
    before, noted = state_of(park.context.storage), all_changes(park.context.storage)
    assert call().is_success
    assert (state_of(park.context.storage), all_changes(park.context.storage)) == (before, noted)


def test_a_refused_change_leaves_none(park: Park) -> None:
    """The audit tells what was done; what was refused was not."""
    noted = len(all_changes(park.context.storage))
    assert park.ada.post("/v1/closures", json={"start": at(1).isoformat(), "end": at(2).isoformat()}).status_code == 403
    assert park.operator.post("/v1/tenants", json={"id": "ada", "name": "x"}).status_code == 409
    assert park.operator.put("/v1/tenants/ada", json={"name": "x"}, headers={"If-Match": '"7"'}).status_code == 412
    assert len(all_changes(park.context.storage)) == noted


def test_every_place_that_begins_to_write_was_walked() -> None:
    """A use case that no test above reaches could otherwise go past the recorder."""
    writers: set[str] = set()

    def park_of_its_own() -> Context:
        return make_context(WatchedStorage(writers).unit_of_work)

    for name in sorted(DEEDS):
        with running_park(park_of_its_own()) as park:
            prepared(park, name)()
    for ready in _INSIDE.values():
        ready(park_of_its_own())()
    ctx = park_of_its_own()
    runs.report_progress(ctx, _solving(ctx), RunProgress(seconds=3))
    once.once(ctx, OPERATOR, once.Asked(key="k", fingerprint="f"), lambda _: Reply(status=201, body="{}"))
    forgetting.forget_over(ctx)
    ledger.carry_balances(ctx)
    identities.take_back(ctx, identities.send_away(ctx)[1])
    workers.beat(ctx, Heartbeat(id="wk_1", host="h", pid=1, started_at=NOW, seen_at=NOW))
    errand_turns.begin(ctx, "wk_1", "sweep", timedelta(minutes=1))
    errand_turns.end(ctx, "wk_1", "sweep")
    forgetting.forget_deliveries(ctx)
    _deliver(ctx)
    assert writers == _places()


def _deliver(ctx: Context) -> None:
    """Go through what a worker does: take, settle, give back."""
    terms = webhooks.WebhookTerms(url="https://erp.example.com/")
    made = webhooks.create_webhook(ctx, OPERATOR, terms)
    webhook_log.send_test(ctx, OPERATOR, made.id)
    length = timedelta(seconds=30)
    task = delivering.take(ctx, made.id, length)
    assert task is not None
    gone = Attempt(at=NOW, outcome=Outcome.REFUSED, status=410, milliseconds=1, error="gone")
    following = delivering.settle(ctx, task, gone, length, chance=0)
    assert following is not None
    delivering.release(ctx, following)
    again = delivering.take(ctx, made.id, length)
    assert again is not None
    _leaves_its_traces(ctx, lambda: delivering.settle(ctx, again, gone, length, chance=0))


def _places() -> set[str]:
    """Return the functions of the services that ask for a transaction which is not said to be read-only."""
    names = [each.name for each in pkgutil.iter_modules(scheduler.services.__path__)]
    return {place for name in names for place in _writers_in(import_module(f"scheduler.services.{name}"))}


def _writers_in(module: ModuleType) -> Iterator[str]:
    for function in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(function, ast.FunctionDef):
            calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
            names = [
                call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "unit_of_work"
            ]
            if any(not call.keywords for call in names):
                yield f"{module.__name__}.{function.name}"
