"""The reasons why a request found no room, in words for people."""

from __future__ import annotations

from types import MappingProxyType

from solver.explain import REASONS

#: Codes of requests that never came before the solver; the others are the solver's own.
SET_ASIDE = MappingProxyType(
    {
        "deadline_passed": "no time is left between its earliest start and its deadline",
        "no_machine": "no machine in service can do one of its operations for this tenant",
        "no_people": "an operation needs a skill that nobody has",
        "off_grid": "its times between operations cannot be kept in steps of this plan; plan with shorter ticks",
    }
)


def words_for(code: str) -> str:
    """Return a code in words; KeyError for a code that nobody gives."""
    return SET_ASIDE[code] if code in SET_ASIDE else REASONS[code]
