"""What a run hands out as its proof, in JSON values and the names of the park."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from solver.files import problem_sha256, schedule_sha256
from solver.formats.schedule_writer import fairness_object, policy_object, run_object, tier_object

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.planning.translate.translation import Translation
    from solver.result import Result


def to_certificate(translation: Translation, result: Result, violations: Sequence[object] = ()) -> dict[str, Any]:
    """Return the certificate of a result: status, tiers with bounds, tenants, how it ran, hashes, and the referee's verdict.

    `violations` are what `solver.verify` found; empty: the schedule holds. Figures of tenants are in cost ticks, those of the utilization tier in cost ticks times weights of priority.
    """
    problem = translation.problem
    return {
        "status": result.status.value,
        "verified": not violations,
        "violations": [str(violation) for violation in violations],
        "policy": policy_object(result.policy),
        "fairness_policy": translation.fairness.version,
        "tick_minutes": problem.tick_minutes,
        "window": _window(translation),
        "size": _size(translation, result),
        "tiers": [tier_object(tier) for tier in result.tiers],
        "tenants": _tenants(translation, result),
        "fairness": None if result.fairness is None else fairness_object(result.fairness),
        "run": run_object(result.run),
        "problem_sha256": problem_sha256(problem),
        "schedule_sha256": schedule_sha256(result.schedule),
        "messages": list(result.messages),
    }


def _window(translation: Translation) -> dict[str, str]:
    window = translation.window
    return {
        "start": window.start.isoformat(),
        "end": window.end.isoformat(),
        "frozen_until": window.frozen_until.isoformat(),
    }


def _size(translation: Translation, result: Result) -> dict[str, int]:
    problem = translation.problem
    return {
        "machines": len(problem.machines),
        "requests": len(problem.jobs) + len(translation.set_aside),
        "operations": sum(len(job.tasks) for job in problem.jobs),
        "placed": len(result.schedule.by_job),
        "set_aside": len(translation.set_aside),
        "held": len(translation.held),
    }


def _tenants(translation: Translation, result: Result) -> list[dict[str, Any]]:
    return [
        {
            "tenant_id": translation.tenants[each.account],
            "share": translation.problem.accounts[each.account].share,
            "balance": translation.problem.accounts[each.account].balance,
            "demand": each.demand,
            "granted": each.granted,
            "target": each.target,
            "service_level": each.service_level,
            "poured": each.poured,
            "solo": each.solo,
            "guaranteed": each.guaranteed,
        }
        for each in result.accounts
    ]
