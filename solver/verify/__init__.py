"""The referee: reads the rules of docs/model.md, section 2, once more and on its own, and judges a schedule by them.

It shares no code with `solver.model` and `solver.search` and knows no CP-SAT: what is wrong there is found here. Each rule
is one module with one function, and `RULES` names them all. Nothing is published that it refuses.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from solver.verify.availability import find_outside_windows
from solver.verify.capacity import find_overlaps
from solver.verify.changeover import find_short_changeovers
from solver.verify.flexible import find_wrong_grants
from solver.verify.parts import parts_of
from solver.verify.pins import find_broken_pins
from solver.verify.pools import find_overdrawn_pools
from solver.verify.precedence import find_wrong_lags
from solver.verify.selection import find_unknown, find_wrong_selections
from solver.verify.time import find_outside_span
from solver.verify.violation import Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from solver.problem import Problem
    from solver.schedule import Schedule
    from solver.verify.parts import Part

    Rule = Callable[[Problem, Sequence[Part]], Iterator[Violation]]

__all__ = ["RULES", "Violation", "verify"]

#: Every rule of docs/model.md, section 2, by its name there.
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "selection": find_wrong_selections,
        "capacity": find_overlaps,
        "availability": find_outside_windows,
        "changeover": find_short_changeovers,
        "precedence": find_wrong_lags,
        "pools": find_overdrawn_pools,
        "time": find_outside_span,
        "flexible": find_wrong_grants,
        "pins": find_broken_pins,
    }
)


def verify(problem: Problem, schedule: Schedule) -> tuple[Violation, ...]:
    """Return every place where a schedule breaks a rule of its problem, in the order of `RULES`; empty: it holds.

    An assignment that names what the problem does not have breaks `selection`, and is left out of the other rules.
    """
    unknown = tuple(find_unknown(problem, schedule))
    parts = parts_of(problem, schedule)
    return unknown + tuple(violation for rule in RULES.values() for violation in rule(problem, parts))
