"""`python -m benchmarks load`: how a service bears thirty-two tenants on the machine at hand, the client on it as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.load.trials import TRIALS
from benchmarks.soak.rows import tell

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Run the trials that were asked for, one after the other, and show a row of figures for each."""
    kind = "postgresql" if (options.database or "").startswith("postgresql") else "sqlite"
    for name in options.only or TRIALS:
        tell(f"load {name} {kind}", **TRIALS[name](options.seconds, options.database))
    return 0
