"""Where the outside instances lie: `--data`, else `EQUISHARE_BENCH_DATA`, else a folder beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.errors import BenchmarkError

#: Names the folder with the instances; the `--data` option overrides it.
VARIABLE = "EQUISHARE_BENCH_DATA"
#: Used when neither the option nor the variable is given, seen from the root of the checkout.
DEFAULT = Path("..", "shared", "instances")


def data_folder(given: Path | None, kind: str, needed: str) -> Path:
    """Find the folder of one kind of instances.

    Parameters
    ----------
    given
        The `--data` option: the folder with all instances, or the folder of this kind itself.
    kind
        The subfolder: `satnet` or `park`.
    needed
        A glob that the folder must match for it to be the right one.

    Raises
    ------
    BenchmarkError
        if no such folder holds the files; the message says where it looked.
    """
    root = given or _default()
    for folder in (root / kind, root):
        if folder.is_dir() and any(folder.glob(needed)):
            return folder
    raise BenchmarkError(
        f"no {kind} instances ({needed}) in {root / kind} nor in {root}; "
        f"give their folder with --data DIR or in the environment as {VARIABLE}",
    )


def _default() -> Path:
    from_environment = os.environ.get(VARIABLE)
    return Path(from_environment) if from_environment else Path(__file__).parents[1] / DEFAULT
