"""Hypothesis profiles: `ci` draws the same examples every time, `local` looks for new ones; neither races a clock."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")
