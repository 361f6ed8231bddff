"""What must hold of the documentation: each rule takes a page and what it is held against, and returns what breaks it.

`test_doc_rules.py` feeds every one of them bad text.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from tests.architecture.pages import Page

#: The headings of a decision, in order.
PARTS = ("## Context", "## Decision", "## Consequences")
_NUMBERED = re.compile(r"^(\d{4})-[a-z0-9-]+\.md$")


def broken_links(page: Page, site: Mapping[str, Page], exists: Callable[[str], bool]) -> list[str]:
    """A link that is not to another site leads to a file that is there, and to a heading that it has."""
    found = []
    for link in page.links:
        if re.match(r"^[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), target)) if target else page.path
        if path not in site and not exists(path):
            found.append(f"{page.path}: {link}: there is no {path}")
        elif anchor and (path not in site or anchor not in site[path].anchors):
            found.append(f"{page.path}: {link}: {path} has no heading of that name")
    return found


def unreachable(site: Mapping[str, Page], start: str) -> list[str]:
    """Every page can be reached from the first one by links."""
    seen, waiting = {start}, [start]
    while waiting:
        page = site[waiting.pop()]
        for link in page.links:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), link.partition("#")[0]))
            if path in site and path not in seen:
                seen.add(path)
                waiting.append(path)
    return [f"{path}: no link leads here from {start}" for path in sorted(set(site) - seen)]


def blocks_without_language(page: Page) -> list[str]:
    """Every code block says what it is, so that shell examples cannot hide from the check."""
    return [f"{page.path}: a code block says no language"] if "" in page.languages else []


def missing_words(page: Page, words: Iterable[str]) -> list[str]:
    """Every word is the first cell of a row of some table of the page, as code."""
    return [f"{page.path}: no row for `{word}`" for word in sorted(set(words) - page.first_cells)]


def surplus_words(page: Page, heading: str, words: Collection[str]) -> list[str]:
    """The table below a heading has no row for something that is gone."""
    section = page.prose.partition(f"\n{heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([^`]+)`", section, re.MULTILINE)
    if not rows:
        return [f"{page.path}: no table below {heading!r}"]
    return [f"{page.path}: {heading!r} has a row for `{row}`, which is gone" for row in rows if row not in words]


def unnamed(page: Page, words: Iterable[str]) -> list[str]:
    """Every word stands somewhere on the page as code, alone or at the beginning of an example."""
    spans = re.findall(r"`([^`]+)`", page.prose)
    return [
        f"{page.path}: does not name `{w}`" for w in words if not any(s == w or s.startswith(f"{w} ") for s in spans)
    ]


def decisions_out_of_order(names: Iterable[str]) -> list[str]:
    """Decisions are numbered from 1 without gaps, each number once."""
    numbers = sorted(int(match[1]) for name in names if (match := _NUMBERED.match(name)))
    if numbers != list(range(1, len(numbers) + 1)):
        return [f"decisions are numbered {numbers}, not 1 to {len(numbers)}"]
    return []


def decision_without_parts(page: Page) -> list[str]:
    """A decision begins with its number and has context, decision and consequences, in that order."""
    name = page.path.rsplit("/", 1)[-1]
    number = int(name[:4])
    found = [] if page.text.startswith(f"# {number}. ") else [f"{page.path}: its title is not '# {number}. ...'"]
    places = [page.text.find(f"\n{part}\n") for part in PARTS]
    if -1 in places or places != sorted(places):
        found.append(f"{page.path}: wants {', '.join(PARTS)}, in this order")
    return found
