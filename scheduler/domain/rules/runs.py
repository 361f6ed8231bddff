"""What may be asked of an optimization run."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.fairness_policy import find_fairness_policy, known_versions
from scheduler.domain.rules.catalogue import check_period
from scheduler.domain.rules.surroundings import Findings
from scheduler.domain.run import RUN_POLICIES

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from scheduler.domain.refusal import Refusal
    from scheduler.domain.run import RunParameters

#: A day; a solve that needs longer wants another problem.
MOST_SECONDS = 86_400
_MOST_TICK_MINUTES = 24 * 60
#: A plan that reaches further is a slip of the pen.
LONGEST_WINDOW = timedelta(days=366)


def check_parameters(parameters: RunParameters) -> tuple[Refusal, ...]:
    """Figures are in range, the policy is known; a window has both ends or neither, lasts, and is no longer than a year."""
    found = Findings()
    seconds, epsilon, tick = parameters.seconds, parameters.epsilon, parameters.tick_minutes
    if seconds is not None and not 0 < seconds <= MOST_SECONDS:
        found.refuse("seconds", "/seconds", f"is {seconds}", f"give more than 0 and at most {MOST_SECONDS}")
    if epsilon is not None and not 0 <= epsilon <= 1:
        found.refuse("epsilon", "/epsilon", f"is {epsilon}", "give 0 to 1, such as 0.02 for two per cent")
    if tick is not None and not 1 <= tick <= _MOST_TICK_MINUTES:
        found.refuse("tick_minutes", "/tick_minutes", f"is {tick}", f"give 1 to {_MOST_TICK_MINUTES}")
    if parameters.policy is not None and parameters.policy not in RUN_POLICIES:
        found.refuse(
            "policy", "/policy", f"is {parameters.policy!r}", f"give one of {', '.join(RUN_POLICIES)}, or none"
        )
    version = parameters.fairness_policy
    if version is not None and find_fairness_policy(version) is None:
        found.refuse("fairness_policy", "/fairness_policy", f"is {version}", f"give one of {known_versions()}, or none")
    if parameters.seed < 0:
        found.refuse("seed", "/seed", f"is {parameters.seed}", "give 0 or more")
    _check_window(parameters, found)
    return tuple(found.refusals)


def _check_window(parameters: RunParameters, found: Findings) -> None:
    start, end = parameters.start, parameters.end
    if parameters.day is not None and start is not None:
        found.refuse("window", "/day", "is given beside a start", "give a day, or start and end")
    if (start is None) != (end is None):
        missing = "start" if start is None else "end"
        found.refuse("window", f"/{missing}", "is missing", "give start and end together, or neither")
    elif start is not None and end is not None:
        found.refusals.extend(check_period(start, end))
        if not found.refusals and end - start > LONGEST_WINDOW:
            told = f"the window is {(end - start).days} days long"
            found.refuse("window", "/end", told, f"give at most {LONGEST_WINDOW.days} days")


def check_not_over(parameters: RunParameters, now: datetime, zone: ZoneInfo) -> tuple[Refusal, ...]:
    """A plan is made of time that is still to come: no day before today, by the clocks of the park, and no window that is over."""
    found = Findings()
    today = now.astimezone(zone).date()
    if parameters.day is not None and parameters.day < today:
        found.refuse("past", "/day", f"{parameters.day} is in the past", f"give {today} or a later day")
    if parameters.end is not None and parameters.end <= now:
        cure = f"give an end after {now.isoformat(timespec='minutes')}"
        found.refuse("past", "/end", f"{parameters.end.isoformat()} is in the past", cure)
    return tuple(found.refusals)
