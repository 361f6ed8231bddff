"""What all resources have in common: a call goes out, and its answer becomes what the operation returns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from equishare_client.codec import read, tagged
from equishare_client.errors import UnreadableError
from equishare_client.paging import Listing, Page
from equishare_client.streams import read_events

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import httpx2

    from equishare_client.calls import Call
    from equishare_client.streams import ServerSentEvent
    from equishare_client.transport import Transport

T = TypeVar("T")


class Resource:
    """Base of every resource."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def _read(self, kind: type[T], call: Call) -> T:
        answer = self._transport.send(call)
        return tagged(understood(kind, _body(answer)), answer.headers.get("ETag"))

    def _items(self, item: type[T], call: Call) -> tuple[T, ...]:
        return self._page(item, call).items

    def _list(self, item: type[T], call: Call) -> Listing[T]:
        def fetch(cursor: str | None) -> Page[T]:
            onward = call if cursor is None else replace(call, query={**call.query, "cursor": cursor})
            return self._page(item, onward)

        return Listing(fetch)

    def _by_status(self, kinds: Mapping[int, Any], call: Call) -> Any:
        """Return the answer as the kind that its status has; a tuple is what the page in the answer holds."""
        answer = self._transport.send(call)
        kind, body = kinds.get(answer.status_code), _body(answer)
        if kind is None:
            raise UnreadableError(f"{call.method} {call.path} answered with status {answer.status_code}")
        return understood(kind, body["items"] if isinstance(body, dict) and "next" in body else body)

    def _text(self, call: Call) -> str:
        # CSV begins with the mark by which spreadsheets know UTF-8.
        return self._transport.send(call).text.removeprefix("\ufeff")

    def _bytes(self, call: Call) -> bytes:
        return self._transport.send(call).content

    def _nothing(self, call: Call) -> None:
        self._transport.send(call)

    def _stream(self, call: Call) -> Iterator[ServerSentEvent]:
        with self._transport.stream(call) as answer:
            yield from read_events(answer.iter_lines())

    def _page(self, item: type[T], call: Call) -> Page[T]:
        body = understood(dict[str, Any], _body(self._transport.send(call)))
        return Page(items=understood(tuple[item, ...], body.get("items")), next=body.get("next"))  # type: ignore[valid-type]  # a type made at run time


def _body(answer: httpx2.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        raise UnreadableError(f"{answer.request.url.path} answered with something that is no JSON") from None


def understood(kind: type[T], body: object) -> T:
    """Return a value of JSON as its kind; UnreadableError where it is something else."""
    try:
        return read(kind, body)
    except ValueError as error:
        raise UnreadableError(f"an answer could not be read: {error}") from None
