"""The first stage: does a request make sense by itself? The later rules may count on it.

Over 150 lines because all that can be senseless in a request stands on one page.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.rules.surroundings import words

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.booking import Alternative, Operation, RequestTerms
    from scheduler.domain.calendar import Period
    from scheduler.domain.policy import BookingPolicy
    from scheduler.domain.rules.surroundings import Findings

_NONE = timedelta(0)
#: A bound on pieces that no order reaches and that keeps the arithmetic of times inside its range.
MOST_PIECES = 1_000_000
#: Likewise for lengths: a year for whatever is told as one length, ten for all pieces together. What a policy allows is far below.
LONGEST, LONGEST_OF_PIECES = timedelta(days=366), timedelta(days=3660)


def operations_counted(terms: RequestTerms, policy: BookingPolicy, found: Findings) -> None:
    """There is at least one operation and at most as many as the policy says."""
    count = len(terms.operations)
    if not 1 <= count <= policy.most_operations:
        found.refuse("operations", "/operations", f"{count} operations", f"give 1 to {policy.most_operations}")


def times_have_zones(terms: RequestTerms, found: Findings) -> None:
    """Every time says its offset."""
    for name in ("earliest_start", "due", "deadline"):
        moment: datetime | None = getattr(terms, name)
        if moment is not None and moment.utcoffset() is None:
            found.refuse(
                "zone", f"/{name}", f"{moment.isoformat()} has no offset", "add one, such as +08:00 or Z for UTC"
            )


def one_of_each(operation: Operation, at: str, found: Findings) -> None:
    """An operation names a capability or its machines, and its length or its pieces, and neither pair together."""
    if (operation.capability is None) == (not operation.alternatives):
        told = "neither a capability nor alternatives" if operation.capability is None else "both"
        found.refuse(
            "capability_or_machines", at, f"{told} given", "give a capability, or alternatives with machine ids"
        )
    by_pieces = operation.quantity is not None or operation.time_per_piece is not None
    if (operation.duration is None) == (not by_pieces):
        told = "both a duration and pieces" if by_pieces else "neither a duration nor pieces"
        found.refuse("duration_or_quantity", at, f"{told} given", "give a duration, or quantity and time_per_piece")
    elif by_pieces and (operation.quantity is None or operation.time_per_piece is None):
        missing = "quantity" if operation.quantity is None else "time_per_piece"
        found.refuse("duration_or_quantity", f"{at}/{missing}", "missing", "give quantity and time_per_piece together")


def lengths_in_range(operation: Operation, at: str, found: Findings) -> None:
    """Lengths are above nought (setup and teardown: not below it) and can be reckoned with; the policy's longest is another rule."""
    for name in ("duration", "time_per_piece", "min_duration"):
        length: timedelta | None = getattr(operation, name)
        if length is not None and not _NONE < length <= LONGEST:
            _out_of_range(found, f"{at}/{name}", length, f"more than 0 and at most {words(LONGEST)}")
    for name in ("setup", "teardown"):
        length = getattr(operation, name)
        if length is not None and not _NONE <= length <= LONGEST:
            _out_of_range(found, f"{at}/{name}", length, f"0 to {words(LONGEST)}")
    if operation.splittable is not None:
        split, pointer = operation.splittable, f"{at}/splittable"
        if not _NONE < split.min_part <= LONGEST:
            _out_of_range(found, f"{pointer}/min_part", split.min_part, f"more than 0, up to {words(LONGEST)}")
        if not 1 <= split.max_parts <= 100:
            found.refuse("splittable", f"{pointer}/max_parts", f"{split.max_parts} parts", "give 1 to 100")


def pieces_in_range(operation: Operation, at: str, found: Findings) -> None:
    """There is at least one piece, and all of them together can be reckoned with."""
    count, each = operation.quantity, operation.time_per_piece
    if count is None:
        return
    if not 1 <= count <= MOST_PIECES:
        found.refuse("quantity", f"{at}/quantity", f"{count} pieces", f"give 1 to {MOST_PIECES}")
    elif each is not None and _NONE < each <= LONGEST and each * count > LONGEST_OF_PIECES:
        _out_of_range(found, f"{at}/quantity", each * count, f"at most {LONGEST_OF_PIECES // each} pieces")


