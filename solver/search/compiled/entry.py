"""The one door from Python into the compiled code, with its cache: compiling takes half a minute, loading a tenth of a second.

The cache lies beside this file, or in the user's own folder where that cannot be written; where neither can, there is none. It is known by a fingerprint of all the
sources, because the compiler by itself looks at this file only.
"""

from __future__ import annotations

import hashlib
import inspect
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from numba import njit, types

from solver.search.compiled import (
    chance,
    how,
    insertion,
    keeping,
    placing,
    pricing,
    profit,
    records,
    regard,
    room,
    rounds,
    ruin,
)
from solver.search.compiled.how import LOADING

if TYPE_CHECKING:
    from solver.search.compiled.how import Numbers

#: The types that the door is called with; see `rounds.run_rounds`.
ARGUMENTS = (types.Array(types.int64, 1, "C"), types.int64, types.int64, types.boolean)


class Run(Protocol):
    """The compiled `run_rounds`."""

    def __call__(self, memory: Numbers, rounds: int, heat: int, fresh: bool, /) -> bool:  # noqa: FBT001 - compiled code knows no keywords
        """Do a number of rounds."""


@cache
def run() -> Run:
    """Return the compiled rounds, compiled anew only where the cache has none of these sources."""
    door = _door()
    with LOADING:
        door.compile(ARGUMENTS)
    found: Run = door
    return found


@cache
def in_cache() -> bool:
    """Return whether `run` only has to load what was compiled before."""
    door = _door()
    # The compiler has no public way to ask; this is the question that it puts to its cache itself before it compiles.
    with LOADING:
        return door._cache.load_overload(ARGUMENTS, door.targetctx) is not None  # noqa: SLF001 - as the line above says


@cache
def _door() -> Any:
    sources = (chance, how, insertion, keeping, placing, pricing, profit, records, regard, room, rounds, ruin)
    fingerprint = hashlib.sha256("".join(map(inspect.getsource, sources)).encode()).hexdigest()

    # What a function closes over is part of the name that its code has in the cache.
    def door(memory: Numbers, count: int, heat: int, fresh: bool) -> bool:  # noqa: FBT001 - compiled code knows no keywords
        return rounds.run_rounds(memory, count, heat, fresh) and fingerprint != ""

    try:
        return njit(nogil=True, cache=True)(door)
    except RuntimeError:
        # Neither this folder nor one of the user's can be written: each process has to compile for itself.
        return njit(nogil=True)(door)
