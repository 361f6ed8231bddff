"""Compile all that is compiled, once: run as a program after installing, so that no solve has to wait for it.

What was compiled before is only loaded. A solve that finds nothing compiled does it itself where it has the time, and does without
where it has not.
"""

from __future__ import annotations


def main() -> None:
    """Fill the caches: of ruin and recreate, and of the bound by prices on ticks."""
    from solver.interval import Interval
    from solver.places import places_of
    from solver.problem import Account, Job, Machine, Mode, Problem, Task
    from solver.search.bounds.relaxation import relax
    from solver.search.bounds.ticks import WORTH_COMPILING, tick_bound
    from solver.search.compiled.entry import run
    from solver.search.stop import Deadline

    run()
    task = Task(work=2, modes=(Mode(machines=(0,), duration=2, min_duration=1),))
    problem = Problem(
        name="warm",
        tick_minutes=5,
        horizon=4,
        machines=(Machine(name="m", group="m", windows=(Interval(0, 4),)),),
        accounts=(Account(name="a"),),
        jobs=tuple(Job(name=f"j{n}", account=0, release=0, deadline=4, tasks=(task,)) for n in range(3)),
    )
    tick_bound(relax(problem, places_of(problem)), Deadline(10 * WORTH_COMPILING))


if __name__ == "__main__":
    main()
