"""Write the generated parts of the documentation and of the client, or say which of them are stale: `python -m docs.generate [--check]`."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docs.client.page import client_page
from docs.pages import command_page, http_page, park_file_page, problem_page, settings_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Where the documentation lies, and the client, parts of which are generated too.
HERE = Path(__file__).resolve().parent
CLIENT = HERE.parent / "equishare_client"
#: How many lines of a difference are shown for each stale file.
SHOWN = 12


def openapi() -> dict[str, Any]:
    """Return the OpenAPI description of the service."""
    from api.app import create_app
    from scheduler.settings import Settings

    description: dict[str, Any] = create_app(Settings(database_url="memory://")).openapi()
    return description


def contents() -> dict[str, str]:
    """Return the text of every generated file, by its path below `docs/`."""
    from solver.files import problem_schema, schedule_schema

    described = openapi()
    return {
        "openapi.json": as_json(described),
        "schemas/problem-1.json": as_json(problem_schema()),
        "schemas/schedule-1.json": as_json(schedule_schema()),
        "reference/cli.md": command_page(),
        "reference/client.md": client_page(described),
        "reference/http.md": http_page(described),
        "reference/park-files.md": park_file_page(),
        "reference/problems.md": problem_page(),
        "reference/settings.md": settings_page(),
    }


def client_contents() -> dict[str, str]:
    """Return the text of every generated module of the client, by its path in the package."""
    from api.catalogue import KINDS
    from docs.client.files import client_files

    return client_files(openapi(), KINDS.values(), HERE.parent)


def as_json(value: object) -> str:
    """Return JSON as it is committed: two spaces, Chinese as it is, a line feed at the end."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def stale(texts: Mapping[str, str], folder: Path, name_of_folder: str = "docs") -> list[str]:
    """Return, for each text that differs from the file in `folder`, how the two differ."""
    found = []
    for name, text in texts.items():
        path = folder / name
        there = path.read_text("utf-8") if path.exists() else ""
        if there != text:
            lines = difflib.unified_diff(
                there.splitlines(), text.splitlines(), f"{name_of_folder}/{name}", "generated", lineterm=""
            )
            shown = list(lines)
            more = [f"... and {len(shown) - SHOWN} lines more"] if len(shown) > SHOWN else []
            found.append("\n".join([f"{name_of_folder}/{name} is stale", *shown[:SHOWN], *more]))
    return found


def write(texts: Mapping[str, str], folder: Path) -> None:
    """Write the texts below `folder`, with line feeds whatever the system."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")


def stale_client(texts: Mapping[str, str], folder: Path) -> list[str]:
    """Return what `stale` does for the client, and each generated module that nothing stands behind any more."""
    from docs.client.files import surplus

    gone = [f"equishare_client/{name} is of an API that is gone; delete it" for name in surplus(texts, folder)]
    return stale(texts, folder, "equishare_client") + gone


def main(arguments: Sequence[str] | None = None, folder: Path = HERE, client: Path = CLIENT) -> int:
    """Write, or check; return 1 if anything checked is stale."""
    from docs.client.files import surplus

    parser = argparse.ArgumentParser(prog="python -m docs.generate", description="Write the generated documentation.")
    parser.add_argument("--check", action="store_true", help="write nothing, exit with 1 if a file is stale")
    options = parser.parse_args(arguments)
    texts, code = contents(), client_contents()
    if not options.check:
        write(texts, folder)
        write(code, client)
        for name in surplus(code, client):
            (client / name).unlink()
        return 0
    found = stale(texts, folder) + stale_client(code, client)
    if found:
        sys.stderr.write("\n\n".join([*found, "run `make docs` and commit what it writes\n"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
