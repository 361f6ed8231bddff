"""What is sent again and what is not: nothing twice that could do something twice.

Over 150 lines because the rule and what a client does by it stand together.
"""

from __future__ import annotations

import socket
from datetime import UTC, datetime

import pytest

from equishare_client import Client, ProblemError, Retries, UnreachableError
from equishare_client.calls import Call
from equishare_client.errors import EquishareError
from equishare_client.models import MachineTerms, NewClosure, Problem, ScheduleRun
from equishare_client.problems import TooManyRequestsError, UnavailableError
from tests.equishare_client.answering import Answer, answering, problem

READ = Call("GET", "/v1/machines")
KEYED = Call("POST", "/v1/booking-requests", body={}, key="k1")
PLAIN = Call("POST", "/v1/schedules/3:publish")
PUT = Call("PUT", "/v1/park", body={})
MEANT = Call("PUT", "/v1/tenants/ada", body={}, if_match=3)
NEW = Call("PUT", "/v1/shift-patterns/night", body={}, new=True)
WHATEVER = Call("PUT", "/v1/park", body={}, if_match="*")
GONE = Call("DELETE", "/v1/closures/c1")
AT_ONCE = Retries(attempts=4, first=0.0)
BROKEN = Answer(status=0)


def told(code: str, status: int, retry_after: float | None = None) -> ProblemError:
    """Return a problem."""
    facts = Problem(type=f"/problems/{code}", title="", status=status, detail="", errors=(), trace_id="")
    return ProblemError(facts, retry_after=retry_after)


def lost(*, sent: bool) -> UnreachableError:
    """Return what is raised where no answer comes."""
    return UnreachableError("lost", sent=sent, idempotency_key=None)


def again(call: Call, error: EquishareError) -> bool:
    """Return whether a call is sent again after its first try."""
    return AT_ONCE.pause(call, error, 1, 0.0) is not None


@pytest.mark.parametrize("call", [READ, KEYED, PUT, WHATEVER])
def test_what_does_the_same_again_is_repeated(call: Call) -> None:
    """A passing fault would end a script that could have gone on."""
    assert again(call, lost(sent=True))
    assert all(again(call, told("unavailable", status)) for status in (502, 503, 504))


@pytest.mark.parametrize("call", [PLAIN, MEANT, NEW, GONE])
def test_what_may_have_been_done_is_not_done_again(call: Call) -> None:
    """Something would be done twice, or the second answer deny what the first try did."""
    assert not again(call, lost(sent=True))
    assert not any(again(call, told("unavailable", status)) for status in (502, 503, 504))


@pytest.mark.parametrize("call", [READ, KEYED, PUT, WHATEVER, PLAIN, MEANT, NEW, GONE])
def test_what_was_certainly_not_done_is_repeated(call: Call) -> None:
    """Nobody would wait for a service that is about to start, or for a limit to pass."""
    assert again(call, lost(sent=False))
    assert again(call, told("too-many-requests", 429))


@pytest.mark.parametrize(
    "error", [told("refused", 422), told("internal", 500), told("conflict", 409), EquishareError()]
)
def test_what_would_be_refused_again_is_not_repeated(error: EquishareError) -> None:
    """A script would wait a minute for the same refusal."""
    assert not again(READ, error)
    assert not again(KEYED, error)


def test_the_try_before_may_still_be_going_on() -> None:
    """A second try would be told that the first is being worked on, and the script take that for a refusal."""
    assert Retries().pause(KEYED, told("still-running", 409), 1, 0.0) == 1.0
    assert not again(PLAIN, told("still-running", 409))


def test_pauses_grow_and_end() -> None:
    """All clients would come back at once, or one would never give up."""
    retries = Retries(attempts=9, first=0.1, longest=1.0, seconds=60.0)
    fault = lost(sent=False)
    for tries, usual in [(1, 0.1), (2, 0.2), (3, 0.4), (4, 0.8), (5, 1.0), (8, 1.0)]:
        pause = retries.pause(READ, fault, tries, 0.0)
        assert pause is not None
        assert usual / 2 <= pause <= usual
    assert retries.pause(READ, fault, 9, 0.0) is None
    assert retries.pause(READ, fault, 1, 60.0) is None


