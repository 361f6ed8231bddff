"""The modules of `equishare_client/models`: one for each tag, with the schemas that only its operations use, and one for the rest."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from docs.client.homes import COMMON, homes_of, in_order, is_page
from docs.client.shapes import UnknownShapeError, annotation, default, python_name, references
from docs.client.writing import docstring, imported, module

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from docs.client.operations import Operation


def model_files(schemas: Mapping[str, Any], names: Mapping[str, str], found: Sequence[Operation]) -> dict[str, str]:
    """Return the text of every module of models, by its path in the package."""
    merged = _merged(schemas, names)
    uses = {name: {names[each] for each in references(schema)} for name, schema in merged.items()}
    homes = homes_of(uses, schemas, names, found)
    modules: dict[str, list[str]] = defaultdict(list)
    for name in in_order(uses):
        modules[homes[name]].append(name)
    texts = {
        f"models/{home}.py": _module(home, [(name, merged[name]) for name in inside], names, homes, uses)
        for home, inside in modules.items()
    }
    return texts | {"models/__init__.py": _index(homes)}


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
    imports = [
        imported("dataclasses", ("dataclass", "field"), code),
        imported("datetime", ("date", "datetime", "timedelta"), code),
        imported("typing", ("Any", "Literal", "TypeAlias"), code),
        _import(f"equishare_client.models.{COMMON}", wanted),
    ]
    told = "used by several parts of it" if home == COMMON else f"used by `{home.replace('_', ' ')}` alone"
    return module(f"Models of the API: {told}.", imports, code)


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
