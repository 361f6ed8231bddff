"""Records of nights as a test writes them down."""

from __future__ import annotations

from typing import Any

from scheduler.planning.simulation.records import Asked, Executed, NightRecord


def asked(reference: str, tenant: str, minutes: int, last_night: int = 99) -> Asked:
    """Return a request for cutting."""
    return Asked(reference, tenant, {"cutting": minutes}, last_night)


def done(reference: str, tenant: str, minutes: int, waited: float | None = 1.0) -> Executed:
    """Return what was carried out for it."""
    return Executed(reference, tenant, "cutting", minutes, waited)


def record(night: int, **facts: Any) -> NightRecord:
    """Return a night in which a machine was open for ten hours and nobody asked for anything."""
    defaults: dict[str, Any] = {
        "night": night,
        "asked": (),
        "executed": (),
        "given_up": (),
        "fulfilled": (),
        "no_shows": (),
        "moved": 0,
        "failed": 0,
        "open_hours": 10.0,
        "busy_hours": 5.0,
        "capacity": {"cutting": 600},
        "shares": {"ada": 1, "bob": 1},
    }
    return NightRecord(**defaults | facts)
