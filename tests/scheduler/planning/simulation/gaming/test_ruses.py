"""Each ruse says what it says, and its filings stand for the truth they were made of."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.booking import PriorityClass, RequestTerms
from scheduler.planning.simulation.fates import PHANTOM
from scheduler.planning.simulation.gaming.ruses import PUPPET, RUSES, Ruse, truths
from tests.scheduler.builders import at, hours, make_operation, make_terms

BY_NAME = {ruse.name: ruse for ruse in RUSES}


def request(reference: str, length: int, capability: str = "cutting") -> RequestTerms:
    """Return a true request."""
    operation = make_operation(duration=hours(length), capability=capability)
    return make_terms(operation, external_reference=reference, earliest_start=at(4), deadline=at(72))


WANTED = [request("r1", 4), request("r2", 1), request("r3", 3, "welding"), request("r4", 5, "welding")]


def filed(name: str) -> list[tuple[str, float]]:
    """Return references and hours of what is filed for `WANTED`."""
    return [
        (r.external_reference, r.operations[0].standard_duration / timedelta(hours=1))
        for r in BY_NAME[name].change(WANTED)
    ]


def test_inflating_asks_for_a_quarter_more() -> None:
    """Durations are rounded up to quarters of an hour."""
    assert filed("inflate") == [("r1", 5), ("r2", 1.25), ("r3", 3.75), ("r4", 6.25)]


def test_splitting_halves_what_is_two_hours_or_more() -> None:
    """Each half stands for the whole: one without the other is of no use."""
    assert filed("split") == [
        ("r1~1", 2),
        ("r1~2", 2),
        ("r2", 1),
        ("r3~1", 1.5),
        ("r3~2", 1.5),
        ("r4~1", 2.5),
        ("r4~2", 2.5),
    ]


def test_merging_files_two_of_a_kind_as_one() -> None:
    """A pair is for one kind of machine."""
    assert filed("merge") == [("r1+r2", 5), ("r3+r4", 8)]


def test_urging_makes_everything_urgent_and_due_at_once() -> None:
    """It must still be a request that the park takes in: due after its earliest start."""
    for r in BY_NAME["urgency"].change(WANTED):
        assert (r.priority, r.due) == (PriorityClass.URGENT, at(8))


def test_hiding_names_one_machine() -> None:
    """The first of its kind."""
    alternatives = [r.operations[0].alternatives for r in BY_NAME["hide"].change(WANTED)]
    assert [a[0].machine_ids for a in alternatives] == [("cutting-1",)] * 2 + [("welding-1",)] * 2


def test_haunting_files_copies_that_stand_for_nothing() -> None:
    """Every second request has one."""
    copies = [r.external_reference for r in BY_NAME["phantom"].change(WANTED)][4:]
    assert copies == ["r1" + PHANTOM, "r3" + PHANTOM]
    assert [truths(copy) for copy in copies] == [(), ()]


def test_a_puppet_files_every_second_request() -> None:
    """Under another name."""
    assert [r.tenant_id for r in BY_NAME["puppet"].change(WANTED)] == ["ada", "ada" + PUPPET] * 2


@pytest.mark.parametrize("ruse", RUSES, ids=lambda ruse: ruse.name)
@given(lengths=st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["cutting", "welding"])), max_size=8))
def test_no_truth_is_lost_and_none_is_made_up(ruse: Ruse, lengths: list[tuple[int, str]]) -> None:
    """A liar would gain, or lose, by the bookkeeping."""
    wanted = [request(f"r{n}", *each) for n, each in enumerate(lengths)]
    changed = ruse.change(wanted)
    told = Counter(truth for r in changed for truth in truths(r.external_reference))
    assert set(told) == {r.external_reference for r in wanted}
    assert len({r.external_reference for r in changed}) == len(changed)
    assert all(r.operations[0].standard_duration > timedelta(0) for r in changed)
