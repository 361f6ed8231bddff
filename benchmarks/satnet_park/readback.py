"""From the reservations of a published schedule, as HTTP shows them, back to tracks of the week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from benchmarks.errors import BenchmarkError
from benchmarks.satnet.solution import Track

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from benchmarks.satnet.data import Week
    from benchmarks.satnet_park.bodies import Shift


def tracks_of(reservations: Iterable[Mapping[str, Any]], week: Week, shift: Shift) -> tuple[Track, ...]:
    """Return the tracks that the reservations are.

    Raises
    ------
    BenchmarkError
        if a reservation names a request or a machine that is none of the week's.
    """
    requests = {request.track_id: request for request in week.requests}
    antennas = {antenna.lower(): antenna for antenna in week.antennas}
    found: list[Track] = []
    for row in reservations:
        reference = row["external_reference"]
        if reference not in requests or not set(row["machine_ids"]) <= set(antennas):
            raise BenchmarkError(f"a reservation of {reference!r} on {row['machine_ids']} is none of {week.name}")
        request = requests[reference]
        on, off = shift.back(row["processing_start"]), shift.back(row["processing_end"])
        found.append(
            Track(
                resource="_".join(sorted(antennas[machine] for machine in row["machine_ids"])),
                # What the park holds round the processing is setup and teardown, rounded up to its ticks.
                start=max(shift.back(row["start"]), on - request.setup),
                on=on,
                off=off,
                end=min(shift.back(row["end"]), off + request.teardown),
                track_id=reference,
            )
        )
    return tuple(sorted(found))
