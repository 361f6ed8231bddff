"""Sixty-four clients want the same at the same moment: what they ask in a round, and what must come of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from benchmarks.load.wire import Answer, Call, Wire
from scheduler.domain.plan import Window
from scheduler.services import booking_requests, schedules
from tests.api.parks import OPERATOR_KEY
from tests.scheduler.builders import OPERATOR, make_draft, make_operation, make_slot, make_terms

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scheduler.services.context import Context

CLIENTS = 64
#: Plans that want one slot for eight different requests; each is published by so many clients as share the rest.
RIVALS = 8
_HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Told:
    """What clients were told, over all rounds."""

    tries: int = 0
    won: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    #: Ids of requests that were acknowledged, and versions of plans that were published.
    requests: set[str] = field(default_factory=set)
    plans: list[int] = field(default_factory=list)


class Race:
    """Rounds on one park; `context` is another process on its database, which prepares what there is to be won."""

    def __init__(self, context: Context, first: datetime) -> None:
        self._context, self._first = context, first
        self.told = Told()

    async def run(self, base: str, rounds: int) -> None:
        """Let all clients go, so many rounds of each kind."""
        async with AsyncExitStack() as stack:
            self._wires = [await stack.enter_async_context(Wire(base, OPERATOR_KEY)) for _ in range(CLIENTS)]
            for number in range(rounds):
                await self._reference(number)
                await self._key(number)
                await self._slot(number)
                await self._fate()

    async def _reference(self, number: int) -> None:
        """One reference of a tenant's: one request is taken in, the others are told that it is taken."""
        call = Call("POST", "/v1/booking-requests", self._wish(external_reference=f"PO-{number}"), "reference")
        answers = await self._at_once(lambda _: call)
        self._one_wins(answers, "already-exists")
        self.told.requests |= {answer.json()["id"] for answer in answers if answer.status == 201}

    async def _key(self, number: int) -> None:
        """One key: one request is made, and everybody has its answer or is told to wait for it."""
        call = Call("POST", "/v1/booking-requests", self._wish(title=f"key {number}"), "key")
        answers = await self._at_once(lambda _: call, key=f"race-{number}")
        made = {answer.body for answer in answers if answer.status == 201}
        assert len(made) == 1, made
        assert {_kind(answer) for answer in answers} <= {"201", "still-running"}
        again = (await self._at_once(lambda _: call, key=f"race-{number}", only=1))[0]
        assert (again.status, {again.body}) == (201, made)
        self.told.requests.add(again.json()["id"])

    async def _slot(self, number: int) -> None:
        """One hour of a machine: one of the rival plans is published whole, the others are told that it is taken."""
        versions = self._rivals(self._first + 2 * number * _HOUR)
        answers = await self._at_once(
            lambda client: Call("POST", f"/v1/schedules/{versions[client % RIVALS]}:publish", name="slot")
        )
        published = {answer.json()["schedule"]["version"] for answer in answers if answer.status == 200}
        assert len(published) == 1, published
        # Publishing again what is published changes nothing.
        assert sum(answer.status == 200 for answer in answers) == CLIENTS // RIVALS
        assert {_kind(answer) for answer in answers} == {"200", "overlap"}
        self.told.plans += published

    async def _fate(self) -> None:
        """One reservation, which half of the clients cancel while the others check in: one of them does."""
        path = f"/v1/reservations?schedule_version={self.told.plans[-1]}&status=confirmed"
        (found,) = (await self._at_once(lambda _: Call("GET", path, name="look"), only=1))[0].json()["items"]
        deeds = ("cancel", "check-in")
        answers = await self._at_once(
            lambda client: Call("POST", f"/v1/reservations/{found['id']}:{deeds[client % 2]}", name="fate")
        )
        self._one_wins(answers, "illegal-transition", "conflict")

    async def _at_once(
        self, call_of: Callable[[int], Call], *, key: str | None = None, only: int = CLIENTS
    ) -> list[Answer]:
        calls = [call_of(client) for client in range(only)]
        asked = (wire.ask(call, key=key) for wire, call in zip(self._wires, calls, strict=False))
        answers = await asyncio.gather(*asked)
        if only == CLIENTS:
            self.told.tries += CLIENTS
            for call, answer in zip(calls, answers, strict=True):
                (self.told.won if answer.status < 300 else self.told.lost)[call.name] += 1
        return answers

    def _one_wins(self, answers: list[Answer], *losing: str) -> None:
        kinds = Counter(_kind(answer) for answer in answers)
        assert sum(count for kind, count in kinds.items() if kind.startswith("2")) == 1, kinds
        assert {kind for kind in kinds if not kind.startswith("2")} <= set(losing), kinds

    def _wish(self, **facts: str) -> dict[str, object]:
        deadline = (self._first + timedelta(days=20)).isoformat()
        return {
            "tenant_id": "ada",
            "operations": [{"capability": "cutting", "duration": "PT1H"}],
            "deadline": deadline,
            **facts,
        }

    def _rivals(self, start: datetime) -> list[int]:
        """Store plans that each want the machine at `start`, for a request of its own, and return their versions.

        Their windows begin after the slot: what one of them has put there is not for the next to move.
        """
        versions = []
        for _ in range(RIVALS):
            wish = make_terms(make_operation(), deadline=self._first + timedelta(days=20))
            request = booking_requests.create(self._context, OPERATOR, wish)
            now, end = self._context.clock(), start + _HOUR
            slot = make_slot(request, start=start, end=end, processing_start=start, processing_end=end)
            draft = replace(make_draft(slot), window=Window(start=end, end=end + _HOUR, frozen_until=now))
            versions.append(schedules.store_draft(self._context, draft).version)
        return versions


def _kind(answer: Answer) -> str:
    """Return how an answer ended: its status, or what kind of problem it told, which must be a 409 in order."""
    if answer.status < 300:
        return str(answer.status)
    told = answer.json()
    assert (answer.status, told["status"]) == (409, 409), told
    assert told["detail"], told
    return str(told["type"]).rpartition("/")[2]
