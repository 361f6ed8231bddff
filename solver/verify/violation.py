"""What the referee writes down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Violation:
    """One place where a schedule breaks a rule; indices are those of the problem, None where the rule has no such thing."""

    #: Name of the rule, as in docs/model.md, section 2.
    rule: str
    #: What is wrong, in a sentence with names and ticks.
    message: str
    job: int | None = None
    task: int | None = None
    machine: int | None = None
    pool: int | None = None

    def __str__(self) -> str:
        """Render as one line for people."""
        return f"{self.rule}: {self.message}"
