"""`python -m benchmarks report RESULT...`: a page with a table and a plot of each file of results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.errors import BenchmarkError
from benchmarks.files import write_atomically
from benchmarks.page import NAME, page
from benchmarks.plots import plot_svg
from benchmarks.results import read_results

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Write the page and its plots into a folder; a page that was there is replaced, or with `--keep` only the sections measured anew."""
    names = [path.stem for path in options.files]
    for name in names:
        if names.count(name) > 1:
            raise BenchmarkError(
                f"two files of results are called {name}; their plots would overwrite each other; rename one"
            )
    sections = []
    for path in options.files:
        results = read_results(path)
        svg = plot_svg(results)
        plot = f"{path.stem}.svg" if svg is not None else None
        if svg is not None:
            write_atomically(options.out / f"{path.stem}.svg", svg + "\n")
        sections.append((results, plot))
    written = options.out / NAME
    before = written.read_text("utf-8") if options.keep and written.is_file() else ""
    write_atomically(written, page(sections, before))
    print(f"wrote {options.out / NAME} and {sum(plot is not None for _, plot in sections)} plots")
    return 0
