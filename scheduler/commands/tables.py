"""Tables for people: certificate, service levels, the week, what found no room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def certificate_table(certificate: Mapping[str, Any]) -> Table:
    """Return status, tiers with their bounds, how the run went and the hashes."""
    table = _table("Certificate", "", "value", "bound", "gap")
    verdict = "holds" if certificate["verified"] else f"breaks {len(certificate['violations'])} rules"
    table.add_row("status", certificate["status"], "", "")
    table.add_row("referee", verdict, "", "")
    for tier in certificate["tiers"]:
        # A sum of ticks is never below 0: as a bound that proves nothing, and a gap of 100 % would say that something is amiss.
        proved = tier["maximised"] or tier["bound"] > 0 or tier["value"] == 0
        figures = (str(tier["bound"]), f"{tier['gap']:.2%}") if proved else ("none proved", "-")
        table.add_row(tier["name"], str(tier["value"]), *figures)
    for name, figure in _fairness_rows(certificate.get("fairness")):
        table.add_row(name, figure, "", "")
    for name, figure in certificate["size"].items():
        table.add_row(name.replace("_", " "), str(figure), "", "")
    policy, run = certificate["policy"], certificate["run"]
    named = " ".join(filter(None, (policy["name"], policy.get("version", ""))))
    whole = ", whole targets" if policy.get("whole_targets") else ""
    table.add_row("policy, price", f"{named}, {policy['epsilon']:.2%}{whole}", "", "")
    table.add_row("seconds", f"{run['seconds']:.1f}", "", "")
    table.add_row("deterministic time", f"{run['deterministic_time']:.2f}", "", "")
    table.add_row("engine, workers, seed", f"{run['engine']}, {run['workers']}, {run['seed']}", "", "")
    table.add_row("versions", ", ".join(f"{name} {version}" for name, version in run["versions"].items()), "", "")
    table.add_row("problem", f"sha256 {certificate['problem_sha256'][:16]}", "", "")
    table.add_row("schedule", f"sha256 {certificate['schedule_sha256'][:16]}", "", "")
    return table


def _fairness_rows(fairness: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """Yield what is said of fairness beside its tier; nothing where nothing is told."""
    if fairness:
        yield "leximin within", f"{fairness['leximin_factor']:.4f}"
        yield "price of fairness", f"{fairness['price']:.2%}, at most {fairness['price_bound']:.2%}"
        yield "Jain's index", f"{fairness['jain']:.4f}"
        yield "envious pairs", str(fairness["envy"])


def service_table(rows: Sequence[Mapping[str, Any]], tick_minutes: int, names: Mapping[str, str]) -> Table:
    """Return what each tenant asked and got, in standard hours, and its service level against its target."""
    table = _table("Service levels", "tenant", "share", "asked h", "target h", "granted h", "level")
    for row in rows:
        hours = [f"{row[name] * tick_minutes / 60:.1f}" for name in ("demand", "target", "granted")]
        level = f"{row['service_level'] / 100:.1f} %"
        table.add_row(names.get(row["tenant_id"], row["tenant_id"]), str(row["share"]), *hours, level)
    return table


def plain_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, right: int = 1) -> Table:
    """Return a table of texts; columns from the `right`-th on are aligned to the right."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for index, name in enumerate(header):
        table.add_column(name, justify="right" if index >= right else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _table(title: str, *header: str) -> Table:
    return plain_table(title, header, ())
