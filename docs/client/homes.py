"""Which module of `equishare_client/models` each model lives in, and in which order they stand there."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from docs.client.shapes import UnknownShapeError, references

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from docs.client.operations import Operation

#: The module of what several tags use.
COMMON = "common"


def is_page(name: str) -> bool:
    """Whether a schema is a page of a list, which is read item by item."""
    return name.startswith("Page_")


def homes_of(
    uses: Mapping[str, set[str]], schemas: Mapping[str, Any], names: Mapping[str, str], found: Sequence[Operation]
) -> dict[str, str]:
    """Return the module of each model: that of the one tag that uses it, else the common one.

    So the common one needs no other, and the others need it alone: whatever a common model holds is common too.
    """
    tags: dict[str, set[str]] = defaultdict(set)
    for each in found:
        waiting, seen = [names[name] for name in references(each.text)], set[str]()
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += uses[name] if name in uses else {names[item_of(name, schemas)]}
        for name in seen & set(uses):
            tags[name].add(each.tag)
    return {name: next(iter(tags[name])) if len(tags[name]) == 1 else COMMON for name in uses}


def item_of(page: str, schemas: Mapping[str, Any]) -> str:
    """Return which schema a page holds."""
    return next(references(schemas[page]["properties"]["items"]))


def in_order(uses: Mapping[str, set[str]]) -> Iterator[str]:
    """Yield every name after those that it uses; UnknownShapeError where one holds itself."""
    done: set[str] = set()

    def visit(name: str, holders: tuple[str, ...]) -> Iterator[str]:
        if name in holders:
            raise UnknownShapeError(f"{name} holds itself by way of {', '.join(holders)}")
        if name not in done:
            for other in sorted(uses[name]):
                yield from visit(other, (*holders, name))
            done.add(name)
            yield name

    for name in sorted(uses):
        yield from visit(name, ())
