"""The OpenAPI text: complete enough to make a client from, and shown without the internet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from api.app import create_app
from tests.api.operations import PUBLIC
from tests.api.parks import make_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.api.parks import Park

_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


@pytest.fixture(scope="module")
def text() -> dict[str, Any]:
    """The text, made without a database and without starting."""
    return create_app(make_settings(database_url="sqlite:////nowhere/park.db")).openapi()


def told(text: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what is told about each operation."""
    return (operation for methods in text["paths"].values() for operation in methods.values())


def test_every_operation_is_told_whole(text: dict[str, Any]) -> None:
    """A name of its own, one line about it, a shape for its answer, a problem for everything else, and who may call it."""
    names = [each["operationId"] for each in told(text)]
    assert len(set(names)) == len(names) > 50
    for each in told(text):
        assert each["summary"], each
        assert not each["summary"].endswith(".")
        assert each["responses"]["default"]["content"] == _PROBLEM
        good = next(answer for status, answer in each["responses"].items() if status.startswith("2"))
        assert good.get("content") or "204" in each["responses"]
        assert ("security" in each) is (each["operationId"] not in PUBLIC)


def test_every_body_has_an_example_and_refuses_unknown_keys(text: dict[str, Any]) -> None:
    """Whoever writes a client copies the example first."""
    for each in told(text):
        body = each.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        reference = body.get("$ref") or next((one["$ref"] for one in body.get("anyOf", ()) if "$ref" in one), None)
        if reference is not None:
            schema = text["components"]["schemas"][reference.rpartition("/")[2]]
            assert schema["examples"], each["operationId"]
            assert schema["additionalProperties"] is False


def test_every_reference_leads_somewhere(text: dict[str, Any]) -> None:
    """A schema that is missing breaks every generator."""
    wanted = set(re.findall(r"#/components/schemas/([\w.-]+)", str(text)))
    assert wanted <= set(text["components"]["schemas"])
    assert "HTTPValidationError" not in text["components"]["schemas"]
    assert text["openapi"].startswith("3.1")


def test_the_page_needs_no_internet(park: Park) -> None:
    """Every address on the page is our own, and answers."""
    page = park.nobody.get("/").text
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(addresses) >= 3
    for address in addresses:
        assert address.startswith("/docs/")
        assert park.nobody.get(address).status_code == 200, address
