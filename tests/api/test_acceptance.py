"""The service as its users meet it: a process of its own on a loopback port; the main story is in `tests/acceptance`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.api.parks import OPERATOR_KEY
from tests.api.serving import PATIENCE, client, new_tenant, post, served
from tests.api.streams import read_events

if TYPE_CHECKING:
    from pathlib import Path


def test_the_service_ends_while_somebody_watches(tmp_path: Path) -> None:
    """A stream that is open does not keep the service from stopping, nor the solve under it."""
    with served(tmp_path, "memory://") as (base, process), client(base, OPERATOR_KEY) as operator:
        post(operator, "/v1/machines", {"id": "cut-1", "name": "Cutter", "capability": "cutting"})
        ada = new_tenant(operator, base, "ada")
        deadline = (datetime.now(UTC) + timedelta(days=6)).isoformat()
        wishes = [
            {"operations": [{"capability": "cutting", "duration": f"PT{37 + 13 * n % 120}M"}], "deadline": deadline}
            for n in range(200)
        ]
        post(ada, "/v1/booking-requests:batch", {"requests": wishes})
        run = post(operator, "/v1/schedule-runs", {"seconds": 3600})
        with operator.stream("GET", f"/v1/schedule-runs/{run['id']}/events") as stream:
            name, seen = next(iter(read_events(stream.iter_lines())))
            assert name == "progress", seen
            process.terminate()
            process.wait(PATIENCE)
        ada.close()
