"""Lists of any length, read page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some items of a list, and where the next page starts."""

    items: tuple[T, ...]
    #: Give it back as `cursor` for the next page; None: this is the last.
    next: str | None


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """The items of a list, over all its pages; each loop over it asks the service anew, page by page as far as it is read."""

    #: Reads the page that begins at a cursor; None: where the listing begins.
    fetch: Callable[[str | None], Page[T]]

    def __iter__(self) -> Iterator[T]:
        """Yield every item."""
        for page in self.pages():
            yield from page.items

    def pages(self) -> Iterator[Page[T]]:
        """Yield every page."""
        page = self.fetch(None)
        yield page
        while page.next is not None:
            page = self.fetch(page.next)
            yield page
