"""What a benchmark raises when it is asked for something it cannot do."""

from __future__ import annotations


class BenchmarkError(Exception):
    """Missing data, an unknown case or a broken file; the message names the place, the value and the cure."""
