"""Tasks on a Ray cluster, or, where there is none to join, on a Ray of this machine that ends with the solve.

Ray itself finds the cluster: the one that the environment variable `RAY_ADDRESS` names, else the one that `ray start` has started
on this machine or joined to it.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from solver.search.parts.executors import TaskExecutor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

P = ParamSpec("P")
T = TypeVar("T")

#: Ray's logging level for errors.
ERRORS_ONLY = 40


class OnRay(TaskExecutor):
    """Hands each task to Ray, which finds it one free CPU on some node.

    Ray is told not to repeat what a dead worker or node left: the coordinator does, which knows how much time is left.
    """

    def __init__(self, ray: Any, at_once: int) -> None:
        # No node need have more than one free CPU, so no task asks for more.
        super().__init__(at_once=at_once, threads=1)
        self._ray = ray
        self._call = ray.remote(num_cpus=1, max_retries=0)(_call)
        self._running: dict[Future[Any], Any] = {}

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand a task over; functions go by their names, so every node needs the same version of this package."""
        reference = self._call.remote(fn, args, kwargs)
        future: Future[T] = reference.future()
        self._running = {known: each for known, each in self._running.items() if not known.done()}
        self._running[future] = reference
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as in the base class
        """Wait for the tasks or, with `cancel_futures`, kill the processes that are in the middle of one."""
        for future, reference in self._running.items():
            if cancel_futures and not future.done():
                self._ray.cancel(reference, force=True)
        if wait and not cancel_futures:
            self._ray.wait(list(self._running.values()), num_returns=len(self._running))
        self._running = {}


def _call(fn: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
    return fn(*args, **kwargs)


@contextmanager
def open_ray(workers: int) -> Iterator[OnRay]:
    """Join the cluster there is, or start one here; what was started ends with the context, and nothing else does."""
    # Ray reads this in every process it starts, and nowhere else can it be told to keep what it knows of us to itself.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    import ray as typed

    # Ray has types, and some of its functions have none.
    ray: Any = typed
    ours = not ray.is_initialized()
    if ours:
        # Without an address Ray joins the cluster there is, or starts one; what it starts has no pages to look at.
        ray.init(include_dashboard=False, log_to_driver=False, logging_level=ERRORS_ONLY)
    # Tasks beyond the CPUs there are would wait, and the clock of their turn with them.
    executor = OnRay(ray, max(1, min(workers, int(ray.cluster_resources().get("CPU", 1)))))
    try:
        yield executor
    finally:
        executor.abandon()
        if ours:
            ray.shutdown()
