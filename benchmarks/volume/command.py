"""`python -m benchmarks volume`: the same looks at a new park and at one with years behind it, in milliseconds."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.satnet_park.service import running_service
from benchmarks.soak.rows import tell
from benchmarks.tables import Table
from benchmarks.volume.fill import OPEN, Past, fill, park
from benchmarks.volume.looks import time_lists, time_loading
from scheduler.assembly import open_context
from scheduler.domain.access import system_actor
from scheduler.services import load
from scheduler.settings import Settings

if TYPE_CHECKING:
    import argparse

#: A new park: one page of every list is full.
_NEW = (2 * OPEN, 4 * OPEN)


def run(options: argparse.Namespace) -> int:
    """Measure both and show them beside each other."""
    now = datetime.now(UTC).replace(microsecond=0)
    new, old = Past(*_NEW, now), Past(options.requests, options.changes, now)
    databases = options.database or [None, None]
    before, after = measure(new, databases[0]), measure(old, databases[1])
    rows = tuple(
        (name, f"{before[name]:.1f}", f"{after[name]:.1f}", f"{after[name] / before[name]:.2f}") for name in before
    )
    print(Table(("look", "new ms", "full ms", "times"), rows).markdown())
    ratios = {name: after[name] / before[name] for name in before}
    worst = max(ratios, key=ratios.__getitem__)
    kind = "postgresql" if (databases[0] or "").startswith("postgresql") else "sqlite"
    figures = {"requests": old.requests, "changes": old.changes, "worst": worst, "times": round(ratios[worst], 2)}
    tell(f"volume {kind}", **figures, looks={name: (round(before[name], 1), round(after[name], 1)) for name in before})
    return 0


def measure(past: Past, database: str | None = None) -> dict[str, float]:
    """Make a park with a past, in a new file or an empty database, and return the milliseconds of every look."""
    with tempfile.TemporaryDirectory(prefix="volume-") as folder:
        url = database or f"sqlite:///{Path(folder) / 'park.db'}"
        context = open_context(Settings(database_url=url))
        load.load_park(context, system_actor(), park())
        fill(context.storage, past)
        loading = time_loading(context, past)
        with running_service(Path(folder), url) as service:
            body = {"name": "ERP", "role": "tenant", "tenant_id": "tenant-07"}
            secret = service.operator.post("/v1/api-keys", body).body["secret"]
            keys = {"tenant": secret, "operator": service.operator.key}
            return {"loading of a night": loading, **time_lists(service.operator.base, keys, past)}
