"""Submits the booking requests of a CSV file, such as Excel saves, and prints what became of each.

Over 150 lines because whoever copies it wants one file.

    EQUISHARE_KEY=es_... python examples/submit_requests.py requests.csv --dry-run

One row for each operation; rows with one number are the operations of one request, in their order. Headers in English or Chinese, the file
in UTF-8 or GB18030. Times are those of the park's clock. The same file sent again books nothing twice.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import os
import sys
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from equishare_client import Client, EquishareError
from equishare_client.models import Alternative, Fault, NewBookingRequest, Operation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: What the columns are called in Chinese; those of the park files.
COLUMNS = {
    "申请号": "request",
    "名称": "title",
    "最早开始": "earliest_start",
    "交期": "due",
    "最迟完成": "deadline",
    "工艺": "capability",
    "设备": "machine",
    "材料": "family",
    "时长": "minutes",
    "最短时长": "least_minutes",
}
#: As many requests as go into one call.
MOST = 1000


class BadRowError(Exception):
    """A cell that nobody can read."""


def rows_of(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a file by their columns in English, each with the number of its line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [COLUMNS.get(name.strip(), name.strip()) for name in next(reader, [])]
    if unknown := sorted(set(header) - set(COLUMNS.values())):
        known = ", ".join(f"{chinese} {english}" for chinese, english in COLUMNS.items())
        raise BadRowError(f"no such column: {', '.join(unknown)}; there are {known}")
    found = ({name: cell.strip() for name, cell in zip(header, row, strict=False)} for row in reader)
    return [{**row, "line": str(number)} for number, row in enumerate(found, start=2) if any(row.values())]


def requests_of(rows: Iterable[dict[str, str]], zone: ZoneInfo) -> Iterator[NewBookingRequest]:
    """Yield a request for each number; what holds for all of it stands in its first row."""
    for number, group in groupby(rows, key=lambda row: row.get("request", "")):
        steps = list(group)
        first = steps[0]
        deadline = _moment(first, "deadline", zone)
        if deadline is None:
            raise BadRowError(f"line {first['line']}: no deadline (最迟完成); give one such as 2026-12-01 18:00")
        yield NewBookingRequest(
            external_reference=number,
            title=first.get("title", ""),
            operations=tuple(_operation(row) for row in steps),
            earliest_start=_moment(first, "earliest_start", zone),
            due=_moment(first, "due", zone),
            deadline=deadline,
        )


def _operation(row: dict[str, str]) -> Operation:
    machine = row.get("machine")
    return Operation(
        capability=None if machine else row.get("capability") or None,
        alternatives=(Alternative(machine_ids=(machine,)),) if machine else (),
        family=row.get("family") or None,
        duration=_minutes(row, "minutes"),
        min_duration=_minutes(row, "least_minutes"),
    )


def _minutes(row: dict[str, str], column: str) -> timedelta | None:
    cell = row.get(column)
    if not cell:
        return None
    if not cell.isdecimal():
        raise BadRowError(f"line {row['line']}: {column} is {cell!r}; give whole minutes, such as 90")
    return timedelta(minutes=int(cell))


def _moment(row: dict[str, str], column: str, zone: ZoneInfo) -> datetime | None:
    cell = row.get(column)
    if not cell:
        return None
    try:
        moment = datetime.fromisoformat(cell.replace("/", "-"))
    except ValueError:
        raise BadRowError(f"line {row['line']}: {column} is {cell!r}; give a time such as 2026-12-01 18:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def verdicts(
    park: Client, requests: Sequence[NewBookingRequest], name: str, *, dry_run: bool
) -> Iterator[tuple[NewBookingRequest, str, tuple[Fault, ...]]]:
    """Yield each request with what became of it: its id, or the rules that it breaks."""
    if dry_run:
        for request in requests:
            yield request, "would pass", park.booking_requests.validate(request).errors
        return
    for start in range(0, len(requests), MOST):
        part = requests[start : start + MOST]
        outcome = park.booking_requests.create_each(part, idempotency_key=f"{name}-{start}")
        for request, result in zip(part, outcome.items, strict=True):
            taken = result.request
            yield request, f"{taken.status} as {taken.id}" if taken else "", result.errors


def main(arguments: Sequence[str] | None = None) -> int:
    """Submit a file; return 1 if anything was refused, 2 if it could not be read or sent."""
    parser = argparse.ArgumentParser(description="Submit booking requests from a CSV file.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--url", default=os.environ.get("EQUISHARE_URL", "http://127.0.0.1:8000"))
    parser.add_argument("--dry-run", action="store_true", help="ask for the verdicts, book nothing")
    options = parser.parse_args(arguments)
    refused = 0
    try:
        content = options.file.read_bytes()
        name = hashlib.sha256(content).hexdigest()[:32]
        with Client(options.url, os.environ.get("EQUISHARE_KEY", "")) as park:
            requests = list(requests_of(rows_of(content), ZoneInfo(park.park.get().zone)))
            for request, word, errors in verdicts(park, requests, name, dry_run=options.dry_run):
                refused += bool(errors)
                print(f"{request.external_reference}: {'refused' if errors else word}")
                for each in errors:
                    print(f"  {each.pointer}: {each.message}; {each.cure}")
    except (BadRowError, EquishareError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
