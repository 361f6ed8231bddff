"""Between JSON and the models: frozen dataclasses whose annotations say what each value is.

What a newer service adds to an answer is left out, and a word that it adds to a list of words is a text like the others: a program
that was written last year goes on. What is at its default is not sent: a newer program can talk to an older service.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, timedelta
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from equishare_client.moments import read_duration, read_moment, write_duration, write_moment

T = TypeVar("T")


def read(kind: type[T], value: object) -> T:
    """Return a value of JSON as its kind, such as a model or `tuple[Machine, ...]`; ValueError where it is something else."""
    found: T = _read(kind, value, "")
    return found


def write(value: object) -> Any:
    """Return a value of a model, or a model, as JSON values; ValueError where JSON has nothing for it."""
    if is_dataclass(value) and not isinstance(value, type):
        told = ((each, getattr(value, each.name)) for each in fields(value))
        return {wire_name(each.name): write(part) for each, part in told if not _is_default(each, part)}
    if isinstance(value, Mapping):
        return {str(name): write(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return [write(part) for part in value]
    return next((writer(value) for kind, writer in _WRITERS if isinstance(value, kind)), value)


def narrowed(kind: type[T], thing: object) -> T:
    """Return those fields of a thing that another model has too, as that model."""
    assert is_dataclass(kind)
    facts = {each.name: getattr(thing, each.name) for each in fields(kind)}
    return kind(**facts)


def wire_name(name: str) -> str:
    """Return what JSON calls a field: words that Python keeps for itself have an underscore behind them here."""
    return name.removesuffix("_")


def _is_default(field: Field[Any], value: object) -> bool:
    if field.default_factory is not MISSING:
        return bool(value == field.default_factory())
    return field.default is not MISSING and bool(value == field.default)


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, value: Any, at: str) -> Any:
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        # Where there are several they are numbers and texts, which JSON tells apart by itself.
        kinds = [each for each in inside if each is not NoneType]
        return _read(kinds[0], value, at) if len(kinds) == 1 and value is not None else value
    if origin is tuple:
        return tuple(_read(inside[0], part, f"{at}/{number}") for number, part in enumerate(_as(list, value, at)))
    if origin is dict:
        return {name: _read(inside[1], part, f"{at}/{name}") for name, part in _as(dict, value, at).items()}
    if is_dataclass(kind):
        return _read_model(kind, _as(dict, value, at), at)
    reader = _READERS.get(kind)
    return value if reader is None else reader(_as(str, value, at))


def _read_model(kind: Any, value: Mapping[str, Any], at: str) -> Any:
    facts = {}
    for name, hint in _hints(kind).items():
        wired = wire_name(name)
        if wired in value:
            facts[name] = _read(hint, value[wired], f"{at}/{wired}")
    try:
        return kind(**facts)
    except TypeError as error:
        raise ValueError(f"{at or '/'} is no {kind.__name__}: {error}") from None


def _as(kind: type[T], value: object, at: str) -> T:
    if not isinstance(value, kind):
        raise ValueError(f"{at or '/'} is {type(value).__name__}, not {kind.__name__}")  # noqa: TRY004 - as for all that cannot be read
    return value


#: A moment is a date too, so it comes first.
_WRITERS: tuple[tuple[type[Any], Callable[[Any], str]], ...] = (
    (datetime, write_moment),
    (date, date.isoformat),
    (timedelta, write_duration),
)
_READERS: Mapping[Any, Callable[[str], Any]] = {
    datetime: read_moment,
    date: date.fromisoformat,
    timedelta: read_duration,
}
