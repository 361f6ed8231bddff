"""Building a problem round a drawn plan: windows, durations, lags, pools and pins that it keeps, each with drawn slack.

Over 150 lines because each kind of data is one short function here, and they share how slack is drawn.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from solver.interval import Interval
from solver.problem import CapacityStep, Job, Machine, Mode, Pin, Pool, Precedence, Splittable, Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hypothesis.strategies import DrawFn

    from solver.schedule import Schedule
    from tests.drawing import Booking, Plant, Sketch


def draw_job(draw: DrawFn, plant: Plant, index: int, booking: Booking, accounts: int) -> Job:
    """Draw a job whose span holds its pieces if it is placed, and any span if not."""
    held = [piece.occupation(sketch.ways) for sketch in booking.sketches for piece in sketch.pieces]
    first, last = min(each.start for each in held), max(each.end for each in held)
    if not booking.placed:
        first = draw(st.integers(0, plant.horizon - 1))
        last = draw(st.integers(first + 1, plant.horizon))
    return Job(
        name=f"job-{index}",
        account=draw(st.integers(0, accounts - 1)),
        release=draw(st.integers(0, first)),
        deadline=draw(st.integers(last, plant.horizon)),
        tasks=tuple(_draw_task(draw, plant, sketch, placed=booking.placed) for sketch in booking.sketches),
        weight=draw(st.integers(1, 3)),
        due=draw(st.none() | st.integers(0, plant.horizon)),
        tardiness_weight=draw(st.integers(0, 2)),
        mandatory=booking.placed and draw(st.booleans()),
        precedences=tuple(_draw_precedence(draw, plant, booking, a, b) for a, b in booking.links),
    )


def _draw_task(draw: DrawFn, plant: Plant, sketch: Sketch, *, placed: bool) -> Task:
    granted = sum(piece.granted for piece in sketch.pieces)
    shared = granted + draw(st.integers(0, 4)), draw(st.integers(1, granted))
    modes = []
    for index, way in enumerate(sketch.ways):
        pieces = [piece for piece in sketch.pieces if piece.way == index]
        most, least = shared
        if not sketch.splittable and (not pieces or draw(st.booleans())):
            most = least = granted if pieces else draw(st.integers(1, 6))
        inside = [piece.processing(sketch.ways) for piece in pieces] if placed else []
        modes.append(
            Mode(
                machines=way.machines,
                duration=most,
                min_duration=least,
                setup=way.setup,
                teardown=way.teardown,
                windows=_draw_windows(draw, inside, plant.horizon) if draw(st.integers(0, 3)) == 3 else None,
                demands=way.demands,
            )
        )
    splittable = None
    if sketch.splittable:
        shortest = min(piece.granted for piece in sketch.pieces)
        splittable = Splittable(
            min_part=draw(st.integers(1, shortest)), max_parts=draw(st.integers(len(sketch.pieces), 3))
        )
    return Task(work=sketch.work, modes=tuple(modes), family=sketch.family, splittable=splittable)


def _draw_precedence(draw: DrawFn, plant: Plant, booking: Booking, before: int, after: int) -> Precedence:
    """Draw lags that the placed pieces keep: every piece of the one waits for every piece of the other, and for the way."""
    one, other = booking.sketches[before], booking.sketches[after]
    spare = [
        b.occupation(other.ways).start
        - a.occupation(one.ways).end
        - plant.way_between(one.ways[a.way], other.ways[b.way])
        for a in one.pieces
        for b in other.pieces
    ]
    start = min(piece.occupation(other.ways).start for piece in other.pieces)
    end = max(piece.occupation(one.ways).end for piece in one.pieces)
    least = draw(st.integers(0, min(spare)))
    return Precedence(
        before=before, after=after, min_lag=least, max_lag=draw(st.none() | st.integers(start - end, start - end + 5))
    )


def draw_machines(draw: DrawFn, plant: Plant, bookings: Sequence[Booking]) -> tuple[Machine, ...]:
    """Draw machines that are open where something is placed."""
    held: list[list[Interval]] = [[] for _ in plant.sites]
    for sketch in _placed(bookings):
        for piece in sketch.pieces:
            for machine in sketch.ways[piece.way].machines:
                held[machine].append(piece.occupation(sketch.ways))
    return tuple(
        Machine(
            name=f"machine-{m}",
            windows=_draw_windows(draw, held[m], plant.horizon),
            site=plant.sites[m],
            initial_family=plant.initial[m],
            changeover=plant.changeovers[m],
        )
        for m in range(len(plant.sites))
    )


def draw_pools(draw: DrawFn, plant: Plant, bookings: Sequence[Booking]) -> tuple[Pool, ...]:
    """Draw pools that have what is placed needs."""
    uses: list[list[tuple[Interval, int]]] = [[] for _ in range(plant.pools)]
    for sketch in _placed(bookings):
        for piece in sketch.pieces:
            for pool, units in sketch.ways[piece.way].demands:
                uses[pool].append((piece.occupation(sketch.ways), units))
    return tuple(
        Pool(name=f"pool-{k}", capacity=_draw_capacity(draw, used, plant.horizon)) for k, used in enumerate(uses)
    )


def draw_pins(draw: DrawFn, jobs: Sequence[Job], witness: Schedule) -> list[Pin]:
    """Draw hard pins where the witness is, and soft ones anywhere."""
    pins = []
    for at in witness.assignments:
        if draw(st.integers(0, 5)) == 5:
            hard = draw(st.booleans())
            pins.append(Pin(job=at.job, task=at.task, mode=at.mode, start=at.start, duration=at.duration, hard=hard))
    for index, job in enumerate(jobs):
        if draw(st.integers(0, 7)) == 7:
            task = job.tasks[0]
            least = task.splittable.min_part if task.splittable else task.modes[0].min_duration
            duration = draw(st.integers(least, task.modes[0].duration))
            start = draw(st.integers(0, job.deadline))
            pins.append(Pin(job=index, task=0, mode=0, start=start, duration=duration, hard=False))
    return pins


def _placed(bookings: Sequence[Booking]) -> list[Sketch]:
    return [sketch for booking in bookings if booking.placed for sketch in booking.sketches]


def _draw_windows(draw: DrawFn, inside: Iterable[Interval], horizon: int) -> tuple[Interval, ...]:
    """Draw disjoint windows of which each of the given, disjoint intervals lies in one; they may touch."""
    windows: list[Interval] = []
    held = sorted(inside)
    start = 0
    while held:
        count = draw(st.integers(1, len(held)))
        following = held[count].start if count < len(held) else horizon
        begin = draw(st.integers(start, held[0].start))
        start = draw(st.integers(held[count - 1].end, following))
        windows.append(Interval(begin, start))
        del held[:count]
    if start < horizon and draw(st.booleans()):
        begin = draw(st.integers(start, horizon - 1))
        windows.append(Interval(begin, draw(st.integers(begin + 1, horizon))))
    return tuple(windows)


def _draw_capacity(draw: DrawFn, uses: Sequence[tuple[Interval, int]], horizon: int) -> tuple[CapacityStep, ...]:
    """Draw steps of capacity that are nowhere less than what is used."""
    cuts = sorted({0, horizon, *draw(st.lists(st.integers(1, horizon - 1), max_size=3))})
    steps = []
    for start, end in pairwise(cuts):
        peak = max(sum(units for held, units in uses if held.start <= t < held.end) for t in range(start, end))
        amount = peak + draw(st.integers(0, 2))
        if amount or draw(st.booleans()):
            steps.append(CapacityStep(start, end, amount))
    return tuple(steps)
