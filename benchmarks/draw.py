"""Draws parks of the kind of the stored park files: same seed, same park, whatever else was drawn before.

Ticks of 15 minutes, seven days. Capabilities, shifts, chains, lengths, windows and accounts follow the frequencies counted in
the stored files; `rich` adds what `park-1000-rich` adds: changeovers, flexible lengths and inspectors as a pool.
"""

from __future__ import annotations

from random import Random

from benchmarks.drawn_jobs import Plant, draw_jobs
from solver.interval import Interval, subtract
from solver.problem import Account, CapacityStep, Machine, Pool, Problem

TICK_MINUTES, DAY, DAYS = 15, 96, 7
HORIZON = DAY * DAYS
#: Capability and its weight: how many of 40 machines have it.
CAPABILITIES = {
    "laser-cut": 8,
    "laser-weld": 8,
    "laser-mark": 6,
    "bend": 5,
    "clean": 3,
    "cmm": 5,
    "beam-profile": 3,
    "x-ray": 2,
}
#: Capabilities with changeovers, and those that need an inspector, in a rich park.
CHANGEOVERS = frozenset({"laser-cut", "laser-weld", "laser-mark", "bend"})
INSPECTED = frozenset({"cmm", "beam-profile", "x-ray"})
FAMILIES, SITES, MOST_ACCOUNTS = 4, 8, 32
#: Of the machines: open day and night, in two shifts (08-22, every day), in office hours (08-12, 13-18, Monday to Saturday).
SHIFTS = (0.17, 0.5, 0.33)
#: Of the machines: with one stretch closed for maintenance; its length in ticks.
OUTAGES, OUTAGE_TICKS = 0.17, (8, 8, 24)
#: Of the machines: as fast as the standard; the others take up to this much longer.
STANDARD_SPEED, SLOWEST = 0.4, 1.6


def draw_park(jobs: int, machines: int, seed: int, *, rich: bool = False, load: float = 0.9) -> Problem:
    """Return a park in which the work asked for is about `load` times the open machine time.

    Lengths are cut to what the shifts can hold, so an extreme `load` may be missed. A few jobs may be impossible, as in life.
    """
    random = Random(f"{seed}/{jobs}/{machines}/{rich}/{load}")
    drawn = tuple(_machines(random, machines, rich=rich))
    plant = Plant(
        machines=drawn,
        slowness=tuple(1.0 if random.random() < STANDARD_SPEED else random.uniform(1.05, SLOWEST) for _ in drawn),
        inspected=INSPECTED if rich else frozenset(),
        flexible=rich,
        families=FAMILIES,
        accounts=min(MOST_ACCOUNTS, max(1, jobs)),
        day=DAY,
        days=DAYS,
    )
    return Problem(
        name=f"drawn-{jobs}x{machines}-{seed}{'-rich' if rich else ''}",
        tick_minutes=TICK_MINUTES,
        horizon=HORIZON,
        machines=drawn,
        accounts=tuple(
            Account(name=f"T{number + 1:02}", share=random.choice((1, 1, 2, 3))) for number in range(plant.accounts)
        ),
        pools=(_inspectors(drawn),) if rich else (),
        jobs=draw_jobs(random, plant, jobs, load),
    )


def counts(machines: int) -> dict[str, int]:
    """Share out machines among the capabilities: one each first, then by weight (the method of Sainte-Lague)."""
    found: dict[str, int] = dict.fromkeys(CAPABILITIES, 0)
    for _ in range(machines):
        found[max(found, key=lambda name: (found[name] == 0, CAPABILITIES[name] / (2 * found[name] + 1)))] += 1
    return {name: count for name, count in found.items() if count}


def _machines(random: Random, machines: int, *, rich: bool) -> list[Machine]:
    return [
        Machine(
            name=f"{capability}-{number + 1}",
            group=capability,
            windows=_windows(random),
            site=random.randrange(SITES),
            changeover=_changeover(random) if rich and capability in CHANGEOVERS else None,
        )
        for capability, count in counts(machines).items()
        for number in range(count)
    ]


def _windows(random: Random) -> tuple[Interval, ...]:
    [shift] = random.choices(("always", "two shifts", "office"), SHIFTS)
    if shift == "always":
        windows = [Interval(0, HORIZON)]
    elif shift == "two shifts":
        windows = [Interval(day * DAY + 32, day * DAY + 88) for day in range(DAYS)]
    else:
        hours = ((32, 48), (52, 72))
        windows = [Interval(day * DAY + start, day * DAY + end) for day in range(DAYS - 1) for start, end in hours]
    if random.random() < OUTAGES:
        start = random.choice(windows).start + 4 * random.randrange(4)
        return subtract(windows, [Interval(start, start + random.choice(OUTAGE_TICKS))])
    return tuple(windows)


def _changeover(random: Random) -> tuple[tuple[int, ...], ...]:
    families = range(FAMILIES)
    return tuple(tuple(0 if f == g else random.choice((1, 1, 2, 3)) for g in families) for f in families)


def _inspectors(machines: tuple[Machine, ...]) -> Pool:
    inspected = sum(machine.group in INSPECTED for machine in machines)
    return Pool(name="inspectors", capacity=(CapacityStep(0, HORIZON, max(1, inspected // 2)),))
