"""Components solved apart, in rounds: each task searches some of them for a while, from the best schedule they have, and ends.

A task that is lost, with its process or its node, costs that while and nothing else: the best schedule of each component is here.
"""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from solver.search.parts.answer import merged
from solver.search.parts.journal import Journal
from solver.search.parts.opening import opened
from solver.search.parts.turns import Turns
from solver.search.parts.work import Work, improve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from solver.result import Result
    from solver.search.parameters import SolveParameters
    from solver.search.parts.executors import TaskExecutor
    from solver.search.parts.standing import Standing
    from solver.search.parts.turns import Turn
    from solver.search.stop import Deadline
    from solver.search.watch import Watch

    #: What a turn does: `improve`, or what takes its place.
    Task = Callable[..., tuple[Result, ...]]

#: Seconds between two looks at the stop signal.
LOOK_EVERY = 0.1
#: Seconds that a task may overrun the budget before it is given up: less than the caller of a child process is patient for.
OVERRUN = 10.0


class Rounds:
    """The coordinator: keeps the executor busy, takes what comes back, and tells whoever watches."""

    def __init__(
        self,
        standings: Sequence[Standing],
        parameters: SolveParameters,
        deadline: Deadline,
        watch: Watch,
        task: Task = improve,
    ) -> None:
        self.journal = Journal()
        self._standings = standings
        self._parameters = parameters
        self._deadline = deadline
        self._watch = watch
        self._task = task
        self._running: dict[Future[tuple[Result, ...]], Turn] = {}

    def run(self) -> None:
        """Search until all is proved, the time is over or somebody asks to stop."""
        self._watch.enter("improve")
        self._tell()
        with ExitStack() as stack:
            self._search(opened(stack, self._parameters, self.journal))
        self._watch.finish()
        self._watch.enter("verify")

    def _search(self, executor: TaskExecutor) -> None:
        turns = Turns(self._standings, self._parameters, self._deadline)
        self._warm_up(executor)
        while not any(standing.infeasible for standing in self._standings):
            if self._over:
                break
            busy = {standing for turn in self._running.values() for standing in turn.standings}
            turn = turns.next(executor, busy) if len(self._running) < executor.at_once else None
            if turn is not None:
                self._start(executor, turn)
            elif not self._running:
                break
            else:
                for future in wait(self._running, LOOK_EVERY, FIRST_COMPLETED).done:
                    turns.ended(self._running[future])
                    self._land(self._running.pop(future), future)
        for turn in self._running.values():
            self.journal.given_up(turn.standings)

    @property
    def _over(self) -> bool:
        return self._deadline.stop.requested or self._deadline.elapsed > self._deadline.budget + OVERRUN

    def _warm_up(self, executor: TaskExecutor) -> None:
        """Let each worker load what it needs with a task of nothing, so that no turn pays for it."""
        if executor.in_this_process:
            return
        # One that cannot even be started is found out by its first turn, and one that died here is replaced.
        with suppress(Exception):
            waiting = {executor.submit(self._task, (), self._parameters) for _ in range(executor.at_once)}
            while waiting and not self._over and self._deadline.left > 0:
                done, waiting = wait(waiting, LOOK_EVERY, FIRST_COMPLETED)
                for error in (future.exception() for future in done):
                    if error is not None:
                        self.journal.lost((), error)

    def _start(self, executor: TaskExecutor, turn: Turn) -> None:
        try:
            self._running[self._submit(executor, turn)] = turn
        except Exception as error:  # noqa: BLE001 - a worker that cannot even be started is a worker that is lost
            self._lose(turn, error)

    def _submit(self, executor: TaskExecutor, turn: Turn) -> Future[tuple[Result, ...]]:
        work = tuple(Work(standing.component.problem, standing.best) for standing in turn.standings)
        parameters = replace(
            self._parameters, seconds=turn.seconds, workers=turn.threads, seed=turn.seed, engine="inline"
        )
        if executor.in_this_process:
            return executor.submit(self._task, work, parameters, self._deadline.stop)
        return executor.submit(self._task, work, parameters)

    def _land(self, turn: Turn, future: Future[tuple[Result, ...]]) -> None:
        """Take what a task found."""
        try:
            results = future.result()
        except Exception as error:  # noqa: BLE001 - whatever becomes of a task must not cost the others
            self._lose(turn, error)
            return
        self.journal.turns += 1
        for standing, result in zip(turn.standings, results, strict=True):
            wrong = standing.take(result)
            if wrong is None:
                self.journal.add(result)
            else:
                self.journal.refused(standing, wrong)
        self._tell()

    def _lose(self, turn: Turn, error: BaseException) -> None:
        """Note that a task is lost; its components get another turn, each alone, unless it was their second loss in a row."""
        self.journal.lost(turn.standings, error)
        for standing in turn.standings:
            standing.failed()

    def _tell(self) -> None:
        """Report the sums over all components: values as soon as each has a schedule, and bounds."""
        self._watch.bounded(sum(standing.bound for standing in self._standings))
        if all(standing.best is not None for standing in self._standings):
            value = sum(standing.value for standing in self._standings)
            best = tuple((standing, standing.best) for standing in self._standings)
            placed = sum(len(schedule.by_job) for _, schedule in best if schedule is not None)
            self._watch.improved(lambda: (merged(best), value), value, placed)
