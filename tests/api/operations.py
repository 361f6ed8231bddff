"""Every operation of the service as its own OpenAPI text tells it, ready to be called with the body of its example."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.app import create_app
from tests.api.parks import make_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2
    from starlette.testclient import TestClient

#: Those that ask for no key.
PUBLIC = frozenset({"get_health", "get_readiness", "read_calendar_feed", "create_session", "accept_invitation"})
_QUERY = {"start": "2026-11-24T00:00:00Z", "end": "2026-11-25T00:00:00Z"}
_QUERY |= {"from": _QUERY["start"], "to": _QUERY["end"]}
_PARAMETERS = {"version": "7"}


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    name: str
    method: str
    path: str
    #: The example of its body; None: it takes none.
    body: dict[str, Any] | None
    query: tuple[str, ...]
    #: Names of the headers that it knows.
    headers: tuple[str, ...]
    #: Whether it answers with something new.
    creates: bool
    #: The statuses that it says it answers with.
    statuses: frozenset[str]

    def call(self, client: TestClient, **headers: str) -> httpx2.Response:
        """Call it, with ids of nothing in its path, and any version meant."""
        names = [part.partition("}")[0] for part in self.path.split("{")[1:]]
        path = self.path.format(**{name: _PARAMETERS.get(name, "nothing") for name in names})
        params = {name: _QUERY[name] for name in self.query}
        headers = ({} if self.method == "GET" else {"If-Match": '"1"'}) | headers
        return client.request(self.method, path, params=params, json=self.body, headers=headers)


def operations() -> list[Operation]:
    """Return every operation."""
    text = create_app(make_settings()).openapi()
    return list(_operations(text))


def _operations(text: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in text["paths"].items():
        for method, told in methods.items():
            query = [p["name"] for p in told.get("parameters", ()) if p["in"] == "query" and p["required"]]
            headers = tuple(p["name"] for p in told.get("parameters", ()) if p["in"] == "header")
            creates = not {"201", "202"}.isdisjoint(told["responses"])
            yield Operation(
                told["operationId"],
                method.upper(),
                path,
                _example(text, told),
                tuple(query),
                headers,
                creates,
                frozenset(told["responses"]),
            )


def _example(text: dict[str, Any], told: dict[str, Any]) -> dict[str, Any] | None:
    if not told.get("requestBody", {}).get("required"):
        return None
    name = told["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    example: dict[str, Any] = text["components"]["schemas"][name]["examples"][0]
    return example
