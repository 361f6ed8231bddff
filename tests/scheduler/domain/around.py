"""The park as a rule sees it, in few lines: machines for cutting and bending, the tenants ada and bob, in Shanghai (`NOW` is 16:00 there)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from scheduler.domain.rules.judge import judge
from scheduler.domain.rules.surroundings import Surroundings
from scheduler.domain.rules.tally import Tally
from scheduler.domain.tenant import Tenant
from tests.scheduler.builders import NOW, make_machine

if TYPE_CHECKING:
    from scheduler.domain.booking import RequestTerms
    from scheduler.domain.policy import BookingPolicy
    from scheduler.domain.refusal import Refusal

SHANGHAI = ZoneInfo("Asia/Shanghai")


def make_around(policy: BookingPolicy, **facts: Any) -> Surroundings:
    """Return a park under a policy, in which nobody has had anything yet."""
    machines = (make_machine("cut-1"), make_machine("cut-2"), make_machine("bend-1", capability="bending"))
    usual: dict[str, Any] = {
        "now": NOW,
        "policy": policy,
        "tenants": {name: Tenant(id=name, name=name) for name in ("ada", "bob")},
        "machines": {machine.id: machine for machine in machines},
        "skills": {},
        "changeover_tables": {},
        "zone": SHANGHAI,
        "tally": Tally(frozenset(quota.period for quota in policy.quotas), SHANGHAI),
    }
    return Surroundings(**usual | facts)


def only(terms: RequestTerms, around: Surroundings) -> Refusal:
    """Return the one refusal of a request."""
    (refusal,) = judge(terms, around)
    return refusal
