"""Precedence: lags between the tasks of a job, with travel between sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.model.edges import task_end, task_start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ortools.sat.python import cp_model

    from solver.model.variables import Decisions, SlotVars
    from solver.problem import Precedence


def add_precedences(decisions: Decisions) -> None:
    """Hold every precedence of every free job that could be placed."""
    for job in decisions.scope.jobs:
        if all(decisions.slots[job, index, 0] for index in range(len(decisions.problem.jobs[job].tasks))):
            for link in decisions.problem.jobs[job].precedences:
                _add_lags(decisions, job, link)
                _add_travel(decisions, job, link)


def _add_lags(decisions: Decisions, job: int, link: Precedence) -> None:
    model, placed = decisions.model, decisions.placed[job]
    end = task_end(decisions, job, link.before)
    start = task_start(decisions, job, link.after)
    model.add(start >= end + link.min_lag).only_enforce_if(placed)
    if link.max_lag is not None:
        model.add(start <= end + link.max_lag).only_enforce_if(placed)
    before, after = (decisions.slots[job, index, 0] for index in (link.before, link.after))
    earliest = sum((s.slot.lo + s.overhead + s.least) * s.present for s in before)
    latest = sum((s.slot.hi - s.overhead - s.least) * s.present for s in after)
    model.add(earliest + link.min_lag * placed <= latest)


def _add_travel(decisions: Decisions, job: int, link: Precedence) -> None:
    """Between every part of the one and every part of the other: lag and the way between their sites."""
    travel = decisions.problem.travel
    if travel is None:
        return
    arrivals = _by_site(decisions, job, link.after)
    for site, departures in _by_site(decisions, job, link.before).items():
        for other, slots in arrivals.items():
            if travel[site][other] > 0:
                least = link.min_lag + travel[site][other]
                _keep_apart(decisions, departures, slots, least)


def _keep_apart(decisions: Decisions, before: Sequence[SlotVars], after: Sequence[SlotVars], least: int) -> None:
    """Ask `least` ticks between the slots of two sites, in as few constraints as their windows need."""
    model = decisions.model
    for first in before:
        for second in after:
            if second.slot.lo < first.slot.hi + least:
                both: list[cp_model.BoolVarT] = [first.present, second.present]
                if (
                    second.slot.hi - second.least - second.overhead
                    < first.slot.lo + first.least + first.overhead + least
                ):
                    model.add_bool_or([~first.present, ~second.present])
                else:
                    model.add(second.start >= first.end + least).only_enforce_if(both)


def _by_site(decisions: Decisions, job: int, index: int) -> Mapping[int, Sequence[SlotVars]]:
    found: dict[int, list[SlotVars]] = {}
    for part in decisions.parts(job, index):
        for s in decisions.slots[job, index, part]:
            found.setdefault(decisions.problem.machines[s.mode.machines[0]].site, []).append(s)
    return found
