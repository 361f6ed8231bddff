"""Domain values as JSON text and back, by the types that their classes declare."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
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
_Moment = Annotated[datetime, AfterValidator(to_utc), PlainSerializer(to_utc, return_type=datetime)]


class Codec(Generic[V]):
    """Writes and reads the values of one class."""

    def __init__(self, adapter: TypeAdapter[V]) -> None:
        self._adapter = adapter

    def dump(self, value: V) -> str:
        """Return a value as JSON; a field that has not its declared type is an error, not a surprise for who reads it."""
        plain = self._adapter.dump_python(value, mode="json", warnings="error")
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))

    def load(self, text: str) -> V:
        """Return the value that was written; moments come back as aware UTC."""
        return self._adapter.validate_json(text)


def codec_for(kind: type[V]) -> Codec[V]:
    """Return the codec of a class."""
    unhashable_to_mypy: Any = kind
    return Codec(_adapter(unhashable_to_mypy))


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
