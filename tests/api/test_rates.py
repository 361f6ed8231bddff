"""How often somebody may call: told with when to come back, and the same however many processes serve."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from starlette.testclient import TestClient

from scheduler.domain.access import Role
from scheduler.errors import StorageError
from scheduler.services import keys
from tests.api.parks import client_of, make_request, running_park
from tests.api.serving import client, served
from tests.scheduler.builders import OPERATOR

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def statuses(who: TestClient, times: int, path: str = "/v1/machines") -> list[int]:
    """Return how so many calls end."""
    return [who.get(path).status_code for _ in range(times)]


def test_a_key_that_calls_too_often_is_told_when_to_come_back() -> None:
    """A loop in one company's software would keep the others from booking; a client would not know how long to wait."""
    with running_park(key_rate="3/minute") as park:
        assert statuses(park.ada, 3) == [200] * 3
        park.clock.advance(timedelta(seconds=20.5))
        refused = park.ada.get("/v1/machines")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "40")
        assert refused.headers["Content-Type"] == "application/problem+json"
        told = refused.json()
        assert (told["type"], told["status"]) == ("/problems/too-many-requests", 429)
        assert told["errors"][0]["cure"] == "wait 40 seconds"
        park.clock.advance(timedelta(seconds=40))
        assert statuses(park.ada, 4) == [200, 200, 200, 429]


def test_one_key_does_not_use_up_what_another_may() -> None:
    """A tenant could shut out its competitors, or the operator."""
    with running_park(key_rate="2/minute") as park:
        assert statuses(park.ada, 3) == [200, 200, 429]
        assert statuses(park.bob, 2) == statuses(park.operator, 2) == [200, 200]
        second = keys.create_key(park.context, OPERATOR, name="second", role=Role.TENANT, tenant_id="ada").secret
        assert statuses(client_of(park.app, second), 2) == [200, 200]


def test_calls_without_a_valid_key_are_counted_by_address() -> None:
    """Whoever guesses keys, or has none, could keep the service busy at no cost."""
    with running_park(address_rate="4/minute") as park:
        wrong = client_of(park.app, "es_wrong")
        assert statuses(wrong, 2) + statuses(park.nobody, 1) + statuses(park.nobody, 2, "/docs") == [
            401,
            401,
            401,
            200,
            429,
        ]
        other = TestClient(park.app, client=("203.0.113.9", 1))
        assert statuses(other, 1) == [401]
        assert statuses(park.ada, 9) == [200] * 9


def test_one_house_has_one_limit_however_many_addresses_it_has() -> None:
    """Who has one IPv6 address has billions."""
    with running_park(address_rate="2/minute") as park:
        near = [TestClient(park.app, client=(f"2001:db8::{number}", 1)) for number in (1, 2, 3)]
        assert [statuses(each, 1)[0] for each in near] == [401, 401, 429]
        assert statuses(TestClient(park.app, client=("2001:db8:0:1::1", 1)), 1) == [401]


def test_probes_are_never_told_to_wait() -> None:
    """What watches over the service would restart one that is well, because somebody else calls too often."""
    with running_park(address_rate="1/hour") as park:
        assert statuses(park.nobody, 2) == [401, 429]
        assert statuses(park.nobody, 5, "/healthz") == statuses(park.nobody, 5, "/readyz") == [200] * 5


def test_a_call_that_is_refused_does_nothing() -> None:
    """A booking would be made that the caller was told was not."""
    with running_park(key_rate="1/minute") as park:
        answers = [park.ada.post("/v1/booking-requests", json=make_request()) for _ in range(3)]
        assert [each.status_code for each in answers] == [201, 429, 429]
        assert len(park.operator.get("/v1/booking-requests").json()["items"]) == 1


def test_the_limit_is_one_for_all_processes(tmp_path: Path) -> None:
    """With every process a caller could call as often again."""
    shared: dict[str, Any] = {"key_rate": "5/hour", "rates_file": str(tmp_path / "counts")}
    with running_park(**shared) as one, running_park(one.context, **shared) as other:
        key = keys.create_key(one.context, OPERATOR, name="ERP", role=Role.TENANT, tenant_id="ada").secret
        clients = [client_of(each.app, key) for each in (one, other)]
        assert [statuses(clients[number % 2], 1)[0] for number in range(7)] == [200] * 5 + [429] * 2


def test_a_count_that_cannot_be_kept_shuts_nobody_out() -> None:
    """A full disk would end all business, where only the counting has to wait."""
    with running_park(key_rate="1/minute") as park:
        park.app.state.service.rates.close()
        assert statuses(park.ada, 3) == [200] * 3


def test_without_a_limit_nothing_is_counted() -> None:
    """`off` would still cost every call."""
    with running_park() as park:
        assert statuses(park.ada, 3) + statuses(park.nobody, 3) == [200] * 3 + [401] * 3
        assert park.app.state.service.rates._counters._added == 0


def test_the_word_of_a_proxy_is_taken_and_of_nobody_else(tmp_path: Path) -> None:
    """Whoever writes another address into a header each time would call as often as it likes; behind a proxy all would be one caller."""
    for proxies, told in (("127.0.0.1", [401, 401]), ("192.0.2.1", [401, 429])):
        limits = {"EQUISHARE_ADDRESS_RATE": "1/hour", "EQUISHARE_PROXIES": proxies}
        with served(tmp_path, "memory://", **limits) as (base, _), client(base, "es_wrong") as wrong:
            named = ({"X-Forwarded-For": f"203.0.113.{number}"} for number in (1, 2))
            assert [wrong.get("/v1/machines", headers=each).status_code for each in named] == told


def test_a_key_that_cannot_be_looked_up_is_no_wrong_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenant's software would throw its key away because the database was gone for a minute; nor is it counted as a stranger's call."""

    def fail(*_: object) -> None:
        raise StorageError("park.db", "it is locked", "try again")

    with running_park(address_rate="1/hour") as park:
        with monkeypatch.context() as broken:
            broken.setattr("scheduler.services.keys.authenticate", fail)
            assert statuses(park.ada, 3) == [503] * 3
            assert statuses(park.ada, 1, "/docs") == [200]
        assert statuses(park.ada, 1) == [200]


def test_who_has_to_wait_is_told_before_a_body_is_read() -> None:
    """Sixteen megabytes would be parsed for whoever sends them again and again."""
    with running_park(address_rate="1/minute") as park:
        headers = {"Content-Type": "application/json", "Authorization": "Bearer es_wrong"}
        answers = [park.nobody.post("/v1/booking-requests", content="{", headers=headers) for _ in range(2)]
        assert [each.status_code for each in answers] == [400, 429]
