"""The demand of a drawn park: chains of one to four tasks with windows, lengths and the machines that may do them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from solver.problem import Job, Mode, Precedence, Task

if TYPE_CHECKING:
    from random import Random

    from solver.problem import Machine

#: Of the jobs: with one, two, three and four tasks.
CHAINS = (0.55, 0.25, 0.15, 0.05)
#: Of the tasks: fit for every machine of the capability; the others for half of them.
ANY_MACHINE = 0.6
#: Of the tasks of a rich park: content with half of their length.
FLEXIBLE = 0.15
#: Of the jobs: known when the week begins; the others are released within the first five days.
KNOWN = 0.74
#: Spread of the logarithm of a length, and the longest there is.
SPREAD, LONGEST = 0.65, 40
#: How fast the demand of accounts falls off: the k-th asks for about k to the power of minus this.
CONCENTRATION = 0.8


@dataclass(frozen=True, kw_only=True, slots=True)
class Plant:
    """What the demand is drawn for."""

    machines: tuple[Machine, ...]
    #: Of each machine: ticks it needs for one tick of standard work, at least 1.
    slowness: tuple[float, ...]
    #: Capabilities whose tasks hold one unit of pool 0.
    inspected: frozenset[str]
    flexible: bool
    families: int
    accounts: int
    day: int
    days: int

    def longest(self, machine: int) -> int:
        """Return the most standard work that one window of a machine holds."""
        ticks = max((window.length for window in self.machines[machine].windows), default=1)
        return max(1, int(ticks / self.slowness[machine]))


@dataclass(frozen=True, slots=True)
class _Wish:
    """A task before its length is fixed: its relative length, the machines that may do it, its family."""

    size: float
    machines: tuple[int, ...]
    longest: int
    family: int
    flexible: bool

    def work(self, scale: float) -> int:
        return max(1, min(self.longest, round(self.size * scale)))


def draw_jobs(random: Random, plant: Plant, jobs: int, load: float) -> tuple[Job, ...]:
    """Return jobs whose work adds up to about `load` times the open time of the machines."""
    chains = [[_wish(random, plant) for _ in range(random.choices((1, 2, 3, 4), CHAINS)[0])] for _ in range(jobs)]
    goal = load * sum(window.length for machine in plant.machines for window in machine.windows)
    scale = _scale([wish for chain in chains for wish in chain], goal)
    return tuple(_job(random, plant, number, chain, scale) for number, chain in enumerate(chains))


def _wish(random: Random, plant: Plant) -> _Wish:
    groups = [machine.group for machine in plant.machines]
    group = random.choice(groups)
    fit = [index for index, each in enumerate(groups) if each == group]
    if random.random() > ANY_MACHINE:
        fit = random.sample(fit, ceil(len(fit) / 2))
    random.shuffle(fit)
    longest = min(LONGEST, max(plant.longest(machine) for machine in fit))
    return _Wish(
        size=random.lognormvariate(0.0, SPREAD),
        machines=tuple(fit),
        longest=longest,
        family=random.randrange(plant.families),
        flexible=plant.flexible and random.random() < FLEXIBLE,
    )


def _scale(wishes: list[_Wish], goal: float) -> float:
    """Return the factor on relative lengths that comes nearest to the goal; the sum grows with it, so halving finds it."""
    low, high = 0.0, 10.0 * LONGEST
    for _ in range(40):
        middle = (low + high) / 2
        if sum(wish.work(middle) for wish in wishes) < goal:
            low = middle
        else:
            high = middle
    return high


def _job(random: Random, plant: Plant, number: int, chain: list[_Wish], scale: float) -> Job:
    release = 0 if random.random() < KNOWN else random.randrange(5 * plant.day)
    deadline = min(plant.day * plant.days, release + plant.day * random.randint(1, 6))
    tasks = tuple(_task(plant, wish, wish.work(scale)) for wish in chain)
    accounts = range(plant.accounts)
    return Job(
        name=f"J{number + 1:05}",
        account=random.choices(accounts, [(rank + 1) ** -CONCENTRATION for rank in accounts])[0],
        release=release,
        due=min(deadline, release + 2 * sum(task.work for task in tasks)),
        tardiness_weight=1,
        deadline=deadline,
        tasks=tasks,
        precedences=tuple(Precedence(before=place, after=place + 1) for place in range(len(tasks) - 1)),
    )


def _task(plant: Plant, wish: _Wish, work: int) -> Task:
    """Return a task with a mode on each machine that has a window long enough for it."""
    modes = []
    for machine in wish.machines:
        if work <= plant.longest(machine):
            duration = ceil(work * plant.slowness[machine])
            modes.append(
                Mode(
                    machines=(machine,),
                    duration=duration,
                    min_duration=ceil(duration / 2) if wish.flexible else duration,
                    demands=((0, 1),) if plant.machines[machine].group in plant.inspected else (),
                )
            )
    return Task(work=work, family=wish.family, modes=tuple(modes))
