"""Between JSON and the models: frozen dataclasses whose annotations say what each value is.

What a newer service adds to an answer is left out, and a word that it adds to a list of words is a text like the others: a program
that was written last year goes on. What is at its default is not sent: a newer program can talk to an older service.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from equishare_client.moments import read_duration, read_moment, write_duration, write_moment

T = TypeVar("T")


class Unset:
    """What is not said at all, where a change leaves alone what it does not say."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNSET"


UNSET = Unset()
#: Marks a field that is no part of the body, but of the headers of the answer that it came in.
HEADER = "header"


def read(kind: type[T], value: object) -> T:
    """Return a value of JSON as its kind, such as a model or `tuple[Machine, ...]`; ValueError where it is something else."""
    found: T = _read(kind, value, "")
    return found


def write(value: object) -> Any:
    """Return a value of a model, or a model, as JSON values; ValueError where JSON has nothing for it."""
    if is_dataclass(value) and not isinstance(value, type):
        told = ((each, getattr(value, each.name)) for each in fields(value))
        return {wire_name(each.name): write(part) for each, part in told if not _goes_without_saying(each, part)}
    if isinstance(value, Mapping):
        return {str(name): write(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return [write(part) for part in value]
    return next((writer(value) for kind, writer in _WRITERS if isinstance(value, kind)), value)


def tagged(thing: T, etag: str | None) -> T:
    """Return a thing with the ETag that came with it, where it has a place for one."""
    known: Any = thing
    if etag is None or not any(each.name == "etag" and HEADER in each.metadata for each in fields(known)):
        return thing
    same: T = replace(known, etag=etag)
    return same


def seen(thing: object) -> str:
    """Return the ETag of a thing as it was read; ValueError where nothing tells it."""
    etag = getattr(thing, "etag", None)
    version = getattr(thing, "version", None)
    if etag is None and version is None:
        raise ValueError(
            f"nothing tells which {type(thing).__name__} this is; read it by itself before you change it, not in a list"
        )
    return etag or f'"{version}"'


def narrowed(kind: type[T], thing: object) -> T:
    """Return those fields of a thing that another model has too, as that model."""
    assert is_dataclass(kind)
    facts = {each.name: getattr(thing, each.name) for each in fields(kind)}
    return kind(**facts)


def wire_name(name: str) -> str:
    """Return what JSON calls a field: words that Python keeps for itself have an underscore behind them here."""
    return name.removesuffix("_")


def _goes_without_saying(field: Field[Any], value: object) -> bool:
    if HEADER in field.metadata:
        return True
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
        kinds = [each for each in inside if each not in {NoneType, Unset}]
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
    hints = _hints(kind)
    for each in fields(kind):
        wired = wire_name(each.name)
        if wired in value and HEADER not in each.metadata:
            facts[each.name] = _read(hints[each.name], value[wired], f"{at}/{wired}")
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
