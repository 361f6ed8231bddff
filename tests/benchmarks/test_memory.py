"""Memory of a process and of what it has started."""

from __future__ import annotations

import os
import subprocess
import sys

from benchmarks.memory import family, held_mib, own_peak_mib


def test_memory_is_that_of_a_process_and_its_children() -> None:
    """A solver that does its work in a child process would seem to need nothing."""
    hold = "import sys; held = bytearray(64 << 20); print('ready', flush=True); sys.stdin.read()"
    alone = held_mib(os.getpid())
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert child.pid in family(os.getpid())
        together = held_mib(os.getpid())
        child.communicate()
    # Where the system does not tell, nothing is known of both.
    assert (alone is None) == (together is None)
    assert alone is None or together is None or together > alone + 60
    assert own_peak_mib() > 10
