"""Short texts and moments as each kind of database keeps them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

from scheduler.storage.sql.columns import UtcDateTime, Words

_KINDS = tuple(make_url(f"{name}://").get_dialect()() for name in ("postgresql", "sqlite"))


@given(st.lists(st.text(st.sampled_from("\\\0a0"), max_size=6), min_size=2, max_size=2, unique=True))
def test_texts_come_back_and_stay_apart(texts: list[str]) -> None:
    """Two references of a tenant would otherwise become one, or one be given back as another."""
    for dialect in _KINDS:
        one, other = (Words().process_bind_param(text, dialect) for text in texts)
        assert one != other
        assert [Words().process_result_value(kept, dialect) for kept in (one, other)] == texts
    assert "\0" not in "".join(Words().process_bind_param(text, _KINDS[0]) or "" for text in texts)


def test_nothing_stays_nothing() -> None:
    """What is not there would otherwise become an empty text, or fail."""
    for dialect in _KINDS:
        assert Words().process_bind_param(None, dialect) is None
        assert Words().process_result_value(None, dialect) is None
        assert UtcDateTime().process_bind_param(None, dialect) is None
        assert UtcDateTime().process_result_value(None, dialect) is None


def test_a_moment_is_the_same_in_whatever_zone_a_server_tells_it() -> None:
    """A server in Shanghai would otherwise move every booking by eight hours."""
    moment = datetime(2026, 11, 26, 12, tzinfo=UTC)
    there = moment.astimezone(timezone(timedelta(hours=8)))
    for told in (moment, there, moment.replace(tzinfo=None)):
        found = UtcDateTime().process_result_value(told, _KINDS[0])
        assert found == moment
        assert found is not None
        assert found.tzinfo is UTC
