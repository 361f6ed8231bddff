"""From reservations to events: names that stay, numbers that rise, words that say no more than they may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.calendar_feed import CalendarFeed, FeedDetail, usual_detail
from scheduler.domain.calendar_feed_events import newest, sequence_of, uid_of
from scheduler.domain.calendar_feed_words import STATUS_WORDS, Names, event_of
from scheduler.domain.park import ParkSettings
from scheduler.domain.reservation import ReservationStatus
from tests.scheduler.builders import NOW, make_machine, make_reservation

_GONE = (ReservationStatus.CANCELLED, ReservationStatus.DISPLACED)
_FEED = CalendarFeed(
    id="cf_1", name="", tenant_id="ada", digest="d" * 64, prefix="esf_abcd", last_four="wxyz", created_at=NOW
)  # fmt: skip
_BUSY = CalendarFeed(
    id="cf_2", name="", tenant_id=None, detail=FeedDetail.BUSY, digest="e" * 64, prefix="esf_abcd", last_four="wxyz", created_at=NOW
)  # fmt: skip


@given(ends=st.lists(st.sampled_from(_GONE), max_size=6), is_cancelled=st.booleans())
def test_whatever_becomes_of_a_place_the_number_rises(ends: list[ReservationStatus], *, is_cancelled: bool) -> None:
    """A client ignores an event whose number is not above the one that it has, and shows a place that is gone."""
    numbers, names = [], set()
    for moves, end in enumerate([*ends, ReservationStatus.CANCELLED]):
        seen = [ReservationStatus.CONFIRMED, *([end] if is_cancelled or end is ReservationStatus.CANCELLED else [])]
        for status in seen:
            reservation = make_reservation(f"rs_{moves}", moves, status=status, sequence=moves)
            numbers.append(sequence_of(reservation))
            names.add((uid_of(_FEED, reservation), uid_of(_BUSY, reservation)))
    assert numbers == sorted(set(numbers))
    assert len(names) == 1


@given(order=st.permutations(range(6)))
def test_the_last_of_each_piece_of_work_counts(order: list[int]) -> None:
    """In whatever order they are read: an earlier place would otherwise stand in the calendar."""
    found = [make_reservation(f"rs_{n}", 10 - n, sequence=n // 2, operation=n % 2) for n in range(6)]
    assert [each.id for each in newest(found[n] for n in order)] == ["rs_5", "rs_4"]


def test_parts_and_operations_are_events_of_their_own() -> None:
    """A split operation would otherwise show only one of its parts."""
    keys: list[dict[str, Any]] = [
        {"operation": 0, "part": 0},
        {"operation": 0, "part": 1},
        {"operation": 1},
        {"request_id": "br_2"},
    ]
    for feed in (_FEED, _BUSY):
        assert len({uid_of(feed, make_reservation(**facts)) for facts in keys}) == 4


def test_every_status_has_its_words() -> None:
    """A new status would otherwise break every calendar that has it."""
    assert set(STATUS_WORDS) == set(ReservationStatus)


@pytest.mark.parametrize(("tenant_id", "detail"), [("ada", FeedDetail.FULL), (None, FeedDetail.BUSY)])
def test_what_is_everybodys_is_told_in_short(tenant_id: str | None, detail: FeedDetail) -> None:
    """The operator would otherwise hand out everything by leaving one word out."""
    assert usual_detail(tenant_id) is detail


def test_words_are_chinese_first_and_in_the_time_of_the_park() -> None:
    """A night that ends on the next day names both; where a site or an English name is missing, nothing stands for it."""
    names = Names(
        park=ParkSettings(name="齐鲁园", name_en="Qilu"), zone=ZoneInfo("Asia/Shanghai"), tenants={}, requests={},
        machines={"cut-1": make_machine(name="激光一号", name_en="Laser 1", site="W1")},
    )  # fmt: skip
    start = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
    times: dict[str, Any] = {"start": start, "end": start + timedelta(hours=1)}
    times |= {"processing_start": start, "processing_end": start + timedelta(minutes=20)}
    reservation = make_reservation(machine_ids=("cut-1", "gone"), **times)
    event = event_of(_FEED, reservation, names)
    assert event.summary == "激光一号 Laser 1 + gone · br_1"
    assert event.location == "齐鲁园 Qilu, W1, 激光一号 Laser 1 + gone"
    assert event.description.splitlines()[:4] == [
        "机器 Machine: 激光一号 Laser 1 + gone",
        "占用 Occupied: 2026-11-24 23:30-2026-11-25 00:30 (Asia/Shanghai)",
        "加工 Processing: 2026-11-24 23:30-23:50 (Asia/Shanghai)",
        "状态 Status: 已确认 confirmed",
    ]
    busy = event_of(_BUSY, reservation, names)
    assert (busy.summary, busy.description) == ("占用 Busy · 激光一号 Laser 1 + gone", "")
