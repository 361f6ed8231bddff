"""The table of contents of the model: every rule once, in the order of docs/model.md.

Availability and time are not here because they are in the slots themselves (`scope`, `places`): a slot is a stretch of one open window,
after the release, before the deadline, and what it holds cannot leave it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.model.capacity import add_capacity
from solver.model.changeover import add_changeovers
from solver.model.flexible import add_flexible
from solver.model.pins import add_pins
from solver.model.pools import add_pools
from solver.model.precedence import add_precedences
from solver.model.selection import add_selection
from solver.model.variables import Decisions

if TYPE_CHECKING:
    from solver.model.scope import Scope


def build(scope: Scope) -> Decisions:
    """Return the model of a scope, without an objective."""
    decisions = Decisions(scope)
    add_selection(decisions)
    add_capacity(decisions)
    add_changeovers(decisions)
    add_precedences(decisions)
    add_pools(decisions)
    add_flexible(decisions)
    add_pins(decisions)
    return decisions
