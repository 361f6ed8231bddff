"""Nothing that was acknowledged is lost to a webhook when the service is killed in the middle of a delivery."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.api.parks import OPERATOR_KEY, make_request
from tests.api.serving import client, killed_service, new_tenant, post, served
from tests.scheduler.webhooks.receiver import PATIENCE, receiving
from tests.scheduler.webhooks.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

_DATABASE = "sqlite:///park.db"
_VARIABLES = {"EQUISHARE_WEBHOOK_TARGETS": "any", "EQUISHARE_WEBHOOK_SECONDS": "1"}
_MACHINE = {"id": "cut-1", "name": "切割", "capability": "cutting"}


def test_what_was_on_its_way_is_delivered_after_kill_9(tmp_path: Path) -> None:
    """The first delivery is killed between the POST and its being written down, the rest before they began.

    After the next start all of them come, in order; the first comes twice and under the same id, so that it can be known again.
    """
    deadline = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    killed = threading.Event()
    with receiving() as receiver:
        receiver.before = lambda _: killed.wait(PATIENCE)
        with (
            killed_service(tmp_path, _DATABASE, **_VARIABLES) as (base, process),
            client(base, OPERATOR_KEY) as operator,
            new_tenant(operator, base, "ada") as ada,
        ):
            post(operator, "/v1/machines", _MACHINE)
            key = ada.headers["Authorization"].removeprefix("Bearer ")
            webhook = post(ada, "/v1/webhooks", {"url": receiver.url})
            receiver.wait_for(1)
            for _ in range(5):
                post(ada, "/v1/booking-requests", make_request(deadline=deadline))
            process.kill()
            process.wait(PATIENCE)
        killed.set()
        assert len(receiver.seen) == 1
        with served(tmp_path, _DATABASE, **_VARIABLES) as (base, _), client(base, key) as ada:
            events = ada.get("/v1/events").json()["items"]
            owed = [each["id"] for each in events if int(each["id"]) >= _number(events, "webhook.added")]
            assert len(owed) == 6
            until(lambda: len({each.id for each in receiver.seen}) == len(owed))
            log = until(lambda: _all_delivered(ada.get(f"/v1/webhooks/{webhook['id']}/deliveries").json()["items"]))
    first, again = receiver.seen[0], receiver.seen[1]
    assert (first.id, first.body) == (again.id, again.body)
    assert [each.verified(webhook["secret"])["data"]["id"] for each in receiver.seen[1:]] == owed
    assert [each["event"] for each in reversed(log)] == owed


def _number(events: list[dict[str, str]], kind: str) -> int:
    return next(int(each["id"]) for each in events if each["type"] == kind)


def _all_delivered(log: list[dict[str, str]]) -> list[dict[str, str]]:
    return log if all(each["status"] == "delivered" for each in log) else []
