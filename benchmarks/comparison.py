"""Two files of results, run by run: what got worse, what got better, and what cannot be compared at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.errors import BenchmarkError
from benchmarks.run import Verdict
from benchmarks.tables import mebibytes, percent, seconds, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from benchmarks.results import Results
    from benchmarks.run import Key, Run

#: A first schedule later by less than this is as soon, whatever the part of it: starting a process varies as much.
LEAST_SECONDS = 0.2
#: A machine was busy with something else when its load average, before the first run, was above this part of its cores.
BUSY = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Tolerances:
    """Differences that count as none; parts of one, and for the gap a difference of parts."""

    value: float = 0.005
    gap: float = 0.005
    first: float = 0.25
    memory: float = 0.1


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of one pair of runs that is not the same any more."""

    key: Key
    what: str
    old: str
    new: str
    worse: bool

    def __str__(self) -> str:
        """Return one line for people."""
        return f"{self.key}: {self.what} {self.old} -> {self.new}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What came of holding one file against another."""

    changes: tuple[Change, ...]
    pairs: int
    #: What makes the figures less comparable, one line each.
    warnings: tuple[str, ...]

    @property
    def worse(self) -> tuple[Change, ...]:
        """Return what got worse."""
        return tuple(change for change in self.changes if change.worse)

    @property
    def better(self) -> tuple[Change, ...]:
        """Return what got better."""
        return tuple(change for change in self.changes if not change.worse)


def compare(old: Results, new: Results, tolerances: Tolerances) -> Comparison:
    """Pair the runs by case, peer and seed and hold the new ones against the old.

    Raises
    ------
    BenchmarkError
        if the runs had other seconds or workers, or no pair has the same case, peer and seed.
    """
    for what in ("seconds", "workers"):
        before, after = getattr(old.parameters, what), getattr(new.parameters, what)
        if before != after:
            raise BenchmarkError(
                f"the old runs had {before:g} {what} each, the new ones {after:g}; run one of them again"
            )
    before, after = {run.key: run for run in old.runs}, {run.key: run for run in new.runs}
    keys = [key for key in before if key in after]
    if not keys:
        raise BenchmarkError("the two files have no run of the same case, peer and seed; nothing can be compared")
    changes = [change for key in keys for change in _changes(before[key], after[key], tolerances)]
    return Comparison(changes=tuple(changes), pairs=len(keys), warnings=tuple(_warnings(old, new, before, after)))


def _changes(old: Run, new: Run, tolerances: Tolerances) -> Iterator[Change]:
    if old.verdict is not new.verdict:
        worse = new.verdict is not Verdict.OK and (old.verdict is Verdict.OK or new.verdict.is_failure)
        yield Change(old.key, "outcome", str(old.verdict), str(new.verdict), worse)
    if not old.verdict is new.verdict is Verdict.OK:
        return
    limits = (
        _Figure("value", lambda run: run.value, whole, tolerances.value, more_is_better=True),
        _Figure("gap", lambda run: run.gap, percent, 0.0, least=tolerances.gap),
        _Figure("first schedule, s,", lambda run: run.first_seconds, seconds, tolerances.first, least=LEAST_SECONDS),
        _Figure("memory, MiB,", lambda run: run.memory_mib, mebibytes, tolerances.memory),
    )
    for figure in limits:
        change = figure.change(old, new)
        if change is not None:
            yield change


@dataclass(frozen=True, slots=True)
class _Figure:
    """One figure of a run: how it is read and written, and which difference counts."""

    name: str
    read: Callable[[Run], float | None]
    write: Callable[[float | None], str] | Callable[[int | None], str]
    part: float
    least: float = 0.0
    more_is_better: bool = False

    def change(self, old: Run, new: Run) -> Change | None:
        before, after = self.read(old), self.read(new)
        if before is None or after is None:
            # A figure that was not there before, or is not any more: a bound, or memory on another system.
            return None
        if abs(after - before) <= max(self.part * abs(before), self.least):
            return None
        worse = (after < before) if self.more_is_better else (after > before)
        return Change(old.key, self.name, self.write(before), self.write(after), worse)  # type: ignore[arg-type] # each writes what it reads


def _warnings(old: Results, new: Results, before: Mapping[Key, Run], after: Mapping[Key, Run]) -> Iterator[str]:
    for what in ("processor", "cores", "system", "versions"):
        one, other = old.environment.get(what), new.environment.get(what)
        if one != other:
            yield f"{what}: {_differences(one, other)}"
    for which, results in (("old", old), ("new", new)):
        load, cores = results.environment.get("load"), results.environment.get("cores") or 1
        if load and load[0] > BUSY * cores:
            yield f"load: the {which} machine was busy when it began ({load[0]:g} on {cores} cores); its seconds may be too many"
    for which, alone in (("old", before.keys() - after.keys()), ("new", after.keys() - before.keys())):
        if alone:
            yield f"runs: {len(alone)} are in the {which} file only, such as {min(map(str, alone))}"


def _differences(one: object, other: object) -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        names = sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
        return ", ".join(f"{name} {one.get(name)} -> {other.get(name)}" for name in names)
    return f"{one} -> {other}"
