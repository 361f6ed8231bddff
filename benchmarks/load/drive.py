"""Tenants at their wires: at a rate that the clock sets, or as fast as they are answered; and what was seen."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.load.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.load.mix import Tenancy
    from benchmarks.load.wire import Call


@dataclass(slots=True)
class Seen:
    """Every call of a trial that was answered."""

    #: Seconds of each, by name of the call.
    seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    #: Of the first few that failed, what was asked and what was said.
    failures: list[str] = field(default_factory=list)
    #: Seconds from the first call to the last answer.
    lasted: float = 0.0

    def every(self) -> list[float]:
        """Return the seconds of all calls."""
        return [each for listed in self.seconds.values() for each in listed]


async def drive(
    base: str,
    tenancies: Sequence[Tenancy],
    seconds: float,
    *,
    rate: float | None = None,
    choose: Callable[[Tenancy], Call] | None = None,
) -> Seen:
    """Let every tenant ask for `seconds`, and return what was seen.

    Parameters
    ----------
    rate
        Calls a second of all together, at moments that are fixed beforehand: a call that has to wait for the one before it counts from the
        moment at which it was due. None: each asks again as soon as it is answered.
    choose
        What is asked; None: the mix.
    """
    seen, began = Seen(), time.perf_counter()
    async with AsyncExitStack() as stack:
        wires = [await stack.enter_async_context(Wire(base, each.tenant.key)) for each in tenancies]
        every = None if rate is None else len(tenancies) / rate
        tasks = [
            _ask(wire, tenancy, seen, _Moments(began, seconds, every, index / len(wires)), choose)
            for index, (wire, tenancy) in enumerate(zip(wires, tenancies, strict=True))
        ]
        await asyncio.gather(*tasks)
    seen.lasted = time.perf_counter() - began
    return seen


@dataclass(slots=True)
class _Moments:
    """When the calls of one tenant are due."""

    began: float
    seconds: float
    every: float | None
    offset: float
    count: int = 0

    async def next(self) -> float | None:
        """Wait until a call is due and return that moment; None: the trial is over."""
        now = time.perf_counter()
        if self.every is None:
            return now if now < self.began + self.seconds else None
        due = self.began + (self.count + self.offset) * self.every
        self.count += 1
        if due >= self.began + self.seconds:
            return None
        if due > now:
            await asyncio.sleep(due - now)
        return due


async def _ask(
    wire: Wire, tenancy: Tenancy, seen: Seen, moments: _Moments, choose: Callable[[Tenancy], Call] | None
) -> None:
    while (due := await moments.next()) is not None:
        call = tenancy.next() if choose is None else choose(tenancy)
        answer = await wire.ask(call)
        seen.seconds.setdefault(call.name, []).append(time.perf_counter() - due)
        seen.statuses[answer.status] += 1
        tenancy.note(call, answer)
        if answer.status >= 400 and len(seen.failures) < 5:
            seen.failures.append(
                f"{call.method} {call.path}: {answer.status} {answer.body[:300].decode(errors='replace')}"
            )
