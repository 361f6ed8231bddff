"""A real Ray of two nodes on this machine, once for all tests; whatever it starts ends with them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The one reason to run no test on Ray: there is none for this Python. Wherever there is one, the development lock installs it.
NO_RAY = sys.version_info >= (3, 14)
WHY_NOT = (
    "Ray is not published for Python 3.14 and later: NOTHING here is tested on a cluster; run the tests on 3.11 to 3.13"
)
#: Bytes of shared memory of each node: about the least that Ray takes.
STORE = 80 * 2**20


@pytest.fixture(scope="session")
def ray_is_there() -> None:
    """Skip, loudly, where no Ray can be."""
    if NO_RAY:
        pytest.skip(WHY_NOT)


@pytest.fixture(scope="session")
def cluster(ray_is_there: None) -> Iterator[None]:  # noqa: ARG001 - it skips
    """Start two nodes of one CPU each, and let Ray find these, here and in child processes, and nothing else that runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        from ray import cluster_utils

        head = {"num_cpus": 1, "object_store_memory": STORE, "include_dashboard": False}
        nodes: Any = cluster_utils.Cluster(initialize_head=True, head_node_args=head)
        try:
            nodes.add_node(num_cpus=1, object_store_memory=STORE)
            patch.setenv("RAY_ADDRESS", nodes.address)
            yield
        finally:
            nodes.shutdown()
