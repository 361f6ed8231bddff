"""Server-sent events, read as the standard has them."""

from __future__ import annotations

from equishare_client.streams import ServerSentEvent, read_events


def test_events_are_read_whole() -> None:
    """An event would be lost, or half of one told."""
    lines = [
        ": comment",
        "",
        "event: progress",
        "id: 3",
        'data: {"a":',
        "data: 1}",
        "",
        "data:x",
        "retry: 5",
        "",
        "data: cut off",
    ]
    assert list(read_events(lines)) == [
        ServerSentEvent(event="progress", id="3", data='{"a":\n1}'),
        ServerSentEvent(data="x"),
    ]


def test_an_event_without_data_is_none() -> None:
    """A sign of life would be taken for news."""
    assert list(read_events(["event: progress", "", "data: 1", ""])) == [ServerSentEvent(data="1")]
