"""How much of a plan will be carried out before the next one is made: what the fairness of a night is about."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.planning.translate import Translation

_DAY = timedelta(days=1)


def committed_ticks(translation: Translation, *, promised: bool) -> int | None:
    """Return the tick before which work has to begin to count for its tenant; None: all of it counts.

    A night plans a week, and the next night plans it anew. Were all of the week to count, each plan would be fair and put the worst served off
    until the day after tomorrow, every night. So what counts is the first day, counted from the frozen part, on which any machine is open.
    Where what is published is `promised`, the whole plan stands.
    """
    grid, problem = translation.grid, translation.problem
    begin = max(0, grid.ceil(translation.window.frozen_until))
    opens = [max(begin, w.start) for machine in problem.machines for w in machine.windows if w.end > begin]
    if promised or not opens:
        return None
    day = max(1, _DAY // grid.tick)
    until = begin + day * ((min(opens) - begin) // day + 1)
    return until if until < problem.horizon else None
