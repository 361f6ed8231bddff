"""What the rows of one booking request must be to one another; what it asks for is judged by the park's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.parkfiles.finder import Finder
    from scheduler.parkfiles.rows import ParkRows, RequestRow

#: Columns that belong to the whole request: the first row says them, the others say the same or nothing.
WHOLE = ("tenant", "title", "priority", "earliest_start", "due", "deadline")


def by_request(rows: ParkRows) -> dict[str, list[RequestRow]]:
    """Return the rows of each request, in the order of their steps."""
    grouped: dict[str, list[RequestRow]] = {}
    for row in rows.requests:
        grouped.setdefault(row.request, []).append(row)
    return {name: sorted(group, key=lambda row: (row.step, row.row)) for name, group in grouped.items()}


def check_requests(rows: ParkRows, whole: set[str], finder: Finder) -> None:
    """Add what is wrong within requests."""
    capabilities = sorted({machine.capability for machine in rows.machines})
    for group in by_request(rows).values():
        # A request with a row that could not be read would be told as lacking what stands in it.
        if "requests" in whole:
            _check_head(group, finder)
            _check_first_step(group[0], finder)
        for row in group:
            if "machines" in whole and row.capability is not None and row.capability not in capabilities:
                finder.at(
                    "requests",
                    row.row,
                    "capability",
                    "is offered by no machine",
                    f"use {', '.join(capabilities)}",
                    row.capability,
                )
            if (row.min_part is None) != (row.max_parts is None):
                lacking = "max_parts" if row.max_parts is None else "min_part"
                finder.at(
                    "requests",
                    row.row,
                    lacking,
                    "is empty",
                    "a splittable operation has a least part and a greatest number of parts",
                )


def _check_head(group: list[RequestRow], finder: Finder) -> None:
    head = min(group, key=lambda row: row.row)
    for column in ("tenant", "deadline"):
        if getattr(head, column) is None:
            finder.at("requests", head.row, column, "is empty", "the first row of a request says it")
    for row in group:
        for column in WHOLE:
            value = getattr(row, column)
            if value not in (None, "", getattr(head, column)):
                finder.at(
                    "requests",
                    row.row,
                    column,
                    f"differs from row {head.row} of the same request",
                    "say it in the first row only",
                    value,
                )


def _check_first_step(first: RequestRow, finder: Finder) -> None:
    for column in ("min_lag", "max_lag"):
        lag = getattr(first, column)
        if lag is not None:
            cure = "leave it empty; it counts from the step before"
            finder.at("requests", first.row, column, "stands at the first step", cure, lag)
