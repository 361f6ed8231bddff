"""When: the past, the notice, the horizon, the order of the three dates, and how long an operation may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.rules.surroundings import words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from scheduler.domain.booking import Operation, RequestTerms
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
    """Where the policy asks for notice, work starts and the deadline lies later than it; of several capabilities the longest counts."""
    notice = around.limits_of(*terms.operations).notice
    if not notice:
        return
    first = around.now + notice
    cure = f"give a time from {first.isoformat(timespec='minutes')} on ({words(notice)} from now)"
    if terms.earliest_start is not None and terms.earliest_start < first - around.policy.clock_tolerance:
        found.refuse("notice", "/earliest_start", f"{terms.earliest_start.isoformat()} is at too short notice", cure)
    if terms.deadline <= first:
        found.refuse("notice", "/deadline", f"{terms.deadline.isoformat()} is at too short notice", cure)


def within_horizon(terms: RequestTerms, around: Surroundings, found: Findings) -> None:
    """The deadline is not further ahead than the policy's horizon; of several capabilities the shortest counts."""
    horizon = around.limits_of(*terms.operations).horizon
    last = around.now + horizon
    if terms.deadline > last:
        found.refuse(
            "horizon",
            "/deadline",
            f"{terms.deadline.isoformat()} is more than {words(horizon)} ahead",
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


def long_enough(operation: Operation, at: str, around: Surroundings, found: Findings) -> None:
    """The processing time is not below the policy's shortest; of several capabilities the longest of these counts."""
    length, shortest = operation.standard_duration, around.limits_of(operation).shortest
    if length < shortest:
        pointer = f"{at}/{length_field(operation)}"
        found.refuse("shortest", pointer, f"{words(length)} is too short", f"give at least {words(shortest)}")


def short_enough(operation: Operation, at: str, around: Surroundings, found: Findings) -> None:
    """No time that an operation asks for is above the policy's longest; of several capabilities the shortest of these counts."""
    longest = around.limits_of(operation).longest
    for name, length in _lengths(operation):
        if length > longest:
            found.refuse("longest", f"{at}/{name}", f"{words(length)} is too long", f"give at most {words(longest)}")


def length_field(operation: Operation) -> str:
    """Return the field that says how long an operation is."""
    return "quantity" if operation.duration is None else "duration"


def _lengths(operation: Operation) -> Iterator[tuple[str, timedelta]]:
    """Yield how long an operation holds its machines, by the field that says so."""
    yield length_field(operation), operation.standard_duration
    for index, alternative in enumerate(operation.alternatives):
        if alternative.duration is not None:
            yield f"alternatives/{index}/duration", alternative.duration
    for name, length in (("setup", operation.setup), ("teardown", operation.teardown)):
        if length is not None:
            yield name, length


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
