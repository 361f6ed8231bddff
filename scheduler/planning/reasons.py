"""The reasons why a request found no room, in words for people."""

from __future__ import annotations

from types import MappingProxyType

#: By code of the glossary; planning and the solver give these.
WORDS = MappingProxyType(
    {
        "deadline_passed": "no time is left between its earliest start and its deadline",
        "no_machine": "no machine in service can do one of its operations for this tenant",
        "no_people": "an operation needs a skill that nobody has",
        "no_window": "no opening of the machines is long enough between its earliest start and its deadline",
        "off_grid": "its times between operations cannot be kept in steps of this plan; plan with shorter ticks",
        "no_room_before_deadline": "the machines it could use are taken by other requests until its deadline",
    }
)


def words_for(code: str) -> str:
    """Return a code in words; a code without words speaks for itself."""
    return WORDS.get(code, code.replace("_", " "))
