"""Every operation of the service through the client, and every answer read: what the API gets, the client has."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import pytest

import equishare_client.models
from docs import generate
from docs.client.homes import is_page, item_of
from docs.client.operations import JSON, Operation, operations
from docs.client.shapes import model_names, references, referred
from equishare_client import Client, Listing, ProblemError
from equishare_client.codec import read, wire_name, write
from equishare_client.models import Acceptance, SignIn
from tests.api.deeds import DEEDS, prepared
from tests.api.operations import PUBLIC
from tests.api.parks import OPERATOR_KEY, Park, running_park

#: What stands for a part of a path or a query that must be given.
_GIVEN = {"version": 7, "start": "2026-11-24T00:00:00Z", "end": "2026-11-25T00:00:00Z"}
_GIVEN |= {"from_": _GIVEN["start"], "to": _GIVEN["end"]}
#: What nobody is told who asks in the right way.
_MALFORMED = {"invalid", "malformed-json", "not-json", "unknown-path", "method-not-allowed", "internal"}


@cache
def text() -> dict[str, Any]:
    """Return the OpenAPI text."""
    return generate.openapi()


@cache
def everything() -> dict[str, Operation]:
    """Return every operation by its id."""
    found = operations(text(), model_names(text()["components"]["schemas"]))
    return {each.id: each for each in found}


def model_of(schema: str) -> Any:
    """Return the model of a schema."""
    return getattr(equishare_client.models, model_names(text()["components"]["schemas"])[schema])


def client_of(park: Park, key: str = OPERATOR_KEY) -> Client:
    """Return a client that speaks to a service in this process."""
    return Client("http://testserver", key, transport=park.operator._transport)


@pytest.fixture(scope="module")
def park() -> Iterator[Park]:
    """One service for all that changes little."""
    with running_park() as running:
        yield running


@pytest.mark.parametrize("name", everything())
def test_every_operation_is_a_method_that_reaches_it(park: Park, name: str) -> None:
    """An operation would be missing, or be called in a way that the service does not understand: nothing here is malformed."""
    operation = everything()[name]
    method = getattr(getattr(client_of(park), operation.resource), operation.name)
    given = {p.name: _GIVEN.get(p.name, "nothing") for p in (*operation.parts, *operation.query) if p.required}
    if operation.body is not None and operation.body_required:
        given["body"] = example_of(referred(operation.body))
    if operation.version_required:
        given["if_match"] = 1
    assert set(given) <= set(inspect.signature(method).parameters)
    assert answer_of(method, given) not in _MALFORMED


def answer_of(method: Callable[..., object], given: dict[str, Any]) -> str:
    """Call a method, read all that it answers, and return the kind of its problem; empty: there was none."""
    try:
        found = method(**given)
        if isinstance(found, Listing | Iterator):
            list(found)
    except ProblemError as problem:
        return "unknown-path" if type(problem) is ProblemError else problem.code
    return ""


def example_of(schema: str) -> Any:
    """Return the example of a body as its model."""
    return read(model_of(schema), text()["components"]["schemas"][schema]["examples"][0])


@pytest.mark.parametrize("name", sorted({next(references(each.body)) for each in everything().values() if each.body}))
def test_every_example_survives_the_way_there_and_back(name: str) -> None:
    """What somebody copies from the documentation would be sent as something else."""
    example = text()["components"]["schemas"][name]["examples"][0]
    model = example_of(name)
    assert read(model_of(name), write(model)) == model
    assert lost(example, model) == []


@pytest.mark.parametrize("name", DEEDS)
def test_every_answer_to_a_deed_is_read_whole(name: str) -> None:
    """The service would say something that nobody who uses the client can see."""
    with running_park() as park:
        answer = prepared(park, name)()
    assert answer.is_success, answer.text
    schema = everything()[name].answers.get((answer.status_code, JSON))
    if schema is None:
        assert not answer.content
        return
    page = is_page(referred(schema))
    model = model_of(item_of(referred(schema), text()["components"]["schemas"]) if page else referred(schema))
    for body in answer.json()["items"] if page else [answer.json()]:
        assert lost(body, read(model, body)) == []


def test_only_what_is_open_to_all_needs_no_key(park: Park) -> None:
    """A client without a key would be told something, or one with a key not send it."""
    nobody = client_of(park, "")
    by_secret = {"read_calendar_feed", "create_session", "accept_invitation"}
    for name in sorted(PUBLIC - by_secret):
        operation = everything()[name]
        assert getattr(getattr(nobody, operation.resource), operation.name)().status == "ok"
    with pytest.raises(ProblemError, match="401 sign-in-refused"):
        nobody.sessions.create(SignIn(login="nobody", password="wrong"))
    with pytest.raises(ProblemError, match="401 sign-in-refused"):
        nobody.invitations.accept(Acceptance(invitation="esi_wrong", password="eleven herons on one leg"))
    with pytest.raises(ProblemError, match="401 unauthenticated"):
        nobody.park.get()


def lost(told: Any, model: Any, at: str = "") -> list[str]:
    """Return the place of everything in JSON that a model of it does not have."""
    if is_dataclass(model):
        has = {wire_name(each.name): getattr(model, each.name) for each in fields(model)}
        missing = [f"{at}/{name}" for name in told if name not in has]
        return missing + [f for name in told if name in has for f in lost(told[name], has[name], f"{at}/{name}")]
    if isinstance(model, tuple):
        assert len(told) == len(model)
        return [f for number, part in enumerate(told) for f in lost(part, model[number], f"{at}/{number}")]
    return [] if (told is None) == (model is None) else [at]


def test_what_is_lost_is_found() -> None:
    """The check would pass whatever the client left out."""
    body = text()["components"]["schemas"]["NewTenant"]["examples"][0]
    model = read(model_of("NewTenant"), body)
    assert lost(body, model) == []
    assert lost(body | {"colour": "blue"}, model) == ["/colour"]
    assert lost({"qualifications": [{"name": "x", "place": 3}]}, model) == ["/qualifications/0/place"]
