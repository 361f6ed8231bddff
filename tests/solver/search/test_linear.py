"""Linear programs: whatever multipliers the solver hands in, what is added up from them is a bound."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from solver.search.bounds.linear import LinearProgram, Simplex, proved_bound
from solver.search.stop import Deadline

numbers = st.floats(allow_nan=True, allow_infinity=True, width=32)


@given(st.lists(st.integers(0, 9), min_size=3, max_size=3), st.lists(numbers, min_size=2, max_size=2), st.data())
def test_any_multipliers_prove_a_bound(costs: list[int], duals: list[float], data: st.DataObject) -> None:
    """The arithmetic of the proof holds for nonsense from the solver as well: no point of the program is worth more."""
    program = LinearProgram()
    for cost in costs:
        program.column(cost, data.draw(st.integers(1, 7)), upper=data.draw(st.integers(1, 3)))
    rows = [[data.draw(st.integers(-5, 5)) for _ in costs] for _ in duals]
    limits = [data.draw(st.integers(0, 9)), 0]
    for row, limit, equal in zip(rows, limits, (False, True), strict=True):
        program.row(list(enumerate(row)), limit, equal=equal)
    bound = proved_bound(program, duals)
    for point in product(*(range(upper + 1) for upper in program.uppers)):
        first, second = (sum(a * x for a, x in zip(row, point, strict=True)) for row in rows)
        if first <= limits[0] and second == 0:
            value = sum(n * x / d for n, d, x in zip(program.numerators, program.denominators, point, strict=True))
            assert int(value) <= bound


def test_the_solver_s_multipliers_prove_its_own_optimum() -> None:
    """On a knapsack, 10 ticks over items of 6 worth 7, the proof gives the optimum 35/3 and rounds down."""
    program = LinearProgram()
    columns = [program.column(7) for _ in range(3)]
    program.row([(column, 6) for column in columns], 10)
    solution = Simplex().solve(program, Deadline(60.0))
    assert solution is not None
    assert solution.optimal
    assert abs(solution.value - 35 / 3) < 1e-6
    assert proved_bound(program, solution.duals) == 11


def test_a_program_that_grows_is_solved_on_from_where_it_was() -> None:
    """Rows added between two solves count in the second, and the proof counts them too."""
    program, simplex = LinearProgram(), Simplex()
    columns = [program.column(7) for _ in range(3)]
    program.row([(column, 6) for column in columns], 10)
    assert simplex.solve(program, Deadline(60.0)) is not None
    program.row([(column, 1) for column in columns], 1)
    solution = simplex.solve(program, Deadline(60.0))
    assert solution is not None
    assert proved_bound(program, solution.duals) == 7
