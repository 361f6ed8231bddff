"""The referee lets a valid week pass and catches each kind of offence, one at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.satnet.figures import figures_of, published
from benchmarks.satnet.referee import Objection, judge
from tests.benchmarks.weeks import NAME, at, good_tracks, raw_maintenance, raw_week, track

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.satnet.solution import Track


def _judge(tracks: Iterable[Track]) -> tuple[Objection, ...]:
    return judge(raw_week(), raw_maintenance(), tracks)


def _changed(**changes: Track) -> list[Track]:
    return list((good_tracks() | {name.replace("_", "-"): value for name, value in changes.items()}).values())


def test_a_valid_week_passes() -> None:
    """A referee that objects to a right schedule would hide real offences among false ones."""
    assert _judge(good_tracks().values()) == ()


def test_an_empty_week_passes() -> None:
    """Nothing given breaks no rule."""
    assert _judge([]) == ()


@pytest.mark.parametrize(
    ("rule", "tracks"),
    [
        ("identity", _changed(plain=track("unknown", "DSS-14", 7, 9))),
        ("shape", _changed(plain=replace(track("plain", "DSS-14", 7, 9), start=at(6.5)))),
        ("shape", _changed(plain=replace(track("plain", "DSS-14", 7, 9), end=at(9)))),
        ("window", _changed(plain=track("plain", "DSS-24", 5.5, 7.5))),
        ("view", _changed(flexible=track("flexible", "DSS-14", 26, 27))),
        ("view", _changed(array=track("array", "DSS-14_DSS-24", 74, 76))),
        ("view", _changed(array=track("array", "DSS-14", 71, 73))),
        ("week", _changed(long_1=track("long", "DSS-14", 0.5, 4.5))),
        ("maintenance", _changed(long_1=track("long", "DSS-14", 15.9, 19.9))),
        ("maintenance", _changed(long_1=track("long", "DSS-14", 24.5, 28.5))),
        ("length", _changed(plain=track("plain", "DSS-14", 7, 8.9))),
        ("length", _changed(plain=track("plain", "DSS-14", 7, 9.1))),
        ("length", _changed(flexible=track("flexible", "DSS-24", 9, 9.4))),
        ("length", _changed(long_2=track("long", "DSS-24", 40, 43))),
        ("length", _changed(long_2=track("long", "DSS-24", 40, 44.1))),
        ("length", [track("flexible", "DSS-24", 12, 12.5), track("flexible", "DSS-24", 15, 15.5)]),
        ("length", [track("long", "DSS-14", 10, 14)]),
        ("antenna", _changed(long_1=track("long", "DSS-14", 10, 14))),
        ("mission", _changed(flexible=track("flexible", "DSS-24", 8.5, 9.25))),
        ("mission", _changed(long_1=track("long", "DSS-14", 36, 40.1), long_2=track("long", "DSS-24", 40, 44))),
    ],
)
def test_each_offence_is_caught(rule: str, tracks: list[Track]) -> None:
    """One change to the valid week breaks one rule, and that is the one that is named."""
    assert rule in {objection.rule for objection in _judge(tracks)}


def test_an_antenna_is_watched_behind_a_long_occupation() -> None:
    """A short track inside a long one must not make the referee forget the long one."""
    long, short = track("long", "DSS-24", 40, 48), track("flexible", "DSS-24", 42, 43)
    later = track("plain", "DSS-24", 47, 49)
    antenna = [objection for objection in _judge([long, short, later]) if objection.rule == "antenna"]
    assert len(antenna) == 2


def test_handing_a_mission_over_is_allowed() -> None:
    """Tracking that touches is no overlap, though setup of the second falls into the first."""
    assert _judge([track("plain", "DSS-14", 7, 9), track("flexible", "DSS-24", 9, 10)]) == ()


def test_figures() -> None:
    """Hours, and unsatisfied shares over all missions: 1 - 2.75/3, 0, 0 and 1 (the request that nobody can serve)."""
    figures = figures_of(raw_week(), good_tracks().values())
    assert figures.hours == pytest.approx(12.75)
    assert figures.asked_hours == pytest.approx(16)
    assert (figures.requests, figures.satisfied) == (5, 4)
    assert figures.u_max == pytest.approx(1)
    assert figures.u_rms == pytest.approx((((0.25 / 3) ** 2 + 1) / 4) ** 0.5)


def test_published_figures_are_there() -> None:
    """The best published hours of the three weeks of the project are the ones to beat."""
    best = {week: max(entry["hours"] for entry in published(week)) for week in (NAME, "W30_2018", "W50_2018")}
    assert best == {NAME: 886, "W30_2018": 1100, "W50_2018": 879}
    assert published("W99_2018") == []
