"""The judgement on a request: the list of all rules, in the order in which they are told.

A job that can never be placed is no broken rule: it is taken in, and comes back unplaced with its reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from scheduler.domain.rules import form, means, qualifications, quotas, tariffs, times
from scheduler.domain.rules.overrides import override_in_order
from scheduler.domain.rules.surroundings import Findings

if TYPE_CHECKING:
    from scheduler.domain.booking import RequestTerms
    from scheduler.domain.override import OverrideTerms
    from scheduler.domain.refusal import Refusal
    from scheduler.domain.rules.surroundings import Surroundings


class Verdict(NamedTuple):
    """What the rules say to a request."""

    #: Why it is refused; empty: it may come in.
    refusals: tuple[Refusal, ...]
    #: Rules that it breaks and that were overridden.
    overridden: tuple[Refusal, ...] = ()


def judge(terms: RequestTerms, around: Surroundings) -> tuple[Refusal, ...]:
    """Return every rule that a request breaks; empty: it may come in.

    Where the request makes no sense by itself the rules of the park are not asked, for they would stumble over it.
    """
    return _form(terms, around) or _park(terms, around)


def judge_with(terms: RequestTerms, around: Surroundings, override: OverrideTerms | None) -> Verdict:
    """Return the verdict on a request for which some rules shall not count."""
    broken = judge(terms, around)
    if override is None:
        return Verdict(broken)
    found = Findings()
    override_in_order(override, found)
    set_aside = tuple(refusal for refusal in broken if refusal.rule in override.rules and not found.refusals)
    left = tuple(refusal for refusal in broken if refusal not in set_aside)
    return Verdict((*found.refusals, *left), set_aside)


def _form(terms: RequestTerms, around: Surroundings) -> tuple[Refusal, ...]:
    found = Findings()
    form.operations_counted(terms, around.policy, found)
    form.times_have_zones(terms, found)
    for index, operation in enumerate(terms.operations):
        at = f"/operations/{index}"
        form.one_of_each(operation, at, found)
        form.lengths_in_range(operation, at, found)
        form.pieces_in_range(operation, at, found)
        form.alternatives_in_form(operation, at, found)
    form.links_in_order(terms, found)
    return tuple(found.refusals)


def _park(terms: RequestTerms, around: Surroundings) -> tuple[Refusal, ...]:
    found = Findings()
    means.tenant_may_ask(terms, around, found)
    times.not_in_the_past(terms, around, found)
    times.notice_given(terms, around, found)
    times.within_horizon(terms, around, found)
    times.dates_in_order(terms, found)
    for index, operation in enumerate(terms.operations):
        at = f"/operations/{index}"
        times.long_enough(operation, at, around, found)
        times.short_enough(operation, at, around, found)
        times.flexible_consistent(operation, at, found)
        times.splittable_consistent(operation, at, found)
        means.machines_allowed(operation, at, terms.tenant_id, around, found)
        means.capability_offered(operation, at, terms.tenant_id, around, found)
        means.skills_known(operation, at, around, found)
        qualifications.qualification_held(operation, at, terms, around, found)
        tariffs.tariff_kept(operation, at, terms, around, found)
    quotas.quotas_kept(terms, around, found)
    quotas.outstanding_kept(terms, around, found)
    return tuple(found.refusals)
