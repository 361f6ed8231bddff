"""Work that keeps out of peak hours is planned outside of them. Ticks of half an hour from `NOW`, 96 of them.

`NOW` is Monday, 16:00 in the park; peak is from 08:00 to 20:00 on working days: ticks 0 to 8, 32 to 56 and 80 to 96.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

from scheduler.domain.booking import Alternative
from scheduler.domain.override import Override
from scheduler.domain.policy import BookingPolicy
from scheduler.domain.tariff import Tariff, TariffHours, TariffRule
from solver.interval import Interval
from tests.scheduler.builders import NOW, at, hours, make_operation
from tests.scheduler.planning.snapshots import make_request, translate

_TABLE = (TariffHours(tariff=Tariff.PEAK, weekdays=(1, 2, 3, 4, 5), start=time(8), end=time(20)),)
_FREE = (Interval(8, 32), Interval(56, 80))


def policy(**facts: Any) -> BookingPolicy:
    """Return a policy that keeps cutting out of peak hours."""
    rule = TariffRule(**{"tariff": Tariff.PEAK, "capability": "cutting"} | facts)
    return BookingPolicy(tariffs=_TABLE, tariff_rules=(rule,))


def windows(*, under: BookingPolicy, **facts: Any) -> tuple[Interval, ...] | None:
    """Return where the one task of a request may run."""
    operation = facts.pop("operation", make_operation())
    (job,) = translate(make_request(operation, **facts), policy=under).problem.jobs
    return job.tasks[0].modes[0].windows


def test_the_processing_is_kept_out_of_the_hours() -> None:
    """The rule would otherwise be told to tenants and not be kept by the plan."""
    assert windows(under=policy()) == _FREE
    assert windows(under=BookingPolicy(tariffs=_TABLE)) is None
    assert windows(under=policy(capability="bending")) is None


def test_the_requests_own_times_are_narrowed() -> None:
    """Work could otherwise be planned at hours that either the tenant or the park has excluded."""
    own = (Alternative(machine_ids=("cut-1",), windows=((at(2), at(6)), (at(17), at(30)))),)
    operation = make_operation(alternatives=own)
    assert windows(under=policy(), operation=operation) == (Interval(8, 12), Interval(56, 60))


def test_who_may_is_not_kept_out() -> None:
    """A tenant that said yes, and one for whom the operator set the rule aside, would otherwise wait for the night."""
    assert windows(under=policy(opt_in=True)) == _FREE
    assert windows(under=policy(opt_in=True), accepted_tariffs=(Tariff.PEAK,)) is None
    assert windows(under=policy(), accepted_tariffs=(Tariff.PEAK,)) == _FREE


def _overridden(rule: str) -> Any:
    record = Override(rules=(rule,), reason="why", by="key_1", at=NOW, refusals=())
    request = replace(make_request(), override=record)
    (job,) = translate(request, policy=policy()).problem.jobs
    return job.tasks[0].modes[0].windows


def test_an_override_of_the_rule_holds_in_the_plan() -> None:
    """The operator's word would otherwise be taken at the door and forgotten at night; one of another rule changes nothing."""
    assert _overridden("tariff") is None
    assert _overridden("quota") == _FREE


def test_what_finds_no_hour_is_set_aside_with_the_reason() -> None:
    """A request that was taken in under a milder policy would otherwise break the plan of the whole night."""
    own = (Alternative(machine_ids=("cut-1",), windows=((at(17), at(20)),)),)
    request = make_request(make_operation(duration=hours(1), alternatives=own))
    translation = translate(request, policy=policy())
    ((reason,),) = [each.reasons for each in translation.set_aside]
    assert reason.code == "mode_window"
    assert "tariff" in reason.message
