"""The methods of a resource: from an operation of the API to a function of Python."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docs.client.homes import is_page, item_of
from docs.client.operations import JSON, MEDIA
from docs.client.shapes import annotation, references, referred
from docs.client.writing import docstring

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from docs.client.operations import Operation, Parameter

_MEANT = "The `version` or the `etag` that the thing had when it was read, `*` for whatever there is; StaleVersionError where it has another by now."
_OR_NEW = " None: only if nothing is there under that name."
_KEY = "What you call this request; None: a new one is made, and kept over all tries of this call."
_SAVE = "Store a thing that was read and changed; StaleVersionError where somebody else was quicker."


def methods_of(each: Operation, schemas: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    """Yield a method for JSON, or for no answer at all, one for every other media type, and one that saves what was read."""
    json = {status: schema for (status, media), schema in each.answers.items() if media == JSON}
    others = list(dict.fromkeys(media for _, media in each.answers if media != JSON))
    if json or not others:
        kind, statement = _answer(each, json, schemas, names)
        yield _method(each, each.name, kind, statement, names, "")
    for number, media in enumerate(others):
        end, kind, helper = MEDIA[media]
        name = each.name if number == 0 and not json else f"{each.name}_{end}"
        yield _method(each, name, kind, f"return self.{helper}(call)", names, media)
    yield from _saving(each, json, schemas, names)


def _answer(
    each: Operation, json: Mapping[int, Mapping[str, Any]], schemas: Mapping[str, Any], names: Mapping[str, str]
) -> tuple[str, str]:
    """Return the type of what a method returns, and the statement that returns it."""
    if not json:
        return "None", "self._nothing(call)"
    kinds = {status: _kind(each, schema, schemas, names) for status, schema in json.items()}
    if len(kinds) > 1:
        told = ", ".join(f"{status}: {kind}" for status, kind in kinds.items())
        kind = " | ".join(dict.fromkeys(kinds.values()))
        return kind, f"found: {kind} = self._by_status({{{told}}}, call)\nreturn found"
    kind, schema = next(iter(kinds.values())), next(iter(json.values()))
    item = kind.removeprefix("tuple[").removesuffix(", ...]")
    if "$ref" in schema and is_page(referred(schema)):
        if each.method == "GET":
            return f"Listing[{item}]", f"return self._list({item}, call)"
        return kind, f"return self._items({item}, call)"
    if kind == "Any":
        return kind, "return self._read(object, call)"
    return kind, f"return self._read({kind}, call)"


def _kind(each: Operation, schema: Mapping[str, Any], schemas: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if "$ref" in schema and is_page(referred(schema)):
        return f"tuple[{names[item_of(referred(schema), schemas)]}, ...]"
    return annotation(schema, names, f"the answer of {each.id}")


def _method(each: Operation, name: str, kind: str, statement: str, names: Mapping[str, str], media: str) -> str:
    arguments, body = _arguments(each, names), ""
    if each.body is not None:
        body = "body"
    path = re.sub(r"\{[^}]*\}", "{}", each.path)
    parts = "".join(f", {part.name}" for part in each.parts)
    call = [f'"{each.method}"', f'at("{path}"{parts})' if parts else f'"{path}"']
    if each.query:
        call.append("query={" + ", ".join(f'"{q.wire}": {q.name}' for q in each.query) + "}")
    call += [f"body={body}"] if body else []
    call += [f'accept="{media}"'] if media else []
    call += ["key=idempotency_key or new_key()"] if each.keyed else []
    call += ["if_match=if_match"] if each.versioned else []
    call += ["new=if_match is None"] if each.or_new else []
    lines = [f"def {name}({', '.join(arguments)}) -> {kind}:", docstring(_words(each, media))]
    lines += [f"    call = Call({', '.join(call)})", *(f"    {line}" for line in statement.splitlines())]
    return "\n".join(f"    {line}" if line else "" for line in "\n".join(lines).splitlines())


def _arguments(each: Operation, names: Mapping[str, str]) -> list[str]:
    found = ["self", *(f"{part.name}: {part.annotation}" for part in each.parts)]
    if each.body is not None:
        kind = annotation(each.body, names, f"the body of {each.id}")
        optional = "" if each.body_required else " = None"
        found.append(f"body: {kind}{'' if each.body_required or 'None' in kind else ' | None'}{optional}")
    named = [_query(each, required=True), _query(each, required=False)]
    if each.versioned:
        named[0 if each.version_required else 1].append(
            f"if_match: int | str{'' if each.version_required else ' | None = None'}"
        )
    if each.keyed:
        named[1].append("idempotency_key: str | None = None")
    return [*found, *(["*", *named[0], *named[1]] if any(named) else [])]


def _query(each: Operation, *, required: bool) -> list[str]:
    return [
        f"{q.name}: {q.annotation}" if required else f"{q.name}: {_or_none(q)} = None"
        for q in each.query
        if q.required is required
    ]


def _or_none(parameter: Parameter) -> str:
    return parameter.annotation if "None" in parameter.annotation else f"{parameter.annotation} | None"


def _words(each: Operation, media: str) -> str:
    told = [(part.name, part.told) for part in (*each.parts, *each.query) if part.told]
    if each.versioned:
        told.append(("if_match", _MEANT + (_OR_NEW if each.or_new else "")))
    if each.keyed:
        told.append(("idempotency_key", _KEY))
    summary = each.summary + (f", as {MEDIA[media][0]}" if media and len(each.answers) > 1 else "") + "."
    more = [" ".join(paragraph.split()) for paragraph in each.description.split("\n\n")]
    listed = "\n".join(f"{name}\n    {words}" for name, words in told)
    return "\n\n".join([summary, *filter(None, [*more, listed and f"Parameters\n----------\n{listed}"])])


def _saving(
    each: Operation, json: Mapping[int, Mapping[str, Any]], schemas: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[str]:
    """Yield the method that stores a thing that was read and changed, where it holds all that the body says."""
    if each.method != "PUT" or not each.versioned or each.body is None or "$ref" not in each.body or len(json) != 1:
        return
    thing, body = next(references(next(iter(json.values())))), referred(each.body)
    has = set(schemas[thing]["properties"])
    keys = ["thing." + (part.wire if part.wire in has else "id") for part in each.parts]
    if set(schemas[body]["properties"]) <= has and (not keys or (len(keys) == 1 and keys[0][6:] in has)):
        given = [*keys, f"narrowed({names[body]}, thing)", "if_match=seen(thing)"]
        lines = [f"def save(self, thing: {names[thing]}) -> {names[thing]}:", docstring(_SAVE)]
        lines.append(f"    return self.{each.name}({', '.join(given)})")
        yield "\n".join(f"    {line}" if line else "" for line in "\n".join(lines).splitlines())
