"""When: the past, the notice, the horizon, the order of the three dates, and how long an operation may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.rules.surroundings import words

if TYPE_CHECKING:
    from scheduler.domain.booking import Operation, RequestTerms
    from scheduler.domain.policy import BookingPolicy
    from scheduler.domain.rules.surroundings import Findings, Surroundings


def not_in_the_past(terms: RequestTerms, around: Surroundings, found: Findings) -> None:
    """Nothing is asked for before now, less what the caller's clock may be behind."""
    now, least = around.now.isoformat(timespec="seconds"), around.now - around.policy.clock_tolerance
    for name in ("earliest_start", "due", "deadline"):
        moment = getattr(terms, name)
        if moment is not None and moment < least:
            found.refuse(
                "in_the_past",
                f"/{name}",
                f"{moment.isoformat()} is in the past",
                f"give a time from {now} on" + (", or leave it out" if name != "deadline" else ""),
            )


def notice_given(terms: RequestTerms, around: Surroundings, found: Findings) -> None:
    """Where the policy asks for notice, work starts and the deadline lies later than it."""
    policy = around.policy
    if not policy.notice:
        return
    first = around.now + policy.notice
    cure = f"give a time from {first.isoformat(timespec='minutes')} on ({words(policy.notice)} from now)"
    if terms.earliest_start is not None and terms.earliest_start < first - policy.clock_tolerance:
        found.refuse("notice", "/earliest_start", f"{terms.earliest_start.isoformat()} is at too short notice", cure)
    if terms.deadline <= first:
        found.refuse("notice", "/deadline", f"{terms.deadline.isoformat()} is at too short notice", cure)


def within_horizon(terms: RequestTerms, around: Surroundings, found: Findings) -> None:
    """The deadline is not further ahead than the policy's horizon."""
    last = around.now + around.policy.horizon
    if terms.deadline > last:
        found.refuse(
            "horizon",
            "/deadline",
            f"{terms.deadline.isoformat()} is more than {words(around.policy.horizon)} ahead",
            f"give a time until {last.isoformat(timespec='minutes')}",
        )


def dates_in_order(terms: RequestTerms, found: Findings) -> None:
    """Earliest start before the deadline, the due date between them."""
    start, due, deadline = terms.earliest_start, terms.due, terms.deadline
    if start is not None and deadline <= start:
        found.refuse(
            "deadline_after_start",
            "/deadline",
            f"{deadline.isoformat()} is not after the earliest start, {start.isoformat()}",
            "give a later deadline or an earlier start",
        )
    if due is not None and (due > deadline or (start is not None and due <= start)):
        found.refuse(
            "due_in_between",
            "/due",
            f"{due.isoformat()} is not between earliest start and deadline",
            f"give a time until {deadline.isoformat()}" + (f", after {start.isoformat()}" if start else ""),
        )


def length_allowed(operation: Operation, at: str, policy: BookingPolicy, found: Findings) -> None:
    """The processing time is neither below the policy's shortest nor above its longest."""
    length = operation.standard_duration
    pointer = f"{at}/{'quantity' if operation.duration is None else 'duration'}"
    if length < policy.shortest:
        found.refuse("shortest", pointer, f"{words(length)} is too short", f"give at least {words(policy.shortest)}")
    if length > policy.longest:
        found.refuse("longest", pointer, f"{words(length)} is too long", f"give at most {words(policy.longest)}")


def flexible_consistent(operation: Operation, at: str, found: Findings) -> None:
    """The least length of a flexible operation is not above its length."""
    if operation.least_duration > operation.standard_duration:
        found.refuse(
            "flexible",
            f"{at}/min_duration",
            f"{words(operation.least_duration)} is more than the operation lasts",
            f"give at most {words(operation.standard_duration)}",
        )


def splittable_consistent(operation: Operation, at: str, found: Findings) -> None:
    """A part is no longer than the whole, and all alternatives of a split operation last equally long."""
    if operation.splittable is None:
        return
    if operation.splittable.min_part > operation.standard_duration:
        found.refuse(
            "splittable",
            f"{at}/splittable/min_part",
            f"{words(operation.splittable.min_part)} is longer than the operation",
            f"give at most {words(operation.standard_duration)}",
        )
    if len({(a.duration, a.min_duration) for a in operation.alternatives}) > 1:
        found.refuse(
            "splittable",
            f"{at}/alternatives",
            "the alternatives of a split operation last differently long",
            "give them one duration and one min_duration, or do not split",
        )
