"""The suites: each module of this package asks one question; `SUITES` says where each is."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from benchmarks.errors import BenchmarkError

if TYPE_CHECKING:
    from benchmarks.suites.base import Suite

#: Name of a suite, and the module whose `SUITE` it is.
SUITES: dict[str, str] = {
    name: f"benchmarks.suites.{name}"
    for name in ("latency", "quality", "satnet", "peers", "scale", "memory", "park", "fairness", "quick")
}


def suite(name: str) -> Suite:
    """Return a suite by its name.

    Raises
    ------
    BenchmarkError
        if there is none of that name; the message lists those there are.
    """
    if name not in SUITES:
        raise BenchmarkError(f"no suite {name!r}; there are {', '.join(SUITES)}")
    found: Suite = importlib.import_module(SUITES[name]).SUITE
    return found
