"""Times and lengths of time as the service writes them, and nothing that could be misread."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis.strategies import integers
from pydantic import TypeAdapter

from api.schemas.moments import Duration
from equishare_client.moments import read_duration, read_moment, write_duration, write_moment


def test_times_keep_their_offset() -> None:
    """A deadline would move by eight hours."""
    evening = datetime(2026, 12, 1, 18, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert write_moment(evening) == "2026-12-01T18:00:00+08:00"
    assert read_moment("2026-12-01T10:00:00Z") == evening
    assert read_moment("2026-12-01T10:00:00Z").tzinfo is UTC


def test_a_time_without_a_zone_is_not_sent() -> None:
    """The service would have to guess whose clock is meant."""
    with pytest.raises(ValueError, match=r"tzinfo=ZoneInfo\('Asia/Shanghai'\)"):
        write_moment(datetime(2026, 12, 1, 18))  # noqa: DTZ001 - that is what is tested
    with pytest.raises(ValueError, match="no offset"):
        read_moment("2026-12-01T18:00:00")


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(0), "PT0S"),
        (timedelta(minutes=45), "PT45M"),
        (timedelta(hours=1, seconds=1), "PT1H1S"),
        (timedelta(days=2), "P2D"),
        (timedelta(days=1, minutes=5), "P1DT5M"),
    ],
)
def test_lengths_are_written_as_iso_8601(length: timedelta, text: str) -> None:
    """Two hours would become something else."""
    assert write_duration(length) == text
    assert read_duration(text) == length


@given(integers(min_value=0, max_value=3650 * 86_400))
def test_the_service_reads_every_length_as_it_was_meant(seconds: int) -> None:
    """The client would write a length that the service refuses or takes for another."""
    length = timedelta(seconds=seconds)
    assert TypeAdapter(Duration).validate_python(write_duration(length)) == length
    assert read_duration(write_duration(length)) == length


@pytest.mark.parametrize("length", [timedelta(seconds=-1), timedelta(microseconds=1), timedelta(seconds=1.5)])
def test_lengths_that_nobody_can_book_are_not_sent(length: timedelta) -> None:
    """Half a second would be lost in silence."""
    with pytest.raises(ValueError, match="whole seconds"):
        write_duration(length)


@pytest.mark.parametrize("text", ["", "P", "PT", "45M", "PT1.5H", "-PT1H", "P1Y", "PT1H "])
def test_what_is_no_length_is_refused(text: str) -> None:
    """A text that nobody meant would become a length."""
    with pytest.raises(ValueError, match="no duration"):
        read_duration(text)
