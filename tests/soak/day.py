"""A day of a park over HTTP, which may be broken off at any moment and gone on with: requests, withdrawals, nights, publications.

Every call that makes something carries a key. A call without an answer may or may not have been carried out: sent again with its key, it is
carried out once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx2

from tests.api.parks import OPERATOR_KEY
from tests.api.serving import PATIENCE

if TYPE_CHECKING:
    from random import Random

_ANY_STATE = {"If-Match": "*"}
#: Requests that compete at most: the nights of a trial are short.
_MOST = 60
#: Calls that are sent again after each kill, of the last days and of those before.
_YOUNG = 40
#: Statuses of a run that is over.
OVER = frozenset({"completed", "failed", "cancelled"})


class BrokenOffError(Exception):
    """The service is gone in the middle of a call."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A call that makes something, and the answer that was given to it; None: nobody knows."""

    key: str
    path: str
    body: dict[str, Any]
    answer: bytes | None = None


@dataclass(slots=True)
class Day:
    """What a client did and was told, over all lives of the service."""

    random: Random
    sent: dict[str, Sent] = field(default_factory=dict)
    #: Ids of requests that were acknowledged, in the order in which they were.
    requests: list[str] = field(default_factory=list)
    #: Those of them that were not taken back.
    standing: list[str] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)
    #: Calls that were answered.
    answered: int = 0

    def go_on(self, base: str) -> None:
        """Do what clients and operator do in a day, until it is over; BrokenOffError when the service is."""
        with httpx2.Client(
            base_url=base, headers={"Authorization": f"Bearer {OPERATOR_KEY}"}, timeout=PATIENCE
        ) as client:
            for _ in range(self.random.randrange(4, 12)):
                self._ask_for_time(client)
                if self.standing and self.random.random() < 0.2:
                    self._withdraw(client, self.random.choice(self.standing))
            while len(self.standing) > _MOST:
                self._withdraw(client, self.standing[0])
            self._plan(client)

    def repeat(self, base: str) -> list[str]:
        """Send calls again, the youngest and some of the others, and return what is wrong: another answer, or none where there is to be one."""
        wrong = []
        with httpx2.Client(
            base_url=base, headers={"Authorization": f"Bearer {OPERATOR_KEY}"}, timeout=PATIENCE
        ) as client:
            every = list(self.sent.values())
            older, younger = every[:-_YOUNG], every[-_YOUNG:]
            for sent in (*self.random.sample(older, min(len(older), _YOUNG)), *younger):
                answer = client.post(sent.path, json=sent.body, headers={"Idempotency-Key": sent.key})
                if not answer.is_success:
                    wrong.append(f"{sent.key}: {answer.status_code} {answer.text}")
                elif sent.answer is None:
                    self._note(sent, answer)
                elif answer.content != sent.answer:
                    wrong.append(f"{sent.key}: {sent.answer!r} became {answer.text}")
        return wrong

    def _ask_for_time(self, client: httpx2.Client) -> None:
        number = len(self.sent)
        body = {
            "tenant_id": self.random.choice(["ada", "bob"]),
            "title": f"order {number}",
            "operations": [{"capability": "cutting", "duration": f"PT{self.random.randrange(1, 9) * 15}M"}],
            "deadline": (datetime.now(UTC) + timedelta(days=4)).isoformat(),
        }
        self._send(client, Sent(f"day-{number}", "/v1/booking-requests", body))

    def _withdraw(self, client: httpx2.Client, request: str) -> None:
        # Broken off or not, and refused or not: it is not asked for again.
        self.standing.remove(request)
        self._call(client, "POST", f"/v1/booking-requests/{request}:withdraw", headers=_ANY_STATE)

    def _plan(self, client: httpx2.Client) -> None:
        """Ask for a night, wait for it, and publish what it made unless the night does so itself."""
        publish = self.random.random() < 0.5
        body = {"seconds": self.random.choice([0.01, 0.3]), "publish": publish}
        run = self._send(client, Sent(f"day-{len(self.sent)}", "/v1/schedule-runs", body))["id"]
        while (found := self._call(client, "GET", f"/v1/schedule-runs/{run}").json())["status"] not in OVER:
            pass
        if found["schedule_version"] is not None and not publish:
            self._call(client, "POST", f"/v1/schedules/{found['schedule_version']}:publish", headers=_ANY_STATE)

    def _send(self, client: httpx2.Client, sent: Sent) -> Any:
        self.sent[sent.key] = sent
        answer = self._call(client, "POST", sent.path, json=sent.body, headers={"Idempotency-Key": sent.key})
        assert answer.is_success, answer.text
        self._note(sent, answer)
        return answer.json()

    def _note(self, sent: Sent, answer: httpx2.Response) -> None:
        self.sent[sent.key] = Sent(sent.key, sent.path, sent.body, answer.content)
        made: str = answer.json()["id"]
        if sent.path == "/v1/booking-requests":
            self.requests.append(made)
            self.standing.append(made)
        else:
            self.runs.append(made)

    def _call(self, client: httpx2.Client, method: str, path: str, **more: Any) -> httpx2.Response:
        try:
            answer = client.request(method, path, **more)
        except httpx2.HTTPError as error:
            raise BrokenOffError(str(error)) from error
        assert answer.status_code < 500, answer.text
        self.answered += 1
        return answer
