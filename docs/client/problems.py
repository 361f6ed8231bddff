"""`equishare_client/problems.py`: an exception for every kind of problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docs.client.writing import docstring, module

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.catalogue import Kind


def problem_file(kinds: Iterable[Kind]) -> dict[str, str]:
    """Return the text of the module, by its path in the package."""
    ordered = sorted(kinds, key=lambda kind: kind.code)
    classes = [f"class {error_name(kind.code)}(ProblemError):\n{docstring(_told(kind))}" for kind in ordered]
    table = ", ".join(f'"{kind.code}": {error_name(kind.code)}' for kind in ordered)
    listed = f"#: Which of them a problem is, by the end of its `type`.\nPROBLEMS: Mapping[str, type[ProblemError]] = {{{table}}}"
    imports = ["from collections.abc import Mapping", "from equishare_client.errors import ProblemError"]
    return {
        "problems.py": module(
            "Kinds of problems; what they have in common is in `ProblemError`.",
            imports,
            "\n\n\n".join([*classes, listed]),
        )
    }


def error_name(code: str) -> str:
    """Return the name of the exception for a kind of problem."""
    return "".join(part.capitalize() for part in code.split("-")) + "Error"


def _told(kind: Kind) -> str:
    return f"{kind.title} ({kind.status}).\n\n{kind.meaning}"
