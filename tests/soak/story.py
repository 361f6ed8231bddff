"""The life of a park over HTTP, in steps that are drawn: whatever comes after whatever, the invariants hold after every step.

Over 150 lines because the deeds of a park's life are one machine, and what must hold of each stands with it.

The service is the whole application on a database in a file, with a clock that the story sets. When it dies, it does so at a commit, right before
or right after; another one is started on the file, and the client sends again what it got no answer to. Killing processes is for `test_kills`.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from scheduler.domain.access import Role
from scheduler.services import keys, load
from scheduler.storage.sql import check
from tests.api.parks import OPERATOR_KEY
from tests.scheduler.builders import OPERATOR, HandClock, make_park
from tests.soak.day import OVER
from tests.soak.invariants import broken
from tests.soak.story_service import Served

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx2

    from scheduler.domain.reservation import Reservation

_NUMBERS = st.integers(0, 10_000)
_WHO = st.sampled_from(["ada", "bob"])
_HOUR = timedelta(hours=1)
#: How long the answer to a key is kept, less what a step may take.
_KEPT = timedelta(hours=23)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A call with a key that was answered."""

    who: str
    path: str
    body: dict[str, Any]
    key: str
    at: datetime
    answer: bytes


class Story(Served, RuleBasedStateMachine):
    """The machine."""

    #: Steps of all stories of this process.
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self._over = ExitStack()
        folder = self._over.enter_context(tempfile.TemporaryDirectory(prefix="story-"))
        self._url = f"sqlite:///{Path(folder) / 'park.db'}"
        self._clock = HandClock()
        self._open()
        load.load_park(self._context, OPERATOR, make_park())
        self._keys = {"operator": OPERATOR_KEY} | {
            name: keys.create_key(self._context, OPERATOR, name=name, role=Role.TENANT, tenant_id=name).secret
            for name in ("ada", "bob")
        }
        self._start()
        self._sent: list[_Sent] = []
        self._requests: list[str] = []
        self._outages: list[str] = []
        self._entries: frozenset[str] = frozenset()

    @initialize()
    def first_night(self) -> None:
        """Begin with something to withdraw, move and cancel: so no rule below has to wait for another."""
        for who, minutes in (("ada", 60), ("ada", 180), ("bob", 30), ("bob", 180)):
            self.submit(who, minutes)
        self.night(publish=True)

    @rule(who=_WHO, minutes=st.sampled_from([30, 60, 180]))
    def submit(self, who: str, minutes: int) -> None:
        """A tenant asks for time."""
        self._create(who, self._wish(minutes))

    @rule(number=_NUMBERS)
    def retry(self, number: int) -> None:
        """I3: the same key has the same answer, as long as answers are kept; another body under it is refused."""
        kept = [sent for sent in self._sent if self._clock() - sent.at < _KEPT]
        if not kept:
            return
        sent = kept[number % len(kept)]
        again = self._call(sent.who, "POST", sent.path, sent.body, key=sent.key)
        assert again.content == sent.answer
        other = self._call(sent.who, "POST", sent.path, sent.body | {"title": "another"}, key=sent.key)
        assert other.status_code == 422, other.text

    @rule(number=_NUMBERS, who=_WHO)
    def withdraw(self, number: int, who: str) -> None:
        """A tenant takes a request back, its own or another's."""
        self._call(who, "POST", f"/v1/booking-requests/{_some(self._requests, number)}:withdraw")

    @rule(number=_NUMBERS, who=_WHO, reopen=st.booleans())
    def cancel(self, number: int, who: str, reopen: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
        """A tenant cancels a reservation, its own or another's."""
        self._on_reservation(number, who, "cancel", {"reopen": reopen})

    @rule(number=_NUMBERS, stale=st.booleans(), speed=st.sampled_from([80, 100, 125]))
    def edit(self, number: int, stale: bool, speed: int) -> None:  # noqa: FBT001 - drawn by Hypothesis
        """The operator changes a machine; what was meant for an older state of it is refused."""
        path = f"/v1/machines/cut-{1 + number % 2}"
        found = self._call("operator", "GET", path)
        version = found.json()["version"]
        tag = f'"{version - 1 if stale else version}"'
        body = {"name": "cutter", "capability": "cutting", "speed_percent": speed}
        answer = self._call("operator", "PUT", path, body, **{"If-Match": tag})
        assert answer.status_code == (412 if stale else 200), answer.text

    @rule(publish=st.booleans())
    def night(self, publish: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
        """A run from being asked for to its end, which may publish; I5: what is frozen stays as it is."""
        before = self._live()
        run = self._create("operator", {"seconds": 0.01, "publish": publish}, "/v1/schedule-runs").json()
        while run["status"] not in OVER:
            run = self._call("operator", "GET", f"/v1/schedule-runs/{run['id']}").json()
        assert run["status"] == "completed", run["message"]
        if publish and self._is_published(run["schedule_version"]):
            self._stays_frozen(before, run["window"]["frozen_until"])

    @rule(number=_NUMBERS)
    def publish(self, number: int) -> None:
        """The operator publishes a plan: the last, a late one, one that was superseded, or one that there is not; I5."""
        before, version = self._live(), 1 + number % (self._plans() + 1)
        answer = self._call("operator", "POST", f"/v1/schedules/{version}:publish")
        if answer.is_success:
            self._stays_frozen(before, answer.json()["schedule"]["window"]["frozen_until"])
        else:
            assert self._live() == before

    @rule(
        number=_NUMBERS,
        deeds=st.sampled_from(
            [("check-in",), ("no-show",), ("check-in", "begin", "check-out"), ("check-in", "release")]
        ),
    )
    def operate(self, number: int, deeds: tuple[str, ...]) -> None:
        """The operator notes what became of a reservation."""
        for deed in deeds:
            self._on_reservation(number, "operator", deed)

    @rule(number=_NUMBERS)
    def displace(self, number: int) -> None:
        """The park takes a reservation away."""
        self._on_reservation(number, "operator", "displace")

    @rule(number=_NUMBERS, minutes=st.sampled_from([1, 30, 1000]))
    def refund(self, number: int, minutes: int) -> None:
        """The operator gives a charge back, or more than is left, or what was never charged."""
        body = {"reservation_id": _some(self._reservations(), number), "note": "why", "minutes": minutes}
        self._call("operator", "POST", "/v1/tenants/ada/ledger:refund", body)

    @rule(number=_NUMBERS, hours=st.integers(0, 30))
    def fail_machine(self, number: int, hours: int) -> None:
        """A machine is out of order for a while."""
        start = self._clock() + hours * _HOUR
        body = {
            "machine_id": f"cut-{1 + number % 2}",
            "start": start.isoformat(),
            "end": (start + 4 * _HOUR).isoformat(),
            "reason": "spindle",
        }
        self._outages.append(self._create("operator", body, "/v1/outages").json()["id"])

    @precondition(lambda self: self._outages)
    @rule(number=_NUMBERS)
    def mend_machine(self, number: int) -> None:
        """It is in order again before its time."""
        key = self._outages.pop(number % len(self._outages))
        assert self._call("operator", "DELETE", f"/v1/outages/{key}").status_code == 204

    @rule(by=st.sampled_from([0.25, 1, 5]))
    def time_passes(self, by: float) -> None:
        """The clock goes on."""
        self._clock.advance(by * _HOUR)

    @rule(who=_WHO, moment=st.sampled_from(["before", "after"]))
    def die(self, who: str, moment: str) -> None:
        """The service dies in a call; after its restart the call is sent again, and was carried out once."""
        body, key, count = self._wish(60), self._new_key(), self._count()
        self._storage.dies = moment
        assert self._http.post("/v1/booking-requests", json=body, headers=self._headers(who, key)).status_code == 500
        self._begin_again()
        self._create(who, body, key=key)
        assert self._count() == count + 1

    @rule(number=_NUMBERS)
    def restart(self, number: int) -> None:
        """The service ends, and another one begins on the same database; not as often as everything else, for it takes as long as ten steps."""
        if number % 8 == 0:
            self._begin_again()

    @invariant()
    def everything_holds(self) -> None:
        """I1, I2, I4, I6, I7; and no entry of the ledger is ever changed or gone."""
        Story.steps += 1
        assert broken(self._context, self._requests) == []
        with self._context.unit_of_work(read_only=True) as uow:
            known, self._entries = self._entries, frozenset(map(repr, uow.ledger.list()))
        assert known <= self._entries

    def teardown(self) -> None:
        """End the service, and hold the file itself against what a database must be."""
        self._stop()
        damage = check(self._url)
        self._over.close()
        assert damage == ()

    def _create(
        self, who: str, body: dict[str, Any], path: str = "/v1/booking-requests", key: str | None = None
    ) -> httpx2.Response:
        name = key or self._new_key()
        answer = self._call(who, "POST", path, body, key=name)
        assert answer.is_success, answer.text
        self._sent.append(_Sent(who, path, body, name, self._clock(), answer.content))
        if path == "/v1/booking-requests":
            self._requests.append(answer.json()["id"])
        return answer

    def _on_reservation(self, number: int, who: str, deed: str, body: dict[str, Any] | None = None) -> None:
        self._call(who, "POST", f"/v1/reservations/{_some(self._reservations(), number)}:{deed}", body)

    def _wish(self, minutes: int) -> dict[str, Any]:
        deadline = (self._clock() + 36 * _HOUR).isoformat()
        return {"operations": [{"capability": "cutting", "duration": f"PT{minutes}M"}], "deadline": deadline}

    def _new_key(self) -> str:
        return f"key-{len(self._sent)}"

    def _live(self) -> dict[str, Reservation]:
        with self._context.unit_of_work(read_only=True) as uow:
            return {each.id: each for each in uow.reservations.live()}

    def _stays_frozen(self, before: dict[str, Reservation], frozen_until: str) -> None:
        until, after = datetime.fromisoformat(frozen_until), self._live()
        assert {key: each for key, each in before.items() if each.start < until} == {
            key: each for key, each in after.items() if key in before and each.start < until
        }

    def _reservations(self) -> list[str]:
        return [
            each["id"] for each in self._call("operator", "GET", "/v1/reservations?limit=1000").json()["items"]
        ] or ["rs_none"]

    def _plans(self) -> int:
        with self._context.unit_of_work(read_only=True) as uow:
            return uow.schedules.highest_version()

    def _is_published(self, version: int) -> bool:
        answer = self._call("operator", "GET", f"/v1/schedules/{version}")
        return bool(answer.json()["status"] == "published")

    def _count(self) -> int:
        return len(self._call("operator", "GET", "/v1/booking-requests?limit=1000").json()["items"])


def _some(keys: Sequence[str], number: int) -> str:
    return keys[number % len(keys)]
