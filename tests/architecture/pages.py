"""The project's documentation pages, read; what the documentation tests look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from tests.architecture.source import files, name_of

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """One Markdown file: its path from the root with forward slashes, and its text."""

    path: str
    text: str

    @cached_property
    def prose(self) -> str:
        """Return the text without its code blocks."""
        return _FENCE.sub("", self.text)

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Return what a link to a heading of this page may say behind `#`."""
        return frozenset(_anchor(heading) for heading in _HEADING.findall(self.prose))

    @cached_property
    def links(self) -> tuple[str, ...]:
        """Return the targets of all links and pictures."""
        return tuple(_LINK.findall(self.prose))

    def blocks(self, *languages: str) -> list[str]:
        """Return the code blocks of some languages."""
        return [code for language, code in _FENCE.findall(self.text) if language in languages]

    @cached_property
    def languages(self) -> frozenset[str]:
        """Return the languages of its code blocks; the empty name is a block without one."""
        return frozenset(language for language, _ in _FENCE.findall(self.text))

    @cached_property
    def first_cells(self) -> frozenset[str]:
        """Return what stands as code in the first cell of any row of a table."""
        return frozenset(re.findall(r"^\| `([^`]+)`[^|]*\|", self.prose, re.MULTILINE))


def pages() -> dict[str, Page]:
    """Return every page by its path: those of `docs/`, those of the examples and those in the root."""
    found = [*files(("docs", "examples"), ".md"), *files(("",), ".md")]
    return {name_of(path): Page(name_of(path), path.read_text("utf-8")) for path in found}


def _anchor(heading: str) -> str:
    """Return the name of a heading as code hosts make it: lower case, no punctuation, hyphens for spaces."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