def test_as_long_as_the_service_asks_is_waited() -> None:
    """The next try would come too early, or in an hour."""
    assert Retries().pause(PLAIN, told("too-many-requests", 429, 7.0), 1, 0.0) == 7.0
    assert Retries().pause(PLAIN, told("too-many-requests", 429, 7.0), 2, 53.0) == 7.0
    assert Retries().pause(PLAIN, told("too-many-requests", 429, 7.0), 2, 53.1) is None
    assert Retries().pause(READ, told("unavailable", 503, 61.0), 1, 0.0) is None


def test_the_key_is_kept_over_all_tries() -> None:
    """The second try would be another request, and make a second thing."""
    run = """{"id": "run_1", "status": "queued", "parameters": {}, "requested_by": "k", "created_at": "2026-11-24T08:00:00Z",
        "updated_at": "2026-11-24T08:00:00Z", "window": null, "solver_status": null, "progress": null, "stop_requested": false,
        "schedule_version": null, "message": "", "started_at": null, "finished_at": null, "version": 1}"""
    fails = [BROKEN, problem("unavailable", 503), problem("still-running", 409)]
    with (
        answering(*fails, Answer(202, run), Answer(202, run)) as (base, asked),
        Client(base, "es_key", retries=AT_ONCE) as park,
    ):
        assert isinstance(park.schedule_runs.start().state, ScheduleRun)
        park.schedule_runs.start(idempotency_key="mine")
    keys = [each.headers["Idempotency-Key"] for each in asked]
    assert len(keys) == 5
    assert len(set(keys[:4])) == 1
    assert (len(keys[0]), keys[4]) == (36, "mine")
    assert {each.headers["Authorization"] for each in asked} == {"Bearer es_key"}


def test_the_last_try_says_what_it_knows() -> None:
    """Nobody would know whether something was done, and with which key to find out."""
    closure = NewClosure(start=datetime(2026, 12, 1, tzinfo=UTC), end=datetime(2026, 12, 2, tzinfo=UTC))
    with (
        answering(*[BROKEN] * 4) as (base, asked),
        Client(base, retries=AT_ONCE) as park,
        pytest.raises(UnreachableError, match="send it again with idempotency_key='k1'") as caught,
    ):
        park.closures.add(closure, idempotency_key="k1")
    assert len(asked) == 4
    assert (caught.value.sent, caught.value.idempotency_key) == (True, "k1")


def test_a_change_that_may_have_been_made_is_tried_once() -> None:
    """The second try would say that somebody else was quicker."""
    with (
        answering(BROKEN) as (base, asked),
        Client(base, retries=AT_ONCE) as park,
        pytest.raises(UnreachableError, match="read the thing again"),
    ):
        park.machines.replace("cut-1", MachineTerms(name="Cutter", capability="cutting"), if_match=3)
    assert [(each.method, each.headers["If-Match"]) for each in asked] == [("PUT", '"3"')]


def test_nobody_there_is_told_as_such() -> None:
    """A wrong address would look like a lost request."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with (
            Client(base, retries=AT_ONCE) as park,
            pytest.raises(UnreachableError, match="nothing was sent; check address") as caught,
        ):
            park.schedule_runs.start()
    assert caught.value.sent is False


def test_problems_become_the_exception_of_their_kind() -> None:
    """A script could not tell a full service from a refusal, nor how long to wait."""
    full = problem("too-many-requests", 429, **{"Retry-After": "3600"})
    with answering(full, problem("unavailable", 503)) as (base, _), Client(base, retries=AT_ONCE) as park:
        with pytest.raises(TooManyRequestsError) as caught:
            park.operation.get_health()
        with pytest.raises(UnavailableError):
            park.closures.remove("cl_1")
    assert caught.value.retry_after == 3600.0
