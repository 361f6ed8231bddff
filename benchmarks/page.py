"""The page of results: for each file what was measured on what, its table and its plot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.suites import suite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.results import Results

NAME = "results.md"
HEAD = """# Results of the benchmarks

Written by `python -m benchmarks report`; what the suites measure and how to read them is in `docs/benchmarks/README.md`."""


def page(sections: Sequence[tuple[Results, str | None]], before: str = "") -> str:
    """Return the page in Markdown; each section is a file of results with the name of its plot, if it has one.

    Of a page from `before` those sections stay, in their places, that none of the new ones replaces.
    """
    written = _sections_of(before) | {title(results): _section(results, plot) for results, plot in sections}
    return "\n\n".join((HEAD, *written.values())) + "\n"


def _sections_of(text: str) -> dict[str, str]:
    """Return the sections of a page by title, in order."""
    found = {}
    for part in text.split("\n## ")[1:]:
        name, _, _ = part.partition("\n")
        found[name] = f"## {part.strip()}"
    return found


def title(results: Results) -> str:
    """Return the name of a section: the suite, and what tells two files of one suite apart."""
    given = results.parameters
    return f"{results.suite}, {given.seconds:g} s, {given.workers} workers"


def _section(results: Results, plot: str | None) -> str:
    found = suite(results.suite)
    parts = [
        f"## {title(results)}",
        found.about,
        _measured_on(results.environment),
        found.table(results).markdown(),
    ]
    if plot is not None:
        parts.append(f"![Time against gap for each case and peer of the suite {results.suite}]({plot})")
    parts.extend(_left_out(results))
    return "\n\n".join(parts)


def _measured_on(environment: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in environment.get("versions", {}).items())
    before, after = (_load(environment.get(name)) for name in ("load", "load_after"))
    return (
        f"Measured {environment.get('date')} at commit {environment.get('commit')} on {environment.get('cores')} cores of "
        f"{environment.get('processor')}; load average {before} before, {after} after; {versions}."
    )


def _load(load: Sequence[float] | None) -> str:
    return "unknown" if not load else f"{load[0]:g}"


def _left_out(results: Results) -> Iterator[str]:
    if results.skipped:
        told = "; ".join(f"{name}: {reason}" for name, reason in results.skipped.items())
        yield f"Skipped {len(results.skipped)} cases: {told}."
    wrong = [run for run in results.runs if run.verdict.is_failure]
    if wrong:
        lines = (f"- {run.key}: {run.verdict}: {'; '.join(run.reasons)}" for run in wrong)
        yield "\n".join((f"Wrong in {len(wrong)} runs:", "", *lines))
