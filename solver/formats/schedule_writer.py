"""From a `Result` to the JSON object of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from solver.formats.json_text import canonical_sha256
from solver.formats.problem_writer import problem_sha256

if TYPE_CHECKING:
    from solver.problem import Problem
    from solver.result import AccountResult, Fairness, Policy, Result, RunInfo, Tier, Unplaced
    from solver.schedule import Schedule

#: The value of `format`.
SCHEDULE_FORMAT = "equishare/schedule-1"


def document_of_result(problem: Problem, result: Result) -> dict[str, Any]:
    """Return a result as a JSON object with every key of its format."""
    return {
        "format": SCHEDULE_FORMAT,
        "problem": problem.name,
        "problem_sha256": problem_sha256(problem),
        "schedule_sha256": schedule_sha256(result.schedule),
        "status": result.status.value,
        "verified": result.verified,
        "policy": policy_object(result.policy),
        "assignments": assignment_objects(result.schedule),
        "tiers": [tier_object(tier) for tier in result.tiers],
        "accounts": [_account_object(account) for account in result.accounts],
        "fairness": None if result.fairness is None else fairness_object(result.fairness),
        "unplaced": [_unplaced_object(each) for each in result.unplaced],
        "run": run_object(result.run),
        "messages": list(result.messages),
    }


def assignment_objects(schedule: Schedule) -> list[dict[str, int]]:
    """Return the placed parts, sorted by job, task and part."""
    return [
        {"job": a.job, "task": a.task, "part": a.part, "mode": a.mode, "start": a.start, "duration": a.duration}
        for a in schedule.assignments
    ]


def schedule_sha256(schedule: Schedule) -> str:
    """Return the SHA-256, in hexadecimal, of the canonical text of the placed parts, and of nothing else.

    Two runs that found the same plan have the same, however long they took.
    """
    return canonical_sha256(assignment_objects(schedule))


def policy_object(policy: Policy) -> dict[str, Any]:
    """Return the policy with the version of its rules and its price."""
    return {
        "name": policy.name,
        "version": policy.version,
        "epsilon": policy.epsilon,
        "committed": policy.committed,
        "whole_targets": policy.whole_targets,
    }


def tier_object(tier: Tier) -> dict[str, Any]:
    """Return a tier with its proof."""
    return {
        "name": tier.name,
        "value": tier.value,
        "bound": tier.bound,
        "gap": tier.gap,
        "maximised": tier.maximised,
    }


def _account_object(each: AccountResult) -> dict[str, int | None]:
    return {
        "account": each.account,
        "demand": each.demand,
        "granted": each.granted,
        "target": each.target,
        "service_level": each.service_level,
        "poured": each.poured,
        "solo": each.solo,
        "guaranteed": each.guaranteed,
    }


def fairness_object(fairness: Fairness) -> dict[str, Any]:
    """Return how fair a schedule is, with what is proved of its levels."""
    return {
        "levels": [{"value": level.value, "bound": level.bound} for level in fairness.levels],
        "leximin_factor": fairness.leximin_factor,
        "price": fairness.price,
        "price_bound": fairness.price_bound,
        "jain": fairness.jain,
        "envy": fairness.envy,
    }


def _unplaced_object(each: Unplaced) -> dict[str, Any]:
    return {
        "job": each.job,
        "reasons": [{"code": reason.code, "machines": list(reason.machines)} for reason in each.reasons],
    }


def run_object(run: RunInfo) -> dict[str, Any]:
    """Return how a run went."""
    return {
        "seconds": run.seconds,
        "deterministic_time": run.deterministic_time,
        "seed": run.seed,
        "workers": run.workers,
        "engine": run.engine,
        "versions": dict(run.versions),
        "statistics": dict(run.statistics),
    }
