"""How much memory a process and all it has started hold, read from `/proc`; where there is none, nothing is known."""

from __future__ import annotations

import re
import resource
from pathlib import Path

PROC = Path("/proc")
_PROPORTIONAL = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
KIB = 1024


def family(pid: int) -> list[int]:
    """Return a process and all its descendants, as far as they are still there."""
    children: dict[int, list[int]] = {}
    for entry in PROC.glob("[0-9]*/stat"):
        text = _text(entry)
        # The name in parentheses may hold anything; state and parent come after the last one.
        fields = text.rpartition(")")[2].split()
        if len(fields) > 1:
            children.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found = [pid]
    for member in found:
        found.extend(children.get(member, ()))
    return found


def held_mib(pid: int) -> float | None:
    """Return what a process and its descendants hold together in MiB, shared pages counted once; None where nobody can tell."""
    sizes = [int(match[1]) for each in family(pid) if (match := _PROPORTIONAL.search(_text(_rollup(each))))]
    return sum(sizes) / KIB if sizes else None


def own_peak_mib() -> float:
    """Return the most that this process, or the largest of its ended children, ever held, in MiB."""
    match = _PEAK.search(_text(PROC / "self" / "status"))
    # `ru_maxrss` of a process begins with the size of whoever started it; the high-water mark does not.
    own = int(match[1]) if match else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / KIB


def _rollup(pid: int) -> Path:
    return PROC / str(pid) / "smaps_rollup"


def _text(path: Path) -> str:
    """Return what a file of a process says; nothing if the process is gone or not ours."""
    try:
        return path.read_bytes().decode(errors="replace")
    except OSError:
        return ""
