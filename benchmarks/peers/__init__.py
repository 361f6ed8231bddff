"""Other ways of solving the same problems, to be held against ours in the same run; `PEERS` says where each is."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.peers.base import Peer

#: Name of a peer, and the module whose `solve` it is; imported only when it is run.
PEERS: dict[str, str] = {
    "time-indexed": "benchmarks.peers.time_indexed",
    "time-indexed-cp": "benchmarks.peers.time_indexed_cp",
    "pyjobshop": "benchmarks.peers.py_job_shop",
    "benders": "benchmarks.peers.benders",
    "lp-guided": "benchmarks.peers.lp_guided",
}


def peer(name: str) -> Peer:
    """Return a peer by its name.

    Raises
    ------
    KeyError
        if there is none of that name.
    """
    found: Peer = importlib.import_module(PEERS[name]).solve
    return found
