"""The judgement on a request: the list of all rules, in the order in which they are told.

A job that can never be placed is no broken rule: it is taken in, and comes back unplaced with its reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.rules import form, means, times
from scheduler.domain.rules.surroundings import Findings

if TYPE_CHECKING:
    from scheduler.domain.booking import RequestTerms
    from scheduler.domain.refusal import Refusal
    from scheduler.domain.rules.surroundings import Surroundings


def judge(terms: RequestTerms, around: Surroundings) -> tuple[Refusal, ...]:
    """Return every rule that a request breaks; empty: it may come in.

    Where the request makes no sense by itself the rules of the park are not asked, for they would stumble over it.
    """
    return _form(terms, around) or _park(terms, around)


def _form(terms: RequestTerms, around: Surroundings) -> tuple[Refusal, ...]:
    found, policy = Findings(), around.policy
    form.operations_counted(terms, policy, found)
    form.times_have_zones(terms, found)
    for index, operation in enumerate(terms.operations):
        at = f"/operations/{index}"
        form.one_of_each(operation, at, found)
        form.lengths_in_range(operation, at, policy, found)
        form.alternatives_in_form(operation, at, policy, found)
    form.links_in_order(terms, found)
    return tuple(found.refusals)


def _park(terms: RequestTerms, around: Surroundings) -> tuple[Refusal, ...]:
    found, policy = Findings(), around.policy
    means.tenant_may_ask(terms, around, found)
    times.not_in_the_past(terms, around, found)
    times.notice_given(terms, around, found)
    times.within_horizon(terms, around, found)
    times.dates_in_order(terms, found)
    for index, operation in enumerate(terms.operations):
        at = f"/operations/{index}"
        times.length_allowed(operation, at, policy, found)
        times.flexible_consistent(operation, at, found)
        times.splittable_consistent(operation, at, found)
        means.machines_allowed(operation, at, terms.tenant_id, around, found)
        means.capability_offered(operation, at, terms.tenant_id, around, found)
        means.skills_known(operation, at, around, found)
    return tuple(found.refusals)
