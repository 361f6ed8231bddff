"""Tasks on a Ray cluster, or, where there is none to join, on a Ray of this machine that ends with the solve.

Ray itself finds the cluster: the one that the environment variable `RAY_ADDRESS` names, else one that runs on this machine.
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

#: Ray's logging level for errors, and the bytes of its shared memory: a component and its schedule take few.
ERRORS_ONLY, STORE_BYTES = 40, 100 * 2**20


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
    import ray

    ours = not ray.is_initialized()
    if ours:
        _connect(ray, workers)
    executor = OnRay(ray, workers)
    try:
        yield executor
    finally:
        executor.abandon()
        if ours:
            ray.shutdown()


def _connect(ray: Any, workers: int) -> None:
    quiet = {"logging_level": ERRORS_ONLY, "log_to_driver": False}
    try:
        ray.init(address="auto", **quiet)
    except ConnectionError:
        ray.init(address="local", num_cpus=workers, include_dashboard=False, object_store_memory=STORE_BYTES, **quiet)
