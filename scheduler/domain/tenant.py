"""Who shares the park."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, kw_only=True, slots=True)
class Qualification:
    """Something that a tenant is allowed or trained to do, such as work with a laser of class 4."""

    #: As the policy names it.
    name: str
    #: The last day on which it holds, by the calendar of the park; None: until further notice.
    until: date | None = None


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
    #: Each named once.
    qualifications: tuple[Qualification, ...] = ()
    version: int = 1
