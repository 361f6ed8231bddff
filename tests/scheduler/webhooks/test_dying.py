"""A worker that is killed right before or right after each of its commits loses nothing, and the next one goes on in order."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scheduler.clock import system_clock
from scheduler.services import booking_requests
from tests.scheduler.builders import make_context, make_terms, tenant
from tests.scheduler.storage.sql.parks import opened
from tests.scheduler.webhooks.dying import deliverer
from tests.scheduler.webhooks.receiver import PATIENCE, receiving
from tests.scheduler.webhooks.tasks import Hand, make_webhook
from tests.scheduler.webhooks.waiting import until

if TYPE_CHECKING:
    from tests.scheduler.postgres import Postgres

_ROOT = Path(__file__).parents[3]
#: How often each event came, by the moment of the death; three events.
_MOMENTS = {
    ("before", 1): [1, 1, 1],  # nothing was taken
    ("after", 1): [1, 1, 1],  # taken and not sent
    ("before", 2): [2, 1, 1],  # sent, and that was not written down
    ("after", 2): [1, 1, 1],  # the first is done, the second taken and not sent
    ("before", 4): [1, 1, 2],  # the last was sent
    ("after", 4): [1, 1, 1],  # all is done
}


@pytest.mark.parametrize(("moment", "number"), _MOMENTS)
def test_nothing_is_lost_whenever_a_worker_is_killed(tmp_path: Path, moment: str, number: int) -> None:
    """An event that was acknowledged would never be told, be told twice as two, or behind a later one."""
    _die_and_go_on(f"sqlite:///{tmp_path / 'park.db'}", moment, number)


@pytest.mark.parametrize(("moment", "number"), [("before", 2), ("after", 2)])
def test_nor_on_a_server(postgres: Postgres, moment: str, number: int) -> None:
    """What the dead one held of the writers' turn is given back by the server."""
    with postgres.park() as url:
        _die_and_go_on(url, moment, number)


def _die_and_go_on(url: str, moment: str, number: int) -> None:
    with receiving() as receiver, opened(url) as storage:
        ctx = make_context(storage.unit_of_work, system_clock)  # type: ignore[arg-type]  # a clock that nobody sets
        made = make_webhook(ctx, url=receiver.url)
        for _ in range(2):
            deadline = datetime.now(UTC) + timedelta(days=2)
            booking_requests.create(ctx, tenant("ada"), make_terms(deadline=deadline))
        command = [sys.executable, "-m", "tests.scheduler.webhooks.dying", url, moment, str(number)]
        died = subprocess.run(command, cwd=_ROOT, timeout=PATIENCE, check=False)
        assert died.returncode == -signal.SIGKILL
        workers, hand = deliverer(storage.unit_of_work), Hand(ctx, made.id)

        def done() -> bool:
            workers.deliver()
            return [each.status.value for each in hand.log()] == ["delivered"] * 3

        # Nothing happens until the lease of the dead one is over.
        assert until(done)
        log = hand.log()
    ids = [each.id for each in receiver.seen]
    assert list(dict.fromkeys(ids)) == [each.id for each in log]
    assert [ids.count(each.id) for each in log] == _MOMENTS[moment, number]
    told = [int(each.verified(made.secret)["data"]["id"]) for each in receiver.seen]
    assert told == sorted(told)
