"""Lists over HTTP: all have the same shape, and what they are asked with refuses names it does not know."""

from collections.abc import Iterable
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.values import Many, Schema
from scheduler.domain import pages as domain
from scheduler.domain.pages import DEFAULT_LIMIT, HIGHEST_LIMIT

T = TypeVar("T")
#: Items of a page that is put together in some ten milliseconds.
SHORT_PAGE = 200


class Page(Schema, Generic[T]):
    """Some items of a list, and where the next page starts."""

    items: Many[T]
    next: str | None = None
    """Give it back as `cursor` for the next page; null: this is the last."""


class Query(BaseModel):
    """Base of what stands behind the question mark; texts become numbers, unknown names are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    @property
    def is_long(self) -> bool:
        """Whether the answer may take longer than other callers can wait for it: tens of milliseconds."""
        return False


class PageQuery(Query):
    """Which page of a list."""

    limit: Annotated[int, Field(ge=1, le=HIGHEST_LIMIT)] = DEFAULT_LIMIT
    """How many items at most."""
    cursor: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    """`next` of the page before; leave it out for the first."""

    @property
    def is_long(self) -> bool:
        """Whether it is a long page."""
        return self.limit > SHORT_PAGE

    def part(self) -> domain.Part:
        """Return the page that is asked for."""
        return domain.Part(limit=self.limit, after=self.cursor)


def whole(items: Iterable[T]) -> domain.Page[T]:
    """Return a list that is short enough for one page."""
    return domain.Page(items=tuple(items))
