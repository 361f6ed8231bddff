"""Feeds as iCalendar text, read again by a parser."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from scheduler.domain.calendar_feed_events import EventStatus, Feed, FeedEvent
from scheduler.domain.one_line import one_line
from scheduler.services.ical import tag_of, to_ical
from tests.scheduler.builders import NOW, at


def make_event(**facts: Any) -> FeedEvent:
    """Return an event of an hour."""
    defaults: dict[str, Any] = {
        "uid": "br_1-0-0@equishare", "sequence": 2, "status": EventStatus.CONFIRMED, "start": at(1), "end": at(2),
        "changed_at": NOW, "summary": "激光一号 Laser 1 · 托架", "description": "机器 Machine: x\n状态 Status: y", "location": "园区, W1",
    }  # fmt: skip
    return FeedEvent(**defaults | facts)


def make_feed(*events: FeedEvent, name: str = "车间 Shop") -> Feed:
    """Return a feed."""
    return Feed(name=name, description="机器预约", events=events)


def events_in(text: bytes) -> list[Any]:
    """Return the events that a parser finds."""
    return list(Calendar.from_ical(text).walk("VEVENT"))


def lines(text: bytes) -> list[str]:
    """Return the unfolded lines; every line ends as RFC 5545 wants it."""
    assert text.endswith(b"\r\n")
    assert text.count(b"\n") == text.count(b"\r") == text.count(b"\r\n")
    return text.replace(b"\r\n ", b"").decode().splitlines()


def test_a_reader_finds_everything_again() -> None:
    """Outlook, Apple and Google could otherwise each miss something else."""
    event = make_event()
    calendar: Any = Calendar.from_ical(to_ical(make_feed(event)))
    assert (calendar["VERSION"], calendar["CALSCALE"], calendar["X-WR-CALNAME"]) == ("2.0", "GREGORIAN", "车间 Shop")
    assert "METHOD" not in calendar
    (read,) = calendar.walk("VEVENT")
    assert not read.errors
    assert (read["UID"], read["SEQUENCE"], read["STATUS"], read["TRANSP"]) == (event.uid, 2, "CONFIRMED", "OPAQUE")
    assert (read["SUMMARY"], read["DESCRIPTION"], read["LOCATION"]) == (
        event.summary,
        event.description,
        event.location,
    )
    assert (read["DTSTART"].dt, read["DTEND"].dt) == (event.start, event.end)
    assert read["DTSTAMP"].dt == read["LAST-MODIFIED"].dt == event.changed_at


def test_times_are_in_utc() -> None:
    """A client would otherwise need a time zone of ours, and Outlook does not know them all by the same name."""
    told = lines(to_ical(make_feed(make_event(start=datetime(2026, 11, 24, 0, 30, tzinfo=UTC)))))
    assert "DTSTART:20261124T003000Z" in told
    assert not any(line.startswith(("BEGIN:VTIMEZONE", "DTSTART;")) for line in told)
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT30M" in told
    assert "X-PUBLISHED-TTL:PT30M" in told


def test_what_is_called_off_takes_no_time() -> None:
    """Somebody's day would otherwise look full of what is not."""
    (read,) = events_in(to_ical(make_feed(make_event(status=EventStatus.CANCELLED))))
    assert (read["STATUS"], read["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


def test_an_empty_feed_is_a_calendar() -> None:
    """A new subscription would otherwise be refused by a phone."""
    assert events_in(to_ical(make_feed())) == []


def test_no_line_is_longer_than_75_bytes() -> None:
    """And none is cut within a Chinese character."""
    text = to_ical(make_feed(make_event(summary="长" * 200)))
    for line in text.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_the_tag_is_that_of_the_content() -> None:
    """A client would otherwise fetch what it has, or keep what has changed."""
    feed = make_feed(make_event())
    assert tag_of(feed) == tag_of(make_feed(make_event()))
    others = [
        make_feed(make_event(sequence=4)),
        make_feed(make_event(), name="x"),
        make_feed(make_event(start=at(0))),
        make_feed(),
    ]
    assert len({tag_of(each) for each in (feed, *others)}) == 5
    assert to_ical(feed) == to_ical(make_feed(make_event()))


@given(
    text=st.text(max_size=60)
    | st.sampled_from(["a\r\nATTENDEE:mailto:x@y", "END:VEVENT\nBEGIN:VALARM", "\u2028X:1", "a;b,c\\n"])
)
def test_no_text_becomes_a_line_of_its_own(text: str) -> None:
    """Whoever names a machine or a request could otherwise put alarms and attendees into other people's calendars."""
    shown = one_line(text)
    assert len(shown.splitlines()) <= 1
    written = to_ical(make_feed(make_event(summary=shown, location=shown, description=f"a: {shown}\nb: c"), name=shown))
    names = [line.partition(":")[0].partition(";")[0] for line in lines(written)]
    assert names.count("BEGIN") == names.count("END") == 2
    assert set(names) <= {
        "BEGIN", "END", "PRODID", "VERSION", "CALSCALE", "NAME", "X-WR-CALNAME", "DESCRIPTION", "X-WR-CALDESC", "X-PUBLISHED-TTL",
        "REFRESH-INTERVAL", "UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "STATUS", "TRANSP", "SUMMARY", "LOCATION",
    }  # fmt: skip
    (read,) = events_in(written)
    assert read.get("SUMMARY", "") == shown
