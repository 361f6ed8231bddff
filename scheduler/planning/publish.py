"""The end of a run that has a plan: stored, published where that was asked and still right, and completed, all in one transaction.

So there is no half night: whoever dies before the commit leaves everything as it was, and the run is taken up by another. What stands
in the way of publication is told, and the plan stays a draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.errors import ConflictError, LostRunError, OverlapError
from scheduler.services import runs, schedules
from scheduler.services.publication import publish_in

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.plan import ScheduleDraft, Window
    from scheduler.domain.run import Claim, ScheduleRun
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a run has to hand over."""

    claim: Claim
    draft: ScheduleDraft
    solver_status: str
    #: Number of the plan that was published when the run looked at the park; None: there was none.
    based_on: int | None
    #: What the solver has to say, for people.
    told: tuple[str, ...] = ()


def hand_over(context: Context, outcome: Outcome, *, publish: bool) -> ScheduleRun:
    """Store a plan, publish it where `publish` says so and nothing stands in the way, and complete its run.

    Raises
    ------
    LostRunError
        When the run was taken from this worker; then nothing is stored.
    """
    if publish:
        try:
            return _hand_over(context, outcome, publish=True)
        except LostRunError:
            raise
        except (ConflictError, OverlapError) as error:
            return _hand_over(context, outcome, why_draft=str(error))
    return _hand_over(context, outcome)


def _hand_over(context: Context, outcome: Outcome, *, publish: bool = False, why_draft: str = "") -> ScheduleRun:
    with context.unit_of_work() as uow:
        inside = context.within(uow)
        # Before all else: of a worker that comes too late not even the draft is wanted.
        runs.held(uow, outcome.claim)
        version = schedules.store_draft(inside, outcome.draft).version
        if publish:
            _check_based_on(uow, outcome.based_on)
            _check_in_time(outcome.draft.window, context.clock())
            publish_in(inside, uow, version)
        why = (_kept_back(uow, version, why_draft),) if why_draft else ()
        message = "; ".join((*outcome.told, *why))
        ended = runs.complete(
            inside, outcome.claim, solver_status=outcome.solver_status, schedule_version=version, message=message
        )
        uow.commit()
    return ended


def _check_based_on(uow: UnitOfWork, based_on: int | None) -> None:
    """Refuse to supersede a plan that the run did not know of: two runs for one night cannot both be published."""
    published = uow.schedules.published()
    if published is not None and published.version != based_on:
        raise ConflictError(
            "superseded_meanwhile", f"plan {published.version} was published while it was made", "run a new plan"
        )


def _check_in_time(window: Window, now: datetime) -> None:
    """Refuse what was to be there before the first moment that it plans."""
    if now > window.frozen_until:
        told = f"it was there at {now.isoformat(timespec='seconds')}, after {window.frozen_until.isoformat()} from when on it plans"
        raise ConflictError("late", told, "run a new plan")


def _kept_back(uow: UnitOfWork, version: int, why: str) -> str:
    published = uow.schedules.published()
    stays = "no plan is published" if published is None else f"plan {published.version} stays published"
    return f"plan {version} is stored as a draft, not published: {why}; {stays}"
