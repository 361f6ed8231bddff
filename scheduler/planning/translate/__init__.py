"""Where the two worlds meet: a park becomes a problem of integers, a schedule of integers becomes a plan of the park.

`to_problem` and `to_plan` are each other's inverse on what both can say; nothing outside this package holds types of both.
"""

from __future__ import annotations

from scheduler.planning.translate.certificate import to_certificate
from scheduler.planning.translate.outcome import to_plan
from scheduler.planning.translate.translation import Piece, Translation
from scheduler.planning.translate.work import to_problem

__all__ = ["Piece", "Translation", "to_certificate", "to_plan", "to_problem"]
