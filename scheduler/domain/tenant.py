"""Who shares the park."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Tenant:
    """A company of the park."""

    #: Slug.
    id: str
    name: str
    name_en: str = ""
    #: `>= 1`: its part of the machine time, relative to the shares of the others (see `entitlement` for terms that differ).
    share: int = 1
    #: How many of its operations may run at one moment; None: no limit.
    max_concurrent: int | None = None
    #: False: it may look, and ask for nothing more.
    active: bool = True
    version: int = 1
