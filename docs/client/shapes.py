"""From schemas of the OpenAPI text to types of Python, and from their defaults to expressions."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_FORMATS = {"date-time": "datetime", "date": "date", "duration": "timedelta", "binary": "bytes"}
_UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1))


class UnknownShapeError(Exception):
    """The OpenAPI text says something for which the client has no type."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what}: teach it to docs/client/shapes.py and to equishare_client/codec.py, or give the API a plainer schema"
        )


def model_names(schemas: Mapping[str, Any]) -> dict[str, str]:
    """Return what each schema is called as a model: where two modules use one name, each has its module's before it."""
    plain = {name: re.sub(r"-(Input|Output)$", "", name) for name in schemas}
    short = {name: each.rpartition("__")[2] for name, each in plain.items()}
    taken = Counter(short[name] for name in {each: name for name, each in plain.items()}.values())
    return {name: short[name] if taken[short[name]] == 1 else _with_module(each) for name, each in plain.items()}


def _with_module(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("__")[-2:])


def references(schema: object) -> Iterator[str]:
    """Yield the name of every schema that is referred to in one."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield referred(schema)
        for name, part in schema.items():
            if name not in {"examples", "example", "default"}:
                yield from references(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from references(part)


def referred(schema: Mapping[str, Any]) -> str:
    """Return the name behind a reference."""
    return str(schema["$ref"]).rpartition("/")[2]


def annotation(schema: Mapping[str, Any], names: Mapping[str, str], where: str) -> str:
    """Return the type of a value; UnknownShapeError names the place."""
    if "$ref" in schema:
        return names[referred(schema)]
    if "const" in schema or "enum" in schema:
        return f"Literal[{', '.join(repr(word) for word in schema.get('enum', [schema.get('const')]))}]"
    several = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    if isinstance(schema.get("type"), list):
        several = [{**schema, "type": each} for each in schema["type"]]
    if several:
        return _union([annotation(each, names, where) for each in several], where)
    kind = schema.get("type")
    if kind == "array":
        return f"tuple[{annotation(schema.get('items', {}), names, where)}, ...]"
    if kind == "object":
        inside = schema.get("additionalProperties")
        return f"dict[str, {annotation(inside, names, where) if isinstance(inside, dict) else 'Any'}]"
    return _FORMATS.get(schema.get("format", ""), _PLAIN.get(str(kind), "Any"))


def _union(kinds: list[str], where: str) -> str:
    told = dict.fromkeys(kind for kind in kinds if kind != "None")
    if len(told) > 1 and not set(told) <= {"int", "float", "str", "bool"}:
        raise UnknownShapeError(f"{where} may be {' or '.join(told)}, which JSON does not tell apart")
    return " | ".join([*told, *(["None"] if "None" in kinds else [])])


def default(schema: Mapping[str, Any], kind: str, where: str) -> str:
    """Return the default of a value that may be left out, as an expression; a `field(...)` for what can be changed in place."""
    value = schema.get("default")
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    if isinstance(value, str) and kind.startswith("timedelta"):
        return _length(TypeAdapter(timedelta).validate_python(value))
    if isinstance(value, str):
        return repr(value)
    if value == []:
        return "()"
    if value == {}:
        return "field(default_factory=dict)"
    raise UnknownShapeError(f"{where} is {value!r} where it is left out")


def _length(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    unit, size = next(each for each in _UNITS if seconds % each[1] == 0 and (seconds or each[1] == 1))
    return f"timedelta({unit}={seconds // size})" if seconds else "timedelta(0)"


def python_name(name: str) -> str:
    """Return a name of JSON or of a parameter as Python can write it; `equishare_client.codec.wire_name` is the way back."""
    name = name.replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name
