"""Which media type an answer has, by the header `Accept`."""

from __future__ import annotations

import pytest
from starlette.requests import Request

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
        ("text/csv;q=0", JSON),
        ("text/csv;q=much", CSV),
        ("text/plain", JSON),
        (";;,,;q", JSON),
    ],
)
def test_the_heaviest_that_there_is(accept: str | None, media: str) -> None:
    """A browser would get a file, or a script that asks for CSV a page of JSON; what is not offered gets JSON."""
    headers = [] if accept is None else [(b"accept", accept.encode())]
    assert preferred(Request({"type": "http", "headers": headers}), CSV, XLSX) == media
