"""Lists as answers: JSON page by page, or all that is asked for as one table for a spreadsheet, by the header `Accept`."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Depends, Request, Response

from api.dependencies import Caller, Ctx
from api.media import CSV, JSON, XLSX, offered, preferred
from api.schemas.lists import whole
from api.tables import Table, as_csv, as_workbook
from scheduler.domain.access import Actor
from scheduler.domain.pages import HIGHEST_LIMIT, Page
from scheduler.services.context import Context

T = TypeVar("T")
#: How many rows a table has at most; whoever wants more goes on where the header `Link` leads.
MOST_ROWS = 10_000
#: What OpenAPI says about a list that is also a table.
TABLES = offered(CSV, XLSX)
_ENDINGS = {CSV: "csv", XLSX: "xlsx"}


F = TypeVar("F", bound=Any)


@dataclass(frozen=True, slots=True)
class Listing:
    """One request for a list, and how it is answered."""

    request: Request
    response: Response
    ctx: Context
    caller: Actor
    media: str

    def pages(self, table: Table[T], page: Callable[[Context, Actor, F], Page[T]], where: F) -> Page[T] | Response:
        """Answer with a page of a list, or with a table of all of it; a `limit` that is told holds for both."""
        self.response.headers["Vary"] = "Accept"
        if self.media == JSON or "limit" in self.request.query_params:
            found = page(self.ctx, self.caller, where)
            return found if self.media == JSON else self._table(table, found.items, found.next)
        rows: list[T] = []
        while True:
            found = page(self.ctx, self.caller, replace(where, limit=HIGHEST_LIMIT))
            rows += found.items
            if found.next is None or len(rows) >= MOST_ROWS:
                return self._table(table, rows, found.next)
            where = replace(where, after=found.next)

    def all(self, table: Table[T], items: Iterable[T]) -> Page[T] | Response:
        """Answer with a list that is short enough for one page."""
        self.response.headers["Vary"] = "Accept"
        return whole(items) if self.media == JSON else self._table(table, tuple(items), None)

    def _table(self, table: Table[T], rows: Iterable[T], following: str | None) -> Response:
        with self.ctx.unit_of_work(read_only=True) as uow:
            zone = ZoneInfo(uow.settings.get().zone)
        headers = {
            "Vary": "Accept",
            "Content-Disposition": f'attachment; filename="{table.name}.{_ENDINGS[self.media]}"',
        }
        if following is not None:
            headers["Link"] = f'<{self.request.url.path}?{urlencode(list(self._query(following)))}>; rel="next"'
        data = as_csv(table, rows) if self.media == CSV else as_workbook(table, rows, zone)
        return Response(data, headers=headers, media_type=self.media)

    def _query(self, following: str) -> Iterator[tuple[str, str]]:
        kept = ((name, value) for name, value in self.request.query_params.multi_items() if name != "cursor")
        return chain(kept, [("cursor", following)])


async def listing_of(request: Request, response: Response, ctx: Ctx, caller: Caller) -> Listing:
    """Return how a list is answered; ApiError where it is to be had in no form that is asked for."""
    return Listing(request, response, ctx, caller, preferred(request, CSV, XLSX))


Listed = Annotated[Listing, Depends(listing_of)]
