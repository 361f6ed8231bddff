"""The reference page of the client: which method is which path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docs.client.operations import operations
from docs.client.shapes import model_names
from docs.pages import page, table

if TYPE_CHECKING:
    from collections.abc import Mapping


def client_page(text: Mapping[str, Any]) -> str:
    """Return the page of every method."""
    found = operations(text, model_names(text["components"]["schemas"]))
    rows = [(f"`{each.resource}.{each.name}`", each.summary, f"`{each.method} {each.path}`") for each in found]
    introduction = (
        "Every method of `equishare_client.Client`, in the order of [HTTP](http.md); how to use it: [script with Python](../howto/script-with-python.md). "
        "Beside them are `schedule_runs.start` and `.follow`, `events.follow`, `booking_requests.create_all` and `.create_each`, `schedules.published` and "
        "`.draft`, a `save` for what is changed by its ETag, and a method with `_csv` or `_xlsx` behind its name for what comes in other forms than JSON too."
    )
    return page("The client for Python", introduction, [table(("method", "does", "is"), rows)])
