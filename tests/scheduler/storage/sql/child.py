"""Another process that works on the same database: `python -m tests.scheduler.storage.sql.child DEED URL NAME`.

It says on standard output what it has done, and waits on standard input for its turn.
"""

from __future__ import annotations

import sys

from scheduler.errors import OverlapError
from tests.scheduler.builders import make_reservation
from tests.scheduler.storage.sql.parks import opened
from tests.scheduler.storage.values import make_request


def say(line: str) -> None:
    """Tell the parent at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def make(url: str, _: str) -> None:
    """Open the park, which makes it where it is not there, when told so."""
    say("ready")
    sys.stdin.readline()
    with opened(url):
        say("opened")


def race(url: str, name: str) -> None:
    """Try for each of twenty slots, and say which ones were won."""
    with opened(url) as storage:
        say("ready")
        sys.stdin.readline()
        for number in range(20):
            try:
                with storage.unit_of_work() as uow:
                    # Those of the others begin within this one, or this one within theirs.
                    uow.reservations.add(make_reservation(f"rs_{name}_{number}", 2 * number + int(name) / 10, 1))
                    uow.commit()
            except OverlapError:
                continue
            say(str(number))


def break_off(url: str, _: str) -> None:
    """Write more than a database keeps in memory, and never commit."""
    with opened(url) as storage, storage.unit_of_work() as uow:
        for number in range(400):
            uow.booking_requests.add(make_request(f"br_lost_{number}", title="x" * 10_000))
        say("written")
        sys.stdin.readline()


def go_on(url: str, _: str) -> None:
    """Commit a request with its reservation, say so, and begin anew, for ever."""
    with opened(url) as storage:
        number = 0
        while True:
            key = f"br_{number:06}"
            with storage.unit_of_work() as uow:
                uow.booking_requests.add(make_request(key))
                uow.reservations.add(make_reservation(f"rs_{number:06}", number, 1, request_id=key))
                uow.commit()
            say(key)
            number += 1


if __name__ == "__main__":
    deed, where, who = sys.argv[1:]
    {"make": make, "race": race, "break_off": break_off, "go_on": go_on}[deed](where, who)
