"""The reasons why a request found no room, in words for people."""

from __future__ import annotations

from types import MappingProxyType

from solver.explain import REASONS

#: By code of the glossary: those that planning gives before anything is solved, then those of the solver.
WORDS = MappingProxyType(
    {
        "deadline_passed": "no time is left between its earliest start and its deadline",
        "no_machine": "no machine in service can do one of its operations for this tenant",
        "no_people": "an operation needs a skill that nobody has",
        "no_window": "its own times leave none in the window of the plan",
        "off_grid": "its times between operations cannot be kept in steps of this plan; plan with shorter ticks",
        **REASONS,
    }
)


def words_for(code: str) -> str:
    """Return a code in words; a code without words speaks for itself."""
    return WORDS.get(code, code.replace("_", " "))
