"""The disk of the database is full for a while: whoever writes is told so, whoever reads is answered, and all goes on when there is room.

Over 150 lines because the two ways to fill a disk stand beside what is tried on it.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import pytest

from benchmarks.soak.rows import is_long, tell
from scheduler.assembly import open_context
from scheduler.services import load
from scheduler.storage.sql import check
from tests.api.parks import OPERATOR_KEY, make_settings
from tests.api.serving import client
from tests.scheduler.builders import OPERATOR, make_park
from tests.soak.child import Child
from tests.soak.invariants import broken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx2

_TIMES = 20 if is_long() else 2
#: Large enough for a park, small enough to be full at once.
_BYTES = 16 * 1024 * 1024


class Disk(Protocol):
    """A place that can be filled up."""

    #: What stands in the figures.
    kind: str

    def fill(self, child: Child) -> None:
        """Leave no room."""
        ...

    def free(self, child: Child) -> None:
        """Make room again."""
        ...


class SmallDisk:
    """A file system of its own that a ballast fills to the last byte."""

    kind = "file system of 16 MiB, full"

    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"

    def fill(self, child: Child) -> None:
        """Write until nothing fits any more."""
        assert child.is_alive
        with self._ballast.open("wb", buffering=0) as file:
            for size in (64 * 1024, 512):
                while _fits(file.fileno(), size):
                    pass

    def free(self, child: Child) -> None:
        """Take the ballast away."""
        assert child.is_alive
        self._ballast.unlink()


class ShortFiles:
    """For whoever may not mount anything: the service may not make a file longer, which it is told as an error of the disk."""

    kind = "files may not grow"

    def fill(self, child: Child) -> None:
        """Let no file of the service grow."""
        resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY))

    def free(self, child: Child) -> None:
        """Let them grow again."""
        resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """Make a folder a disk of `_BYTES`; where that is not permitted give the next best thing."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={_BYTES}", "tmpfs", folder], check=False, capture_output=True
    )
    if mounted.returncode:
        yield ShortFiles()
        return
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="disks are made small by the means of Linux")
def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    """The service would die in the night, or confirm what it could not write; or somebody would have to start it again by hand."""
    folder = tmp_path / "disk"
    folder.mkdir()
    database = f"sqlite:///{folder / 'park.db'}"
    with small_disk(folder) as disk:
        context = open_context(make_settings(database_url=database))
        load.load_park(context, OPERATOR, make_park())
        acknowledged, told = [], 0
        # The file in which calls are counted is on the disk too.
        with (
            Child(tmp_path, database, EQUISHARE_KEY_RATE="100000/minute") as child,
            client(child.base, OPERATOR_KEY) as operator,
        ):
            for number in range(_TIMES):
                acknowledged.append(_ask(operator, f"before-{number}").json()["id"])
                disk.fill(child)
                # What is committed may still fit into the log, until that is full as well.
                while (answer := _ask(operator, f"full-{number}-{told}", title="x" * 150)).is_success:
                    acknowledged.append(answer.json()["id"])
                    told += 1
                _is_told(answer)
                assert operator.get("/v1/booking-requests").status_code == 200
                assert operator.get("/healthz").status_code == 200
                disk.free(child)
                again = _ask(operator, f"full-{number}-{told}", title="x" * 150)
                assert again.status_code == 201, again.text
                acknowledged.append(again.json()["id"])
                told += 1
            assert operator.get("/readyz").status_code == 200
        wrong, damage = broken(context, acknowledged), check(database)
        tell("disk full", how=disk.kind, times=_TIMES, acknowledged=len(acknowledged), wrong=len(wrong))
        assert (wrong, damage) == ([], ())


def _ask(operator: httpx2.Client, key: str, **facts: str) -> httpx2.Response:
    deadline = (datetime.now(UTC) + timedelta(days=4)).isoformat()
    wish = {"tenant_id": "ada", "operations": [{"capability": "cutting", "duration": "PT1H"}], "deadline": deadline}
    return operator.post("/v1/booking-requests", json=wish | facts, headers={"Idempotency-Key": key})


def _is_told(answer: httpx2.Response) -> None:
    """The caller learns that it is the service's fault and that trying again helps, and nothing of its disk."""
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable"), answer.text
    assert "disk" not in answer.text
    assert "park.db" not in answer.text


def _fits(descriptor: int, size: int) -> bool:
    try:
        return os.write(descriptor, b"\0" * size) == size
    except OSError:
        return False
