"""Text that people typed, made fit for one line of somebody else's program."""

from __future__ import annotations

import unicodedata

#: Control characters, what separates lines and paragraphs, halves of pairs.
_BREAKS = frozenset({"Cc", "Zl", "Zp", "Cs"})


def one_line(text: str) -> str:
    """Return a text without line breaks and control characters, so that it can begin no line of its own in any client."""
    spaced = "".join(" " if unicodedata.category(each) in _BREAKS else each for each in text)
    return " ".join(spaced.split())


def both(name: str, name_en: str) -> str:
    """Return a name in the park's language and in English, once where they are the same."""
    return " ".join(dict.fromkeys(filter(None, (one_line(name), one_line(name_en)))))
