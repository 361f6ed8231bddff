"""Who reads what: one JSON object on standard output for programs, words and tables for people."""

from __future__ import annotations

import atexit
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console, RenderableType

#: Width of tables where no terminal says otherwise.
_WIDTH = 120


class Output:
    """With `as_json` standard output gets one JSON object and nothing else, and people read standard error."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json

    def say(self, text: str) -> None:
        """Tell people something on standard error."""
        sys.stderr.write(text + "\n")
        sys.stderr.flush()

    def show(self, renderable: RenderableType) -> None:
        """Show people a table or a text that is part of the answer."""
        console(sys.stderr if self.as_json else sys.stdout).print(renderable, markup=False)

    def answer(self, facts: Mapping[str, Any]) -> None:
        """Give programs the answer; people have had it from `show`."""
        if self.as_json:
            ascii_only = (sys.stdout.encoding or "utf-8").lower().replace("-", "") != "utf8"
            sys.stdout.write(json.dumps(facts, ensure_ascii=ascii_only, indent=2, default=str) + "\n")


def make_streams_bear_everything() -> None:
    """Let no character and no closed stream end the program: what cannot be shown is escaped, what nobody reads is dropped."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - it is to last as long as the process
            atexit.register(nowhere.close)
            setattr(sys, name, nowhere)
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def console(file: Any) -> Console:
    """Return a rich console on a stream, wide enough for tables where it is no terminal."""
    from rich.console import Console

    return Console(file=file, width=None if file.isatty() else _WIDTH, highlight=False)
