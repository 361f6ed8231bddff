"""What the figures of a tenant say, in words; nothing in them is about another tenant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.planning.reasons import CHINESE, words_for
from solver.fairness import FULL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.planning.fairness.figures import TenantFairness


@dataclass(frozen=True, slots=True)
class Words:
    """One statement in the two languages of the park."""

    en: str
    zh: str


def in_words(row: TenantFairness) -> Words:
    """Return what a tenant got of what it should have got, and why it is not more."""
    said = [_level(row), *_rounded(row), *_more(row)]
    return Words("; ".join(words.en for words in said), "；".join(words.zh for words in said))


def _level(row: TenantFairness) -> Words:
    asked, got, aim = (_hours(minutes) for minutes in (row.demand, row.granted, row.target))
    if not row.demand:
        return _nothing_asked(row)
    if row.granted >= row.demand:
        return Words(f"got all of the {asked} h it asked for", f"申请的 {asked} 小时全部获批")
    if row.service_level >= FULL:
        more = row.granted > row.target
        return Words(
            f"got {got} h, {'more than' if more else 'all of'} its target of {aim} h; it asked for {asked} h",
            f"申请 {asked} 小时，获批 {got} 小时，{'超过' if more else '达到'}目标 {aim} 小时",
        )
    part, why = f"{row.service_level / 100:.1f} %", _because(row)
    return Words(
        f"got {part} of its target, {got} of {aim} h, because {why.en}",
        f"获批 {got} 小时，为目标 {aim} 小时的 {part}，原因：{why.zh}",
    )


def _nothing_asked(row: TenantFairness) -> Words:
    if not row.reasons:
        return Words("asked for nothing, so nothing was due", "没有申请，因此没有应得机时")
    why = _because(row)
    return Words(f"asked for nothing that could be planned: {why.en}", f"申请均无法排入计划：{why.zh}")


def _because(row: TenantFairness) -> Words:
    """Return why requests found no room, with their number."""
    if not row.reasons:
        return Words(
            "the plan places none of its other work; no reason was recorded", "计划未安排其余工作，未记录具体原因"
        )
    english = "; ".join(
        f"{count} {'request' if count == 1 else 'requests'} found no place: {_english(code)}"
        for code, count in row.reasons
    )
    chinese = "；".join(f"{count} 项申请未能排入（{CHINESE.get(code, code)}）" for code, count in row.reasons)
    return Words(english, chinese)


def _english(code: str) -> str:
    try:
        return words_for(code)
    except KeyError:
        return code


def _rounded(row: TenantFairness) -> Iterator[Words]:
    """Yield how the target was rounded, and why, where that can be seen in the hours that are told."""
    if row.demand and row.poured is not None and _hours(row.poured) != _hours(row.target):
        before, after, up = _hours(row.poured), _hours(row.target), row.target > row.poured
        yield Words(
            f"its target was rounded {'up' if up else 'down'} from {before} to {after} h, the nearest that whole requests can give, "
            "and the ledger carries the rest",
            f"目标由 {before} 小时{'上调' if up else '下调'}取整为 {after} 小时（整项申请所能达到的最接近值），差额由台账结转",
        )


def _more(row: TenantFairness) -> Iterator[Words]:
    """Yield what else bears on it: the nights before, and what its share alone would have given it."""
    if row.demand and row.balance > 0:
        hours = _hours(row.balance)
        yield Words(
            f"the park owed it {hours} h from before, which came first", f"此前园区欠其 {hours} 小时，已优先计入"
        )
    if row.demand and row.balance < 0:
        hours = _hours(-row.balance)
        yield Words(
            f"it had had {hours} h more than its share before, which was taken off", f"此前多用 {hours} 小时，已扣减"
        )
    if row.gains_by_sharing is False:
        hours = _hours(row.guaranteed)
        yield Words(
            f"that is less than the {hours} h that its share alone would give it", f"低于按份额可得的 {hours} 小时"
        )


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.1f}"
