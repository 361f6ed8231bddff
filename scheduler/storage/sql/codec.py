"""Domain values as JSON text and back, by the types that their classes declare."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, PlainSerializer, TypeAdapter

from scheduler.domain import (
    access,
    account,
    answer,
    api_key,
    booking,
    calendar,
    calendar_feed,
    carried,
    change,
    delivery,
    entitlement,
    last_use,
    ledger,
    machine,
    override,
    park,
    plan,
    policy,
    refusal,
    reservation,
    run,
    session,
    tariff,
    tenant,
    time_off,
    webhook,
    work,
)
from scheduler.storage.sql.columns import to_utc

V = TypeVar("V")

_MODULES = (
    access,
    account,
    answer,
    api_key,
    booking,
    calendar,
    calendar_feed,
    carried,
    change,
    delivery,
    entitlement,
    last_use,
    ledger,
    machine,
    override,
    park,
    plan,
    policy,
    refusal,
    reservation,
    run,
    session,
    tariff,
    tenant,
    time_off,
    webhook,
    work,
)
#: The same text is the same value, and values do not change: of each kind so many need not be read twice.
_REMEMBERED = 2048
#: Large, read by one person once, or another each time; a plan has a certificate that could be written to.
_READ_ONCE = (answer.Answer, carried.Carried, change.Change, plan.Schedule)
_Moment = Annotated[datetime, AfterValidator(to_utc), PlainSerializer(to_utc, return_type=datetime)]


class Codec(Generic[V]):
    """Writes and reads the values of one class."""

    def __init__(self, adapter: TypeAdapter[V], remembered: int = 0) -> None:
        """`remembered`: how many values are kept by their texts, for kinds that are read again and again and that nobody can change."""
        self._adapter = adapter
        self._read: Callable[[str], V] = adapter.validate_json
        if remembered:
            self._read = lru_cache(remembered)(self._read)

    def dump(self, value: V) -> str:
        """Return a value as JSON; a field that has not its declared type is an error, not a surprise for who reads it."""
        plain = self._adapter.dump_python(value, mode="json", warnings="error")
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))

    def load(self, text: str) -> V:
        """Return the value that was written; moments come back as aware UTC."""
        return self._read(text)


def codec_for(kind: type[V]) -> Codec[V]:
    """Return the codec of a class; there is one of each."""
    unhashable_to_mypy: Any = kind
    codec: Codec[V] = _codec(unhashable_to_mypy)
    return codec


@cache
def _codec(kind: Any) -> Codec[Any]:
    return Codec(_adapter(kind), 0 if kind in _READ_ONCE else _REMEMBERED)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    """Return the adapter of a class whose module imports its types for the type checker only.

    pydantic offers no public way to say where the names in such annotations are defined; `rebuild` has the argument for it. Naming
    them here also makes every `datetime` one that refuses to be naive, without a word of it in the domain.
    """
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    adapter.rebuild(force=True, _types_namespace=_names())
    return adapter


@cache
def _names() -> dict[str, Any]:
    """Return what the names in the annotations of the domain stand for."""
    names = {name: thing for module in _MODULES for name, thing in vars(module).items() if not name.startswith("_")}
    return names | {
        "Any": Any,
        "Mapping": Mapping,
        "Period": tuple[_Moment, _Moment],
        "date": date,
        "datetime": _Moment,
        "time": time,
        "timedelta": timedelta,
    }
