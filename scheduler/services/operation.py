"""How the service is, for whoever runs it: figures of the whole park, none of a tenant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.access import Action
from scheduler.domain.run import ACTIVE_RUNS, RunStatus
from scheduler.domain.webhook import WebhookStatus
from scheduler.services.access import require

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from scheduler.domain.access import Actor
    from scheduler.domain.plan import Schedule
    from scheduler.domain.run import ScheduleRun
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

#: So many of the youngest runs are looked through for the last that is over, and the last that made a plan.
_LOOKED_AT = 50
#: A worker that was silent for so long counts no more, whether or not there is another one to give it up.
_ALIVE = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """One look at the park; None: there is none yet."""

    #: When it was looked at.
    now: datetime
    #: How many runs there are in each status, the finished ones since the park was set up; every status is there.
    runs: Mapping[RunStatus, int]
    #: The youngest run that is over.
    last_run: ScheduleRun | None
    #: The plan of the youngest run that made one, published or not.
    last_plan: Schedule | None
    published: Schedule | None
    #: How many workers have shown a sign of life within the last half minute.
    workers: int
    #: How often a run was taken up again since the park was set up, for the worker that had it was gone.
    taken_over: int
    #: How many webhooks there are in each status; every status is there.
    webhooks: Mapping[WebhookStatus, int]
    #: How many deliveries wait to be tried, for the first time or again; further events wait behind them.
    deliveries_waiting: int


def condition(ctx: Context, actor: Actor) -> Condition:
    """Return how the service is; ForbiddenError."""
    require(actor, Action.SEE_OPERATION)
    with ctx.unit_of_work(read_only=True) as uow:
        counts, youngest = uow.runs.counts(), uow.runs.latest(_LOOKED_AT)
        published, now = uow.schedules.published(), ctx.clock()
        published = uow.schedules.published()
        statuses = [webhook.status for webhook in uow.webhooks.list()]
        return Condition(
            now=now,
            runs={status: counts.get(status, 0) for status in RunStatus},
            last_run=next((run for run in youngest if run.status not in ACTIVE_RUNS), None),
            last_plan=_last_plan(uow, youngest, published),
            published=published,
            workers=sum(now - sign.seen_at < _ALIVE for sign in uow.workers.list()),
            taken_over=uow.runs.taken_over(),
            webhooks={status: statuses.count(status) for status in WebhookStatus},
            deliveries_waiting=uow.deliveries.count_waiting(),
        )


def _last_plan(uow: UnitOfWork, youngest: tuple[ScheduleRun, ...], published: Schedule | None) -> Schedule | None:
    version = next((run.schedule_version for run in youngest if run.schedule_version is not None), None)
    if version is None:
        return None
    return published if published is not None and published.version == version else uow.schedules.get(version)
