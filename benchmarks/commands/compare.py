"""`python -m benchmarks compare OLD NEW`: what got worse. Exit code 1 if anything did, 2 if the files cannot be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.comparison import Tolerances, compare
from benchmarks.results import read_results

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Run the command; returns 1 if anything got worse beyond its tolerance."""
    tolerances = Tolerances(
        value=options.value / 100, gap=options.gap / 100, first=options.first / 100, memory=options.memory / 100
    )
    found = compare(read_results(options.old), read_results(options.new), tolerances)
    for warning in found.warnings:
        print(f"warning: {warning}")
    for title, changes in (("worse", found.worse), ("better", found.better)):
        print(f"{title}: {len(changes)}")
        for change in changes:
            print(f"  {change}")
    print(f"{found.pairs} pairs of runs compared")
    return 1 if found.worse else 0
