"""The modules of `equishare_client/models`: one for each tag, with the schemas that only its operations use, and one for the rest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docs.client.homes import COMMON, homes_of, in_order, is_page
from docs.client.shapes import UnknownShapeError, annotation, default, python_name, references, referred
from docs.client.writing import docstring, imported, module

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from docs.client.operations import Operation


_ETAG = '''\
    etag: str | None = field(default=None, compare=False, repr=False, metadata={HEADER: True})
    """The ETag that it came with, which is no part of it; None: it came in a list."""'''


@dataclass(frozen=True, slots=True)
class Roles:
    """What operations make of models."""

    #: Answers of operations that take If-Match.
    tagged: frozenset[str]
    #: Bodies that leave alone what they do not say.
    partial: frozenset[str]


def model_files(schemas: Mapping[str, Any], names: Mapping[str, str], found: Sequence[Operation]) -> dict[str, str]:
    """Return the text of every module of models, by its path in the package."""
    merged = _merged(schemas, names)
    uses = {name: {names[each] for each in references(schema)} for name, schema in merged.items()}
    homes, roles = homes_of(uses, schemas, names, found), _roles(names, found)
    modules: dict[str, list[str]] = defaultdict(list)
    for name in in_order(uses):
        modules[homes[name]].append(name)
    texts = {
        f"models/{home}.py": _module(home, [(name, merged[name]) for name in inside], names, homes, uses, roles)
        for home, inside in modules.items()
    }
    return texts | {"models/__init__.py": _index(homes)}


def _roles(names: Mapping[str, str], found: Sequence[Operation]) -> Roles:
    answers = (schema for each in found if each.versioned for schema in each.answers.values() if "$ref" in schema)
    bodies = (each.body for each in found if each.method == "PATCH" and each.body is not None)
    return Roles(
        tagged=frozenset(names[referred(schema)] for schema in answers),
        partial=frozenset(names[referred(body)] for body in bodies if "$ref" in body),
    )


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
    roles: Roles,
) -> str:
    bodies = [_model(name, schema, names, roles) for name, schema in inside]
    code = "\n\n\n".join(bodies)
    wanted = sorted({other for name, _ in inside for other in uses[name] if homes[other] != home})
    imports = [
        imported("dataclasses", ("dataclass", "field"), code),
        imported("datetime", ("date", "datetime", "timedelta"), code),
        imported("typing", ("Any", "Literal", "TypeAlias"), code),
        imported("equishare_client.codec", ("HEADER", "UNSET", "Unset"), code),
        _import(f"equishare_client.models.{COMMON}", wanted),
    ]
    told = "used by several parts of it" if home == COMMON else f"used by `{home.replace('_', ' ')}` alone"
    return module(f"Models of the API: {told}.", imports, code)


def _import(source: str, words: Iterable[str]) -> str:
    return f"from {source} import {', '.join(words)}" if words else ""


def _model(name: str, schema: Mapping[str, Any], names: Mapping[str, str], roles: Roles) -> str:
    told = schema.get("description", f"{name}.")
    if "properties" not in schema:
        return f"{name}: TypeAlias = {annotation(schema, names, name)}\n{docstring(told, '')}"
    lines = ["@dataclass(frozen=True, kw_only=True, slots=True)", f"class {name}:", docstring(told)]
    for wire, part in schema["properties"].items():
        kind, usual = _typed(part, names, f"{name}.{wire}", required=wire in schema.get("required", ()))
        if name in roles.partial:
            bare = kind.removesuffix(" | None")
            kind, usual = f"{bare} | Unset{kind[len(bare) :]}", " = UNSET"
        lines.append(f"    {python_name(wire)}: {kind}{usual}")
        lines += [docstring(part["description"])] if "description" in part else []
    return "\n".join([*lines, *([_ETAG] if name in roles.tagged else [])])


def _typed(schema: Mapping[str, Any], names: Mapping[str, str], where: str, *, required: bool) -> tuple[str, str]:
    """Return the type of a field, and what it is where it is left out."""
    if where.endswith(("_", ".etag")):
        raise UnknownShapeError(f"{where} has a name that stands for something else in the client")
    kind = annotation(schema, names, where)
    usual = "" if required else f" = {default(schema, kind, where)}"
    optional = usual == " = None" and "None" not in kind and kind != "Any"
    return (f"{kind} | None" if optional else kind), usual


def _index(homes: Mapping[str, str]) -> str:
    modules: dict[str, list[str]] = defaultdict(list)
    for name, home in sorted(homes.items()):
        modules[home].append(name)
    imports = [_import(f"equishare_client.models.{home}", inside) for home, inside in sorted(modules.items())]
    return module("Every model of the API.", imports, f"__all__ = {sorted(homes)!r}")
