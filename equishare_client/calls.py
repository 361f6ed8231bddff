"""One request as an operation makes it, before it becomes HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import uuid4

from equishare_client.codec import write

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Call:
    """Method, path and what goes with it."""

    method: str
    #: With what varies in place, percent-encoded: see `at`.
    path: str
    #: What is None is left out, what is a tuple is given several times.
    query: Mapping[str, Any] = field(default_factory=dict)
    #: A model; None: no body.
    body: object = None
    accept: str = JSON
    #: Idempotency-Key; None: the operation takes none.
    key: str | None = None
    #: What a change is meant for: a version, an ETag, or `*` for whatever there is.
    if_match: int | str | None = None
    #: Whether a change is meant for nothing: what is not there yet.
    new: bool = False

    @property
    def repeatable(self) -> bool:
        """Whether sending it twice does and answers the same as sending it once.

        A DELETE, and a change meant for a version, do nothing twice either; but the second answer would be an error about what the first one did.
        """
        if self.method == "POST":
            return self.key is not None
        return self.method == "GET" or (self.method == "PUT" and self.if_match in {None, "*"} and not self.new)

    @property
    def parameters(self) -> dict[str, Any]:
        """The query as it is sent."""
        return {name: write(value) for name, value in self.query.items() if value is not None}

    @property
    def headers(self) -> dict[str, str]:
        """The headers of this call."""
        told = {
            "Accept": self.accept,
            "Idempotency-Key": self.key,
            "If-Match": f'"{self.if_match}"' if isinstance(self.if_match, int) else self.if_match,
            "If-None-Match": "*" if self.new else None,
        }
        return {name: value for name, value in told.items() if value is not None}


def at(path: str, *parts: str | int) -> str:
    """Return a path with its parts in place of `{}`; ValueError for a part that no path can have."""
    for part in parts:
        if str(part) in {"", ".", ".."}:
            raise ValueError(f"{part!r} is no id or name: it would lead to another path than {path}")
    return path.format(*(quote(str(part), safe="") for part in parts))


def new_key() -> str:
    """Return a key for a request that was never sent before."""
    return str(uuid4())
