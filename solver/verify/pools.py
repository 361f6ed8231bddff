"""Pools: at every tick, demand within capacity."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from solver.verify.violation import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.problem import Pool, Problem
    from solver.verify.parts import Part


def find_overdrawn_pools(problem: Problem, parts: Sequence[Part]) -> Iterator[Violation]:
    """Find, for each pool, every stretch in which the occupations ask more than it has."""
    held: list[list[tuple[Part, int]]] = [[] for _ in problem.pools]
    for part in parts:
        for number, units in part.mode.demands:
            held[number].append((part, units))
    for index, pool in enumerate(problem.pools):
        for start, end, asked, there in _find_overdrafts(pool, held[index]):
            told = f"pool {pool.name!r} is asked for {asked} units in [{start}, {end}) and has {there}"
            yield Violation(rule="pools", message=told, pool=index)


def _find_overdrafts(pool: Pool, held: Sequence[tuple[Part, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Yield (start, end, demand, capacity) of the stretches between two changes where the demand is too high."""
    demand: dict[int, int] = {}
    capacity: dict[int, int] = {}
    for part, units in held:
        if part.occupation.length:
            demand[part.occupation.start] = demand.get(part.occupation.start, 0) + units
            demand[part.occupation.end] = demand.get(part.occupation.end, 0) - units
    for start, end, amount in pool.capacity:
        capacity[start] = capacity.get(start, 0) + amount
        capacity[end] = capacity.get(end, 0) - amount
    moments = sorted({*demand, *capacity})
    asked = there = 0
    for start, end in pairwise(moments):
        asked += demand.get(start, 0)
        there += capacity.get(start, 0)
        if asked > there:
            yield start, end, asked, there
