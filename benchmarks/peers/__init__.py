"""Ways of solving the same problems, ours among them, to be held against each other in one run; `PEERS` says where each is.

Whoever adds one writes a module with a `solve` (see `base`) and adds a line here; what it cannot express it says by raising a
`BenchmarkError` with the reason.
"""

from __future__ import annotations

import importlib
import re
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.errors import BenchmarkError

if TYPE_CHECKING:
    from benchmarks.peers.base import Peer

#: Name of a peer, and the module whose `solve` it is, imported only when it is run. In this order they stand in tables.
PEERS: dict[str, str] = {
    "ours": "benchmarks.peers.ours",
    "fcfs": "benchmarks.peers.fcfs",
    "edf": "benchmarks.peers.edf",
    "textbook": "benchmarks.peers.textbook",
    "window": "benchmarks.peers.window",
    "time-indexed": "benchmarks.peers.time_indexed",
    "time-indexed-cp": "benchmarks.peers.time_indexed_cp",
    "pyjobshop": "benchmarks.peers.py_job_shop",
    "benders": "benchmarks.peers.benders",
    "lp-guided": "benchmarks.peers.lp_guided",
}
#: The policies of fairness under which ours can be run as well: `maxmin`, or `maxmin-10` where ten percent of the utilization may be spent.
FAIR = re.compile(r"(?P<policy>maxmin|proportional|least-squares)(?:-(?P<percent>[0-9]{1,2}))?")


def peer(name: str) -> Peer:
    """Return a peer by its name.

    Raises
    ------
    BenchmarkError
        if there is none of that name; the message lists those there are.
    """
    if fair := FAIR.fullmatch(name):
        from benchmarks.peers.fair import solve_by

        return partial(
            solve_by, policy=fair["policy"], percent=None if fair["percent"] is None else int(fair["percent"])
        )
    if name not in PEERS:
        raise BenchmarkError(f"no peer {name!r}; there are {', '.join(PEERS)}, maxmin, proportional, least-squares")
    found: Peer = importlib.import_module(PEERS[name]).solve
    return found
