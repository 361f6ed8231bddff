"""The modules of `equishare_client/models`: one for each tag, with the schemas that only its operations use, and one for the rest."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from docs.client.shapes import UnknownShapeError, annotation, default, python_name, references
from docs.client.writing import docstring, module

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from docs.client.operations import Operation

COMMON = "common"
_TIMES = ("date", "datetime", "timedelta")


def model_files(schemas: Mapping[str, Any], names: Mapping[str, str], found: Sequence[Operation]) -> dict[str, str]:
    """Return the text of every module of models, by its path in the package."""
    merged = _merged(schemas, names)
    uses = {name: {names[each] for each in references(schema)} for name, schema in merged.items()}
    homes = _homes(uses, schemas, names, found)
    modules: dict[str, list[str]] = defaultdict(list)
    for name in _in_order(uses):
        modules[homes[name]].append(name)
    texts = {
        f"models/{home}.py": _module(home, [(name, merged[name]) for name in inside], names, homes, uses)
        for home, inside in modules.items()
    }
    return texts | {"models/__init__.py": _index(homes)}


def is_page(name: str) -> bool:
    """Whether a schema is a page of a list, which is read item by item."""
    return name.startswith("Page_")


def _merged(schemas: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return the schemas by model: what goes in and what comes out are one where they have the same fields."""
    merged: dict[str, Any] = {}
    for name, schema in schemas.items():
        if is_page(name):
            continue
        other = merged.setdefault(names[name], schema)
        if set(other.get("properties", ())) != set(schema.get("properties", ())):
            raise UnknownShapeError(
                f"{name} has other fields than its twin; give both a name of their own in api/schemas"
            )
    return merged


def _homes(
    uses: Mapping[str, set[str]], schemas: Mapping[str, Any], names: Mapping[str, str], found: Sequence[Operation]
) -> dict[str, str]:
    """Return the module of each model: that of the one tag that uses it, else the common one."""
    tags: dict[str, set[str]] = defaultdict(set)
    for each in found:
        waiting, seen = [names[name] for name in references(each.text)], set[str]()
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += uses[name] if name in uses else {names[item_of(name, schemas)]}
        for name in seen & set(uses):
            tags[name].add(each.tag)
    return {name: next(iter(tags[name])) if len(tags[name]) == 1 else COMMON for name in uses}


def item_of(page: str, schemas: Mapping[str, Any]) -> str:
    """Return which schema a page holds."""
    return next(references(schemas[page]["properties"]["items"]))


def _in_order(uses: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield every name after those that it uses."""
    done: set[str] = set()

    def visit(name: str) -> Iterator[str]:
        if name in done:
            return
        done.add(name)
        for other in sorted(uses[name]):
            yield from visit(other)
        yield name

    for name in sorted(uses):
        yield from visit(name)


def _module(
    home: str,
    inside: Sequence[tuple[str, Any]],
    names: Mapping[str, str],
    homes: Mapping[str, str],
    uses: Mapping[str, set[str]],
) -> str:
    bodies = [_model(name, schema, names) for name, schema in inside]
    code = "\n\n\n".join(bodies)
    wanted = sorted({other for name, _ in inside for other in uses[name] if homes[other] != home})
    dataclass = [word for word in ("dataclass", "field") if re.search(rf"\b{word}\(", code)]
    imports = [
        _import("dataclasses", dataclass),
        _import("datetime", [word for word in _TIMES if re.search(rf"\b{word}\b", _annotations(code))]),
        _import(
            "typing",
            [word for word in ("Any", "Literal", "TypeAlias") if re.search(rf"\b{word}\b", _annotations(code))],
        ),
        _import(f"equishare_client.models.{COMMON}", wanted),
    ]
    told = "used by several parts of it" if home == COMMON else f"used by `{home.replace('_', ' ')}` alone"
    return module(f"Models of the API: {told}.", imports, code)


def _annotations(code: str) -> str:
    """Return the code without its docstrings."""
    return re.sub(r'"""(?:[^"]|"(?!""))*"""', "", code)


def _import(source: str, words: Iterable[str]) -> str:
    return f"from {source} import {', '.join(words)}" if words else ""


def _model(name: str, schema: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if "properties" not in schema:
        return f"{name}: TypeAlias = {annotation(schema, names, name)}\n" + docstring(
            schema.get("description", name), ""
        )
    lines = [
        "@dataclass(frozen=True, kw_only=True, slots=True)",
        f"class {name}:",
        docstring(schema.get("description", f"{name}.")),
    ]
    for wire, part in schema["properties"].items():
        lines.append(_field(wire, part, names, f"{name}.{wire}", required=wire in schema.get("required", ())))
    return "\n".join(lines)


def _field(wire: str, schema: Mapping[str, Any], names: Mapping[str, str], where: str, *, required: bool) -> str:
    kind = annotation(schema, names, where)
    if wire.endswith("_"):
        raise UnknownShapeError(f"{where} ends with an underscore, which stands for something else in the client")
    usual = "" if required else f" = {default(schema, kind, where)}"
    if usual == " = None" and "None" not in kind and kind != "Any":
        kind += " | None"
    told = schema.get("description")
    return f"    {python_name(wire)}: {kind}{usual}" + (f"\n{docstring(told)}" if told else "")


def _index(homes: Mapping[str, str]) -> str:
    modules: dict[str, list[str]] = defaultdict(list)
    for name, home in sorted(homes.items()):
        modules[home].append(name)
    imports = [_import(f"equishare_client.models.{home}", inside) for home, inside in sorted(modules.items())]
    return module("Every model of the API.", imports, f"__all__ = {sorted(homes)!r}")
