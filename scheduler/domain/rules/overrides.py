"""What may be overridden, and how that has to be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.domain.override import OverrideTerms
    from scheduler.domain.rules.surroundings import Findings

#: Rules that are the park's will. The others say what makes no sense or cannot be planned; nobody can will that away.
OVERRIDABLE = (
    "notice",
    "horizon",
    "shortest",
    "longest",
    "quota",
    "outstanding",
    "qualification",
    "tariff",
)


def override_in_order(override: OverrideTerms, found: Findings) -> None:
    """An override gives a reason, and names rules that can be overridden, at least one and each once."""
    if not override.reason.strip():
        found.refuse("override_reason", "/override/reason", "is empty", "say why, for those who will ask")
    if not override.rules:
        found.refuse("override", "/override/rules", "names no rule", f"name some of: {', '.join(OVERRIDABLE)}")
    for index, rule in enumerate(override.rules):
        at = f"/override/rules/{index}"
        if rule not in OVERRIDABLE:
            cure = f"name only: {', '.join(OVERRIDABLE)}"
            found.refuse("override", at, f"the rule {rule!r} cannot be overridden", cure)
        elif rule in override.rules[:index]:
            found.refuse("override", at, f"{rule!r} is named twice", "name it once")
