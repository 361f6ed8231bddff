"""What a child process is told to do: one case, one peer, its limits."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.peers.base import Limits
from benchmarks.run import Key

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One run that is to be made."""

    case: str
    peer: str
    limits: Limits
    #: Folder of the outside instances; None: where `benchmarks.instances` looks by itself.
    data: Path | None = None
    #: Seconds more than its budget after which a peer that goes on is stopped, what it has told so far being kept.
    overtime: float = 60.0

    @property
    def patience(self) -> float:
        """Return the seconds that a peer may take in all."""
        return self.limits.seconds + self.overtime

    @property
    def key(self) -> Key:
        """Return the key of the run that will come of it."""
        return Key(self.case, self.peer, self.limits.seed)

    def as_json(self) -> dict[str, Any]:
        """Return a JSON-able mapping."""
        data = None if self.data is None else str(self.data.resolve())
        return {
            "case": self.case,
            "peer": self.peer,
            "limits": asdict(self.limits),
            "data": data,
            "overtime": self.overtime,
        }

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> Order:
        """Read what `as_json` returns."""
        data = None if entry["data"] is None else Path(entry["data"])
        limits = Limits(**entry["limits"])
        return cls(case=entry["case"], peer=entry["peer"], limits=limits, data=data, overtime=entry["overtime"])
