"""The one list of names: every sheet of the park files; the reader, the template and the documentation all go by it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from scheduler.parkfiles import park_sheets, request_sheets

if TYPE_CHECKING:
    from scheduler.parkfiles.columns import Sheet


@cache
def sheets() -> dict[str, Sheet]:
    """Return all sheets by English name, in the order in which people fill them in."""
    listed = (
        park_sheets.park(),
        park_sheets.tenants(),
        park_sheets.shifts(),
        park_sheets.skills(),
        park_sheets.changeovers(),
        park_sheets.machines(),
        park_sheets.travel(),
        request_sheets.closures(),
        request_sheets.outages(),
        request_sheets.requests(),
    )
    return {sheet.key: sheet for sheet in listed}
