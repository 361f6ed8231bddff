"""Every operation of the OpenAPI text as a method of a resource.

Over 150 lines because what an operation is and how the text says it are read together.
"""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docs.client.shapes import UnknownShapeError, annotation, python_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

JSON = "application/json"
_ACTION = re.compile(r"(?:/\{[^}]+\})?:([a-z-]+)")
#: What an operation answers beside JSON: the end of the method's name, its type, and the helper of `Resource` that reads it.
MEDIA = {
    "text/csv": ("csv", "str", "_text"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx", "bytes", "_bytes"),
    "text/event-stream": ("stream", "Iterator[ServerSentEvent]", "_stream"),
    "text/calendar": ("ics", "str", "_text"),
    "text/plain": ("text", "str", "_text"),
    "application/openmetrics-text": ("openmetrics", "str", "_text"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """A part of the path or the query."""

    wire: str
    annotation: str
    required: bool
    told: str

    @property
    def name(self) -> str:
        """What Python calls it."""
        return python_name(self.wire)


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """One method of one path."""

    id: str
    resource: str
    #: What the method is called.
    name: str
    tag: str
    method: str
    path: str
    summary: str
    description: str
    parts: tuple[Parameter, ...]
    query: tuple[Parameter, ...]
    #: Schema of the body; None: it takes none.
    body: Mapping[str, Any] | None
    body_required: bool
    keyed: bool
    #: Whether it takes If-Match, and whether it insists; for what is not there yet it may take If-None-Match instead.
    versioned: bool
    version_required: bool
    or_new: bool
    #: Schemas of what it answers when all is well, by status and media type.
    answers: Mapping[tuple[int, str], Mapping[str, Any]]
    #: Everything that it says, to find what it refers to.
    text: Mapping[str, Any]


def operations(text: Mapping[str, Any], names: Mapping[str, str]) -> list[Operation]:
    """Return every operation, in the order of the text; UnknownShapeError where two would be one method."""
    found: dict[tuple[str, str], Operation] = {}
    for path, methods in text["paths"].items():
        for method, told in methods.items():
            each = _operation(path, method, told, names, {(o.resource, o.name) for o in found.values()})
            if (each.resource, each.name) in found:
                raise UnknownShapeError(f"{each.id} and another operation would both be {each.resource}.{each.name}")
            found[each.resource, each.name] = each
    return list(found.values())


def _operation(
    path: str, method: str, told: Mapping[str, Any], names: Mapping[str, str], taken: set[tuple[str, str]]
) -> Operation:
    tag = python_name(told["tags"][0].replace(" ", "_"))
    resource = _resource(path) or tag
    name = _method_name(told["operationId"], path, resource)
    headers = {each["name"].lower() for each in told.get("parameters", ()) if each["in"] == "header"}
    body = told.get("requestBody", {})
    return Operation(
        id=told["operationId"],
        resource=resource,
        name=told["operationId"] if (resource, name) in taken else name,
        tag=tag,
        method=method.upper(),
        path=path,
        summary=told["summary"],
        description=told.get("description", ""),
        parts=tuple(_parameters(told, "path", names)),
        query=tuple(_parameters(told, "query", names)),
        body=body.get("content", {}).get(JSON, {}).get("schema"),
        body_required=body.get("required", False),
        keyed="idempotency-key" in headers,
        versioned="if-match" in headers,
        # An action insists for some of its things only; which, the service says.
        version_required="428" in told["responses"] and method != "post" and "if-none-match" not in headers,
        or_new="if-none-match" in headers and method != "get",
        answers=dict(_answers(told)),
        text=told,
    )


def _resource(path: str) -> str:
    """Return the first word of a path below `/v1`, or of one outside that has more to it; empty: it has none of its own."""
    match = re.match(r"(?:/v1)?/([a-z][a-z-]*)(.*)", path)
    if match is None or not (path.startswith("/v1/") or match[2]):
        return ""
    return match[1].replace("-", "_")


def _method_name(operation_id: str, path: str, resource: str) -> str:
    """Return the verb of the path where it has one, else the name of the operation without that of its resource."""
    tail = re.sub(r"^(/v1)?/[a-z-]+", "", path)
    action = _ACTION.fullmatch(tail)
    name = action[1].replace("-", "_") if action else operation_id
    for plural in (resource, resource.rpartition("_")[2]):
        for noun in (plural, re.sub("ies$", "y", plural), plural.removesuffix("s")):
            name = re.sub(rf"_{noun}(?=_|$)", "", name)
    return f"{name}_" if keyword.iskeyword(name) else name


def _parameters(told: Mapping[str, Any], place: str, names: Mapping[str, str]) -> Iterator[Parameter]:
    for each in told.get("parameters", ()):
        if each["in"] == place:
            kind = annotation(each["schema"], names, f"parameter {each['name']} of {told['operationId']}")
            yield Parameter(
                wire=each["name"],
                # A number that may also be a word is given as either.
                annotation="int | str" if place == "path" and each["name"] == "version" else kind,
                required=each.get("required", False),
                told=" ".join(str(each.get("description", "")).split()),
            )


def _answers(told: Mapping[str, Any]) -> Iterator[tuple[tuple[int, str], Mapping[str, Any]]]:
    for status, answer in told["responses"].items():
        if status.startswith("2"):
            for media, content in answer.get("content", {}).items():
                if media != JSON and media not in MEDIA:
                    raise UnknownShapeError(
                        f"{told['operationId']} answers {media}, which is not in docs/client/operations.py"
                    )
                yield (int(status), media), content.get("schema", {})
