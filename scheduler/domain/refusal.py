"""What a broken rule tells: which rule, where, the figure that broke it, and what would pass."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """One rule that one value breaks."""

    #: Short and stable name of the rule, such as `longest`; translations and pages hang on it.
    rule: str
    #: RFC 6901 pointer to the value, such as `/operations/0/duration`; empty: the whole.
    pointer: str
    #: What is wrong, with the offending value.
    message: str
    #: What would pass, with the figure.
    cure: str

    def __str__(self) -> str:
        """Render as one line for people."""
        return f"{self.pointer or '/'}: {self.message}; {self.cure} (rule {self.rule})"

    def under(self, prefix: str) -> Refusal:
        """Return the same refusal with its pointer below `prefix`, as for one request of a batch."""
        return replace(self, pointer=f"{prefix}{self.pointer}")
