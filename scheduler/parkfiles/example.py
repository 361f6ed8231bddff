"""Where the example park lies: in `examples/` of a checkout, beside this file in an installed package."""

from __future__ import annotations

from pathlib import Path

_NAME = "qilu-park"


def example_park() -> Path:
    """Return the folder of the example park.

    Raises
    ------
    FileNotFoundError
        When the installation is incomplete.
    """
    here = Path(__file__).resolve().parent
    for folder in (here / _NAME, here.parents[1] / "examples" / _NAME):
        if (folder / "machines.csv").is_file():
            return folder
    raise FileNotFoundError(f"the example park {_NAME} is not beside {here.name}; install equishare again")
