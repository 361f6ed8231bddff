"""Work that only qualified tenants may ask for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.booking import Alternative
from scheduler.domain.policy import BookingPolicy, QualificationNeed
from scheduler.domain.rules.judge import judge
from scheduler.domain.tenant import Qualification, Tenant
from tests.scheduler.builders import NOW, at, make_operation, make_terms
from tests.scheduler.domain.around import make_around, only

if TYPE_CHECKING:
    from scheduler.domain.rules.surroundings import Surroundings

_LASER = QualificationNeed(capability="cutting", qualification="laser-4", issued_by="safety office")


def ada_with(*qualifications: Qualification, need: QualificationNeed = _LASER) -> Surroundings:
    """Return a park in which cutting needs a qualification, and ada holds some."""
    tenants = {"ada": Tenant(id="ada", name="Ada", qualifications=qualifications)}
    return make_around(BookingPolicy(qualifications=(need,)), tenants=tenants)


def test_without_it_nothing_is_cut() -> None:
    """A laser would otherwise be given to people who were never shown how; another qualification does not help."""
    refusal = only(make_terms(), ada_with(Qualification(name="crane")))
    assert (refusal.rule, refusal.pointer) == ("qualification", "/operations/0/capability")
    assert refusal.message == "cutting needs the qualification 'laser-4', which 'ada' does not hold"
    assert refusal.cure == "get it from safety office"
    assert judge(make_terms(make_operation(capability="bending")), ada_with()) == ()


def test_naming_the_machine_is_no_way_round() -> None:
    """The rule would otherwise hold for whoever asks for a capability, and not for whoever names its machine beside another."""
    either = make_operation(alternatives=(Alternative(machine_ids=("bend-1",)), Alternative(machine_ids=("cut-2",))))
    assert only(make_terms(either), ada_with()).pointer == "/operations/0/alternatives"


@pytest.mark.parametrize(
    ("until", "deadline", "passes"),
    [
        (None, at(1000), True),
        # Its last day ends at 16:00 UTC, when it is midnight in the park.
        (date(2026, 11, 24), at(32), True),
        (date(2026, 11, 24), at(32) + timedelta(minutes=1), False),
        (date(2026, 11, 22), at(5), False),
    ],
)
def test_it_holds_to_the_end_of_its_last_day(until: date | None, deadline: object, passes: bool) -> None:  # noqa: FBT001 - a table
    """Work could otherwise be planned for the day after, when nobody is qualified any more."""
    around = ada_with(Qualification(name="laser-4", until=until))
    assert (judge(make_terms(deadline=deadline), around) == ()) is passes


def test_what_ends_too_early_can_be_renewed() -> None:
    """A tenant would otherwise not know whom to call; an earlier deadline is told where there is one, and passes."""
    around = ada_with(Qualification(name="laser-4", until=date(2026, 11, 24)))
    refusal = only(make_terms(), around)
    assert refusal.cure == "give a deadline until 2026-11-25T00:00+08:00, or have it renewed by safety office"
    assert judge(make_terms(deadline=at(32)), around) == ()
    over = ada_with(Qualification(name="laser-4", until=NOW.date() - timedelta(days=9)))
    assert only(make_terms(), over).cure == "have it renewed by safety office"


def test_without_an_issuer_it_is_the_operator() -> None:
    """The cure would otherwise name nobody."""
    need = QualificationNeed(capability="cutting", qualification="laser-4")
    assert only(make_terms(), ada_with(need=need)).cure == "get it from the operator"
