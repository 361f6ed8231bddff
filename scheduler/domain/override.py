"""Overrides: a request that the operator takes in although it breaks rules of the park, with the reason, for everybody to see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.refusal import Refusal


@dataclass(frozen=True, kw_only=True, slots=True)
class OverrideTerms:
    """What the operator says when it overrides."""

    #: Names of the rules that shall not count, as refusals tell them.
    rules: tuple[str, ...]
    #: Why; the tenant reads it.
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Override:
    """What was overridden, kept with the request."""

    #: The rules that were broken and did not count, each once.
    rules: tuple[str, ...]
    reason: str
    #: Id of the key it was done with; `system` for the program itself.
    by: str
    at: datetime
    #: What each of the rules would have told.
    refusals: tuple[Refusal, ...]


class Overriding(NamedTuple):
    """Somebody's override of the rules for one request."""

    terms: OverrideTerms
    #: Id of the key it is done with.
    by: str

    def record(self, refusals: tuple[Refusal, ...], now: datetime) -> Override | None:
        """Return what is kept of it, given what was overridden; None where no rule was broken."""
        if not refusals:
            return None
        rules = tuple(sorted({refusal.rule for refusal in refusals}))
        return Override(rules=rules, reason=self.terms.reason, by=self.by, at=now, refusals=refusals)
