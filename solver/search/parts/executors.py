"""Where tasks run: the port is `concurrent.futures.Executor`, with what a coordinator must know of whoever fulfils it.

`inline` runs a task in the moment it is handed over, with all the threads there are: Python holds its lock for much of a search, so
that tasks in threads of one process would wait for each other, and one after the other each is done sooner. `processes` are
child processes of loky. `ray` is a cluster, or this machine in its place; see `solver.search.parts.cluster`.
"""

from __future__ import annotations

import importlib.util
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from solver.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

P = ParamSpec("P")
T = TypeVar("T")


class TaskExecutor(Executor):
    """An executor that says how much it can do, and that can be ended in the middle of its tasks."""

    def __init__(self, at_once: int, threads: int, *, in_this_process: bool = False) -> None:
        #: Tasks that can run at the same time; the threads that a single one may use while there are no others.
        self.at_once, self.threads = at_once, threads
        #: Whether a task sees objects of the caller, such as a stop signal.
        self.in_this_process = in_this_process

    def abandon(self) -> None:
        """End at once; tasks that run are lost. Nothing is left behind."""
        self.shutdown(wait=True, cancel_futures=True)


class Inline(TaskExecutor):
    """Runs each task in the calling thread, when it is handed over."""

    def __init__(self, workers: int) -> None:
        super().__init__(at_once=1, threads=workers, in_this_process=True)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Return a future that is done."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - an executor hands every exception of a task to whoever asks for its result
            future.set_exception(error)
        return future


class Processes(TaskExecutor):
    """Child processes of loky, each in a pool of its own: one that dies takes its own task with it and no other.

    In a pool of several, all tasks of the pool are lost with one worker, and nothing says whose fault it was.
    """

    def __init__(self, workers: int) -> None:
        super().__init__(at_once=workers, threads=workers)
        self._pools: list[Any] = [None] * workers
        self._tasks: list[list[Future[Any]]] = [[] for _ in range(workers)]

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand a task to the process that has the fewest; one that died is replaced."""
        for tasks in self._tasks:
            tasks[:] = [future for future in tasks if not future.done()]
        lane = min(range(len(self._tasks)), key=lambda lane: len(self._tasks[lane]))
        future: Future[T] = self._submit(lane, lambda pool: pool.submit(fn, *args, **kwargs))
        self._tasks[lane].append(future)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as in the base class
        """End the processes; with `cancel_futures` also those that are in the middle of a task."""
        for lane, pool in enumerate(self._pools):
            if pool is not None:
                pool.shutdown(wait=wait, kill_workers=cancel_futures)
                self._pools[lane] = None

    def _submit(self, lane: int, hand_over: Callable[[Any], Future[T]]) -> Future[T]:
        from loky.process_executor import BrokenProcessPool

        if self._pools[lane] is None:
            self._pools[lane] = _pool_of_one()
        try:
            return hand_over(self._pools[lane])
        except BrokenProcessPool:
            self._pools[lane].shutdown(wait=True, kill_workers=True)
            self._pools[lane] = _pool_of_one()
            return hand_over(self._pools[lane])


def _pool_of_one() -> Any:
    from loky import ProcessPoolExecutor

    from solver.search.process.child import die_with_parent

    return ProcessPoolExecutor(max_workers=1, initializer=die_with_parent)


@contextmanager
def open_executor(engine: str, workers: int) -> Iterator[TaskExecutor]:
    """Give the executor of an engine; at the end nothing of it is left, whatever its tasks are at.

    Raises
    ------
    ParameterError
        if the engine is `ray` and Ray is not installed.
    """
    require_engine(engine)
    if engine == "ray":
        from solver.search.parts.cluster import open_ray

        with open_ray(workers) as cluster:
            yield cluster
        return
    executor = Processes(workers) if engine == "processes" else Inline(workers)
    try:
        yield executor
    finally:
        executor.abandon()


def require_engine(engine: str) -> None:
    """Raise ParameterError if what an engine needs is not installed; nothing is imported."""
    if engine == "ray" and importlib.util.find_spec("ray") is None:
        raise ParameterError(
            "engine is 'ray', and Ray is not installed; pip install equishare[ray] (Python 3.11 to 3.13), or use processes"
        )