def alternatives_in_form(operation: Operation, at: str, found: Findings) -> None:
    """An alternative names machines, none twice; its own lengths are in range and its windows in order."""
    for index, alternative in enumerate(operation.alternatives):
        pointer = f"{at}/alternatives/{index}"
        if not alternative.machine_ids:
            found.refuse("machines", f"{pointer}/machine_ids", "no machine given", "name at least one")
        if len(set(alternative.machine_ids)) < len(alternative.machine_ids):
            found.refuse("machines", f"{pointer}/machine_ids", "a machine is named twice", "name each once")
        _lengths_of(alternative, pointer, found)
        if alternative.windows is not None:
            windows_in_order(alternative.windows, f"{pointer}/windows", found)


def windows_in_order(windows: tuple[Period, ...], at: str, found: Findings) -> None:
    """Windows say their offsets, end after they start, are sorted and do not overlap; at least one is given."""
    if not windows:
        found.refuse("windows", at, "no window given", "give at least one, or leave windows out for any time")
    previous: datetime | None = None
    for index, (start, end) in enumerate(windows):
        pointer = f"{at}/{index}"
        if start.utcoffset() is None or end.utcoffset() is None:
            found.refuse("zone", pointer, "a time has no offset", "add one, such as +08:00 or Z for UTC")
            return
        if start >= end:
            found.refuse("windows", pointer, f"ends at {end.isoformat()}, not after its start", "let it end later")
        if previous is not None and start < previous:
            found.refuse("windows", pointer, "begins before the one before it ends", "sort them and join what overlaps")
        previous = end


def links_in_order(terms: RequestTerms, found: Findings) -> None:
    """Links join different operations of the request, each pair once, without a circle; lags are not negative."""
    count = len(terms.operations)
    seen: set[tuple[int, int]] = set()
    for index, link in enumerate(terms.links or ()):
        at = f"/links/{index}"
        if not (0 <= link.before < count and 0 <= link.after < count) or link.before == link.after:
            found.refuse(
                "links",
                at,
                f"joins {link.before} and {link.after}",
                f"name two different operations, 0 to {count - 1}",
            )
        if (link.before, link.after) in seen:
            found.refuse("links", at, f"{link.before} and {link.after} are joined already", "join them once")
        seen.add((link.before, link.after))
        if link.min_lag < _NONE or (link.max_lag is not None and link.max_lag < link.min_lag):
            found.refuse("links", at, "lags are negative or crossed", "let 0 <= min_lag <= max_lag")
    if not found.refusals and _has_circle(count, seen):
        found.refuse("links", "/links", "the links form a circle", "leave one of them out")


def _lengths_of(alternative: Alternative, at: str, found: Findings) -> None:
    length, least = alternative.duration, alternative.min_duration
    if length is not None and not _NONE < length <= LONGEST:
        _out_of_range(found, f"{at}/duration", length, f"more than 0 and at most {words(LONGEST)}")
    if least is not None and (length is None or not _NONE < least <= length):
        bound = "the alternative's own duration, which must be given" if length is None else words(length)
        _out_of_range(found, f"{at}/min_duration", least, f"more than 0 and at most {bound}")


def _out_of_range(found: Findings, pointer: str, length: timedelta, allowed: str) -> None:
    found.refuse("length", pointer, f"{words(length)} is out of range", f"give {allowed}")


def _has_circle(count: int, pairs: set[tuple[int, int]]) -> bool:
    """Return whether following the pairs ever leads back: take away what nothing points at until nothing is left."""
    left = set(range(count))
    while True:
        free = left - {after for before, after in pairs if before in left}
        if not free:
            return bool(left)
        left -= free
