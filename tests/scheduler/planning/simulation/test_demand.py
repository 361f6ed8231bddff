"""Who asks for what: as much as the load says, the same whoever plans, and a broken trace is told line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.planning.catalogue import Catalogue
from scheduler.planning.simulation.demand.example import ExampleDemand, daily_minutes
from scheduler.planning.simulation.demand.growing import GrowingDemand
from scheduler.planning.simulation.demand.swf import LONGEST, TraceDemand, pieces
from scheduler.planning.simulation.demand.swf_lines import TraceError, TraceJob, read_trace
from scheduler.planning.simulation.demand.templates import work_of

if TYPE_CHECKING:
    from pathlib import Path

LINE = "{number} {at} 0 {ran} {processors} 1 1024 {processors} 86400 -1 1 {user} 1 1 -1 1 1 1"


def line(number: int, at: int, *, ran: int = 3600, processors: int = 4, user: int = 7) -> str:
    """Return a line of a trace."""
    return LINE.format(number=number, at=at, ran=ran, processors=processors, user=user)


def trace_file(folder: Path, *lines: str) -> Path:
    """Return a trace with these lines."""
    path = folder / "some.swf"
    path.write_text("\n".join(["; a comment", *lines]) + "\n")
    return path


def test_the_example_asks_for_as_much_as_the_load_says() -> None:
    """A load of 1.2 would be another load; over ten weeks, and within what chance does."""
    demand = ExampleDemand(load=1.2, seed=1)
    catalogue = Catalogue(demand.park().machines)
    asked = sum(work_of(a.terms, catalogue) for night in range(70) for a in demand.arrivals(night))
    assert asked / (70 * daily_minutes(demand.park(), demand.first_day)) == pytest.approx(1.2, rel=0.1)


def test_what_can_never_be_done_is_not_asked_for() -> None:
    """Fourteen hours of measuring in one go would count against every policy, again and again."""
    demand = ExampleDemand()
    left_out = {r.external_reference for r in demand.content.requests} - {
        terms.external_reference for own in demand.examples.values() for terms in own
    }
    assert left_out == {r.external_reference for r in demand.content.requests if "14 小时" in r.title}


def test_what_a_tenant_asks_does_not_depend_on_the_others() -> None:
    """A ruse of one would change what the others ask for."""
    templates = ExampleDemand(seed=2).templates
    alone = templates.drawn(3, ["haoyu"])
    assert alone == tuple(a for a in templates.drawn(3, sorted(templates.of_tenant)) if a.terms.tenant_id == "haoyu")
    assert alone != templates.drawn(4, ["haoyu"])


def test_a_growing_park_ends_with_thirty_two() -> None:
    """Somebody would ask before it is there, or never join."""
    demand = GrowingDemand(seed=1)
    there = {tenant.id for tenant in demand.park().tenants}
    assert len(there) == 11
    for night in range(50):
        there |= {tenant.id for tenant in demand.joining(night)}
        assert {arrival.terms.tenant_id for arrival in demand.arrivals(night)} <= there
    assert len(there) == 32


def test_a_trace_becomes_as_much_work_as_the_load_says(tmp_path: Path) -> None:
    """Six machines for two days at half load are 144 hours; user 7 asked for three quarters of it, in pieces of at most eight hours."""
    lines = [line(n, n * 3600, user=7 if n % 4 else 9) for n in range(40)]
    trace = read_trace(trace_file(tmp_path, *lines, line(99, 50 * 3600, user=5)))
    demand = TraceDemand(trace=trace, path=tmp_path, nights=2, load=0.5)
    assert demand.users == (7, 9)
    asked = [arrival.terms for night in range(3) for arrival in demand.arrivals(night)]
    hours = [terms.operations[0].standard_duration.total_seconds() / 3600 for terms in asked]
    assert sum(hours) == pytest.approx(144, rel=0.05)
    assert sum(h for h, t in zip(hours, asked, strict=True) if t.tenant_id == "user-7") == pytest.approx(108, rel=0.05)
    assert max(hours) <= LONGEST
    assert len({terms.external_reference for terms in asked}) == len(asked)


@given(hours=st.lists(st.floats(0.01, 50), max_size=20), factor=st.floats(0.01, 2))
def test_pieces_lose_nothing(hours: list[float], factor: float) -> None:
    """Work of the trace would be lost, or a piece be longer than any machine gives in one go."""
    made = list(pieces([TraceJob(1, float(n), h) for n, h in enumerate(hours)], factor))
    assert sum(length for _, length in made) == pytest.approx(sum(hours) * factor)
    assert all(0 < length <= LONGEST + 1e-9 for _, length in made)


BROKEN = ("1 2 3", line(2, -5), line(3, 5).replace("1024", "much"), line(4, 5).replace("86400", "nan"))


def test_broken_lines_are_counted_and_named(tmp_path: Path) -> None:
    """Half a trace would be taken for the whole."""
    path = trace_file(tmp_path, line(1, 0), *BROKEN)
    with pytest.raises(TraceError) as caught:
        read_trace(path)
    told = str(caught.value)
    assert "4 broken lines: 3 (3 fields, a job has 18), 4 (submitted before the trace began)" in told
    assert "5 ('much' is no number), 6 ('nan' is no number); mend them, or leave them out with --skip-broken" in told
    trace = read_trace(path, skip_broken=True)
    assert (len(trace.jobs), [number for number, _ in trace.broken]) == (1, [3, 4, 5, 6])


def test_many_broken_lines_are_not_all_listed(tmp_path: Path) -> None:
    """A page of numbers would hide what is wrong."""
    with pytest.raises(TraceError, match=r"30 broken lines: 2 \(.* and 22 more; mend"):
        read_trace(trace_file(tmp_path, *["x"] * 30))


@pytest.mark.parametrize("lines", [(), (line(1, 0, ran=-1),), (line(1, 0, user=-1),)])
def test_a_trace_without_work_is_refused(tmp_path: Path, lines: tuple[str, ...]) -> None:
    """A simulation of nothing would end with perfect figures."""
    with pytest.raises(TraceError, match="holds no job that ran"):
        read_trace(trace_file(tmp_path, *lines))


def test_a_trace_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A slip of the pen would show a traceback."""
    with pytest.raises(TraceError, match="cannot be read"):
        read_trace(tmp_path / "none.swf")
