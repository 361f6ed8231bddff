"""What is told of a trial: how many calls a second, and how long the slowest of a hundred waited."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.load.drive import Seen


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the least of the values that `percent` of a hundred do not exceed; 0 where there are none."""
    ordered = sorted(values)
    if not ordered:
        return 0.0
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(rank) - 1)]


def figures_of(seen: Seen) -> dict[str, object]:
    """Return the figures of a trial; times in milliseconds."""
    every = seen.every()
    return {
        "seconds": round(seen.lasted, 1),
        "calls": len(every),
        "calls_per_second": round(len(every) / seen.lasted, 1) if seen.lasted else 0.0,
        **_times(every),
        "errors": sum(count for status, count in seen.statuses.items() if status >= 400),
        "by_call": {name: {"calls": len(each), **_times(each)} for name, each in sorted(seen.seconds.items())},
    }


def _times(seconds: Sequence[float]) -> dict[str, float]:
    return {
        f"{name}_ms": round(1000 * percentile(seconds, percent), 1)
        for name, percent in (("p50", 50), ("p99", 99), ("worst", 100))
    }
