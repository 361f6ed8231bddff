"""The policies by name: one file each says what it strives for and how schedules compare by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.fairness.policies.least_squares import LEAST_SQUARES
from solver.fairness.policies.maxmin import MAXMIN
from solver.fairness.policies.proportional import PROPORTIONAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from solver.fairness.policies.policy import FairPolicy

#: `utilization` is not among them: it has no regard for accounts.
FAIR_POLICIES: Mapping[str, FairPolicy] = {policy.name: policy for policy in (MAXMIN, PROPORTIONAL, LEAST_SQUARES)}
