"""Which media type an answer has, by the header `Accept`."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from api.errors import ApiError
from api.media import CSV, JSON, XLSX, preferred


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/json", JSON),
        ("text/csv", CSV),
        ("TEXT/CSV; charset=utf-8", CSV),
        (f"{XLSX}, */*;q=0.1", XLSX),
        ("text/html, application/xhtml+xml, */*;q=0.8", JSON),
        ("text/csv;q=0.5, application/json;q=0.4", CSV),
        ("text/csv;q=0.4, application/json", JSON),
        ("text/csv, */*", CSV),
        ("text/*, application/json;q=0.9", CSV),
        ("application/json;q=0.2, */*;q=0.1", JSON),
        ("text/csv;q=0, */*", JSON),
        ("application/*;q=0.9, text/csv;q=0.8", JSON),
        ("text/csv;q=much", CSV),
        (";;,,;q", JSON),
    ],
)
def test_the_heaviest_that_there_is(accept: str | None, media: str) -> None:
    """A browser would get a file, or a script that asks for CSV a page of JSON; what is not offered gets JSON."""
    headers = [] if accept is None else [(b"accept", accept.encode())]
    assert preferred(Request({"type": "http", "headers": headers}), CSV, XLSX) == media


@pytest.mark.parametrize("accept", ["text/plain", "text/csv;q=0", "image/*, text/html;q=0.9", "application/pdf"])
def test_what_there_is_not_is_refused(accept: str) -> None:
    """A program that asked for a table would otherwise read JSON as one."""
    with pytest.raises(ApiError) as refused:
        preferred(Request({"type": "http", "headers": [(b"accept", accept.encode())]}), CSV, XLSX)
    assert refused.value.kind.status == 406
    assert CSV in refused.value.faults[0].cure
