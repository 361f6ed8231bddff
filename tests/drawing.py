"""Drawing a plan: a plant, bookings and a start for each piece, before there are windows, deadlines or lags.

`wrapping` builds the problem round it, `strategies` puts both together. Over 150 lines because a plan is one thing, from the
plant to the last start.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from solver.interval import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import DrawFn

#: Square matrices of ticks, by row.
Matrix = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Way:
    """A mode before its duration is known."""

    machines: tuple[int, ...]
    setup: int
    teardown: int
    demands: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Piece:
    """A part of a task: `granted` ticks in one of its ways, from `start` once it is placed."""

    way: int
    granted: int
    start: int = 0

    def occupation(self, ways: Sequence[Way]) -> Interval:
        """Return what its machines are held for."""
        way = ways[self.way]
        return Interval(self.start, self.start + way.setup + self.granted + way.teardown)

    def processing(self, ways: Sequence[Way]) -> Interval:
        """Return where it is processed."""
        begin = self.start + ways[self.way].setup
        return Interval(begin, begin + self.granted)


@dataclass(frozen=True)
class Sketch:
    """A task before its durations, windows and lags are known."""

    family: int
    work: int
    ways: tuple[Way, ...]
    pieces: tuple[Piece, ...]
    splittable: bool


@dataclass
class Plant:
    """What is there before windows are, and how far each machine is filled."""

    horizon: int
    sites: tuple[int, ...]
    travel: Matrix | None
    families: int
    changeovers: tuple[Matrix | None, ...]
    initial: tuple[int | None, ...]
    pools: int
    #: End and family of the last occupation of each machine.
    last: list[tuple[int, int | None]] = field(default_factory=list)

    def free_from(self, machine: int, family: int) -> int:
        """Return the first tick at which the next task, of this family, may start on a machine."""
        end, before = self.last[machine]
        matrix = self.changeovers[machine]
        return end if matrix is None or before is None else end + matrix[before][family]

    def way_between(self, before: Way, after: Way) -> int:
        """Return the ticks of travel between two ways."""
        if self.travel is None:
            return 0
        return self.travel[self.sites[before.machines[0]]][self.sites[after.machines[0]]]


def draw_matrix(draw: DrawFn, size: int, most: int) -> Matrix:
    """Draw ticks from each to each; nothing makes them symmetric, or a detour longer."""
    row = st.tuples(*[st.integers(0, most)] * size)
    return draw(st.tuples(*[row] * size))


def draw_plant(draw: DrawFn, shortest: int = 30, longest: int = 60) -> Plant:
    """Draw machines with their sites and changeovers, but without windows, over a horizon between these."""
    machines, families, sites = draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.integers(1, 2))
    plant = Plant(
        horizon=draw(st.integers(shortest, longest)),
        sites=tuple(draw(st.integers(0, sites - 1)) for _ in range(machines)),
        travel=draw_matrix(draw, sites, 4) if draw(st.booleans()) else None,
        families=families,
        changeovers=tuple(draw_matrix(draw, families, 4) if draw(st.booleans()) else None for _ in range(machines)),
        initial=tuple(draw(st.none() | st.integers(0, families - 1)) for _ in range(machines)),
        pools=draw(st.integers(0, 2)),
    )
    plant.last = [(0, family) for family in plant.initial]
    return plant


def draw_way(draw: DrawFn, plant: Plant) -> Way:
    """Draw a mode on one machine or on several at once."""
    machines = draw(st.lists(st.integers(0, len(plant.sites) - 1), min_size=1, max_size=2, unique=True))
    asked = draw(st.dictionaries(st.integers(0, plant.pools - 1), st.integers(1, 2))) if plant.pools else {}
    return Way(tuple(machines), draw(st.integers(0, 2)), draw(st.integers(0, 1)), tuple(asked.items()))


def draw_sketch(draw: DrawFn, plant: Plant) -> Sketch:
    """Draw a task, in one piece or in up to three."""
    ways = tuple(draw_way(draw, plant) for _ in range(draw(st.integers(1, 2))))
    splittable = draw(st.integers(0, 3)) == 3
    pieces = tuple(
        Piece(draw(st.integers(0, len(ways) - 1)), draw(st.integers(1, 6)))
        for _ in range(draw(st.integers(1, 3)) if splittable else 1)
    )
    return Sketch(draw(st.integers(0, plant.families - 1)), draw(st.integers(0, 12)), ways, pieces, splittable)


@dataclass(frozen=True)
class Booking:
    """The tasks of a job, the pairs of them that wait for each other, and whether it is in the witness."""

    sketches: tuple[Sketch, ...]
    links: tuple[tuple[int, int], ...]
    placed: bool


def draw_booking(draw: DrawFn, plant: Plant, *, placed: bool) -> Booking:
    """Draw the tasks of a job and, if it is to be placed and there is room, put them behind what is placed already."""
    sketches = [draw_sketch(draw, plant) for _ in range(draw(st.sampled_from([1, 1, 1, 2, 2, 3])))]
    pairs = [(a, b) for b in range(len(sketches)) for a in range(b)]
    links = tuple(pair for pair in pairs if draw(st.booleans()))
    before = list(plant.last)
    for index, sketch in enumerate(sketches):
        waits = [sketches[a] for a, b in links if b == index]
        sketches[index] = replace(sketch, pieces=_draw_places(draw, plant, sketch, waits))
    ends = [piece.occupation(sketch.ways).end for sketch in sketches for piece in sketch.pieces]
    placed = placed and max(ends) <= plant.horizon
    if not placed:
        plant.last = before
    return Booking(tuple(sketches), links, placed)


def _draw_places(draw: DrawFn, plant: Plant, sketch: Sketch, waits: Sequence[Sketch]) -> tuple[Piece, ...]:
    """Draw a start for each piece, one after the other, after the sketches that it waits for."""
    pieces: list[Piece] = []
    for piece in sketch.pieces:
        way = sketch.ways[piece.way]
        earliest = [plant.free_from(machine, sketch.family) for machine in way.machines]
        earliest += [before.occupation(sketch.ways).end for before in pieces]
        earliest += [
            before.occupation(s.ways).end + plant.way_between(s.ways[before.way], way)
            for s in waits
            for before in s.pieces
        ]
        pieces.append(replace(piece, start=max(earliest) + draw(st.integers(0, 3))))
        for machine in way.machines:
            plant.last[machine] = (pieces[-1].occupation(sketch.ways).end, sketch.family)
    return tuple(pieces)
