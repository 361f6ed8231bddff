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

    @property
    def key(self) -> Key:
        """Return the key of the run that will come of it."""
        return Key(self.case, self.peer, self.limits.seed)

    def as_json(self) -> dict[str, Any]:
        """Return a JSON-able mapping."""
        data = None if self.data is None else str(self.data.resolve())
        return {"case": self.case, "peer": self.peer, "limits": asdict(self.limits), "data": data}

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> Order:
        """Read what `as_json` returns."""
        data = None if entry["data"] is None else Path(entry["data"])
        return cls(case=entry["case"], peer=entry["peer"], limits=Limits(**entry["limits"]), data=data)
