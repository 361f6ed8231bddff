"""What is wrong, one by one: from the errors of `scheduler` and of pydantic to faults with pointer, code, message and cure."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any

from api.schemas.problems import Fault
from scheduler import errors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: How many faults of form are told at once: a large body can have a million.
MOST_FAULTS = 200
#: What mends an error of pydantic, by the beginning of its type; the rest is mended by what its message asks for.
_CURES = {
    "missing": "add it",
    "extra_forbidden": "leave it out; it may be misspelt",
    "string_pattern": "write it in the form that the message shows",
    "string_unicode": "leave out what is no character of Unicode, such as half of a pair",
    "string_type": "give a text, in quotes",
    "string": "give a text that is not too long",
    "int": "give a whole number, without quotes",
    "float": "give a number, without quotes",
    "bool": "give true or false, without quotes",
    "enum": "use one of the words listed",
    "tuple": "give a list of the right length",
    "too_": "give a list of the right length",
    "model": "give an object in braces",
    "dict": "give an object in braces",
    "greater": "give a larger number",
    "less": "give a smaller number",
    "json_invalid": "check commas, quotes and braces",
}

#: What JSON calls the things that pydantic calls by the names of Python.
_MESSAGES = {
    "model_attributes_type": "should be an object",
    "model_type": "should be an object",
    "dict_type": "should be an object",
    "tuple_type": "should be a list",
}


@singledispatch
def faults_of(error: errors.SchedulerError) -> tuple[Fault, ...]:
    """Return what is wrong according to an error of `scheduler`; many have only one thing to say, which is their text."""
    del error
    return ()


@faults_of.register
def _(error: errors.RefusedError) -> tuple[Fault, ...]:
    return tuple(Fault(pointer=r.pointer, code=r.rule, message=r.message, cure=r.cure) for r in error.refusals)


@faults_of.register
def _(error: errors.ConflictError) -> tuple[Fault, ...]:
    return (Fault(pointer="", code=error.code, message=error.message, cure=error.cure),)


@faults_of.register
def _(error: errors.IllegalTransitionError) -> tuple[Fault, ...]:
    cure = f"it can become {', '.join(error.allowed)}" if error.allowed else "it is final"
    told = f"a {error.kind} that is {error.source} cannot become {error.target}"
    return (Fault(pointer="/status", code="status", message=told, cure=cure),)


@faults_of.register
def _(error: errors.StaleVersionError) -> tuple[Fault, ...]:
    told = f"the version is {error.actual}, not {error.expected}"
    return (Fault(pointer="/If-Match", code="version", message=told, cure="read it again and repeat the change"),)


@faults_of.register
def _(error: errors.ExpiredError) -> tuple[Fault, ...]:
    told = f"is over since {error.since.isoformat(timespec='seconds')}"
    return (Fault(pointer="", code="expired", message=f"the {error.kind} {told}", cure=error.cure),)


@faults_of.register
def _(error: errors.TooManyError) -> tuple[Fault, ...]:
    return (Fault(pointer="", code="rate", message=error.message, cure=f"wait {error.seconds} seconds"),)


@faults_of.register
def _(error: errors.ScopeError) -> tuple[Fault, ...]:
    told = f"the key has not the scope {error.scope}"
    return (Fault(pointer="", code="scope", message=told, cure=f"use a key with {error.scope}"),)


@faults_of.register
def _(_: errors.KeyReusedError) -> tuple[Fault, ...]:
    told = "was used for another request within the last day"
    return (Fault(pointer="/Idempotency-Key", code="reused", message=told, cure="make a new key for a new request"),)


def faults_of_form(found: Sequence[Mapping[str, Any]]) -> tuple[Fault, ...]:
    """Return what is wrong with the form of a request according to pydantic, and of very many faults how many more there are."""
    told = tuple(_fault(each) for each in found[:MOST_FAULTS])
    left = len(found) - len(told)
    if not left:
        return told
    more = Fault(pointer="", code="more", message=f"there are {left} more faults", cure="mend these first")
    return (*told, more)


def _fault(error: Mapping[str, Any]) -> Fault:
    code, context = str(error["type"]), error.get("ctx") or {}
    usual = next((cure for start, cure in _CURES.items() if code.startswith(start)), "see /docs for what would pass")
    return Fault(
        pointer=_pointer(error["loc"]),
        code=code,
        message=_MESSAGES.get(code, str(error["msg"])),
        cure=str(context.get("cure", usual)),
    )


def _pointer(location: Sequence[str | int]) -> str:
    """Return the RFC 6901 pointer of a place; the first step only says whether it is in the body, the path and so on."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in location[1:])
