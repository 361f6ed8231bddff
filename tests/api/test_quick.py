"""Who is answered at once, and that nobody else waits for who cannot be."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import httpx2
import pytest

from api.quick import answered, quick
from api.schemas.events import EventQuery
from api.schemas.lists import PageQuery, Query
from api.schemas.machines import CalendarQuery
from scheduler.storage.at_once import WouldWaitError, at_once, may_wait
from tests.api.parks import OPERATOR_KEY
from tests.api.serving import client, served
from tests.scheduler.builders import NOW, at

if TYPE_CHECKING:
    from pathlib import Path


def test_what_can_be_answered_at_once_needs_no_thread_and_what_cannot_gets_one() -> None:
    """A service that waits in its loop serves nobody meanwhile; one that always takes a thread serves half as many."""
    tried = []

    def look() -> int:
        tried.append(may_wait())
        return threading.get_ident()

    def wait() -> int:
        if not may_wait():
            tried.append(False)
            raise WouldWaitError
        return look()

    async def both() -> tuple[int, int]:
        return await answered(look), await answered(wait)

    here, aside = asyncio.run(both())
    assert here == threading.get_ident() != aside
    assert tried == [False, False, True]


def test_an_error_is_the_callers_and_leaves_the_next_call_its_patience() -> None:
    """A call that fails at once would otherwise be made twice, or every later one be impatient."""
    made = []

    def fail() -> None:
        made.append(may_wait())
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        asyncio.run(answered(fail))
    assert made == [False]
    assert may_wait()
    with pytest.raises(RuntimeError), at_once():
        raise RuntimeError
    assert may_wait()


@pytest.mark.parametrize(
    ("query", "is_long"),
    [
        (Query(), False),
        (PageQuery(limit=200), False),
        (PageQuery(limit=201), True),
        (EventQuery(limit=200), False),
        (EventQuery(limit=201), True),
        (CalendarQuery(start=NOW, end=at(31 * 24)), False),
        (CalendarQuery(start=NOW, end=at(31 * 24 + 1)), True),
    ],
)
def test_long_pages_come_from_a_thread(query: Query, *, is_long: bool) -> None:
    """One company's page of a thousand would be put together while everybody else waits."""

    @quick
    def handler(query: Query) -> int:
        del query
        return threading.get_ident()

    assert (asyncio.run(handler(query=query)) != threading.get_ident()) is is_long


def test_a_process_that_stands_still_holds_up_only_who_needs_what_it_holds(tmp_path: Path) -> None:
    """The service would look dead while another counts its calls, and be restarted by who watches over it."""
    with (
        served(tmp_path, f"sqlite:///{tmp_path / 'park.db'}") as (base, _),
        client(base, OPERATOR_KEY) as operator,
        closing(sqlite3.connect(tmp_path / "park.db-rates", isolation_level=None)) as other,
        ThreadPoolExecutor(1) as pool,
    ):
        assert operator.get("/v1/machines").status_code == 200
        other.execute("BEGIN IMMEDIATE")
        asked = pool.submit(operator.get, "/v1/machines")
        assert [httpx2.get(f"{base}/healthz").status_code for _ in range(3)] == [200] * 3
        assert not asked.done()
        other.execute("COMMIT")
        assert asked.result(30).status_code == 200
