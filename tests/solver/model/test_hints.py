"""A hint is complete: with every hinted variable held to its value, the model is satisfied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from ortools.sat.python import cp_model

from solver.model.build import build
from solver.model.hints import add_hint
from solver.model.objective import punctuality, utilization
from solver.model.scope import whole_scope
from solver.places import places_of
from solver.schedule import punctuality as measured_punctuality
from solver.schedule import utilization as measured_utilization
from tests.strategies import feasible_problems

if TYPE_CHECKING:
    from tests.strategies import Witnessed

DRAWS = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@DRAWS
@given(feasible_problems())
def test_a_witness_is_a_solution_of_the_model(drawn: Witnessed) -> None:
    """The model would forbid a schedule that the referee accepts, or the hint would leave variables out."""
    decisions = build(whole_scope(drawn.problem, places_of(drawn.problem)))
    total, late = utilization(decisions), punctuality(decisions)
    decisions.model.maximize(total)
    assert add_hint(decisions, drawn.witness.assignments)
    solver = cp_model.CpSolver()
    solver.parameters.fix_variables_to_their_hinted_value = True
    solver.parameters.num_workers = 1
    assert solver.solve(decisions.model) == cp_model.OPTIMAL
    assert solver.value(total) == measured_utilization(drawn.problem, drawn.witness)
    assert solver.value(late) == measured_punctuality(drawn.problem, drawn.witness)
    hinted = set(decisions.model.proto.solution_hint.vars)
    free = [v for v, variable in enumerate(decisions.model.proto.variables) if len(set(variable.domain)) > 1]
    assert set(free) <= hinted
