"""What figures say in words, for every way a night can go."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.planning.fairness.figures import TenantFairness
from scheduler.planning.fairness.words import in_words
from scheduler.planning.reasons import CHINESE, SET_ASIDE
from solver.explain import REASONS


def row(**facts: Any) -> TenantFairness:
    """Return a tenant that asked for ten hours, should have got five, and got them."""
    usual: dict[str, Any] = {
        "tenant_id": "ada",
        "name": "Ada",
        "share": 1,
        "demand": 600,
        "target": 300,
        "granted": 300,
        "service_level": 10_000,
        "balance": 0,
        "guaranteed": 0,
    }
    return TenantFairness(**usual | facts)


FULL = (("no_room_before_deadline", 3), ("no_machine", 1))


@pytest.mark.parametrize(
    ("facts", "en", "zh"),
    [
        (
            {},
            "got 5.0 h, all of its target of 5.0 h; it asked for 10.0 h",
            "申请 10.0 小时，获批 5.0 小时，达到目标 5.0 小时",
        ),
        (
            {"granted": 420, "guaranteed": 500},
            "got 7.0 h, more than its target of 5.0 h; it asked for 10.0 h",
            "申请 10.0 小时，获批 7.0 小时，超过目标 5.0 小时",
        ),
        ({"granted": 600}, "got all of the 10.0 h it asked for", "申请的 10.0 小时全部获批"),
        (
            {"granted": 276, "service_level": 9_200, "reasons": FULL},
            (
                "got 92.0 % of its target, 4.6 of 5.0 h, because 3 requests found no place: every machine that could do it is held by others "
                "whenever it could run; 1 request found no place: no machine in service can do one of its operations for this tenant"
            ),
            "获批 4.6 小时，为目标 5.0 小时的 92.0 %，原因：3 项申请未能排入（期限前已满）；1 项申请未能排入（无可用设备）",
        ),
        (
            {"granted": 0, "service_level": 0},
            "got 0.0 % of its target, 0.0 of 5.0 h, because the plan places none of its other work; no reason was recorded",
            "获批 0.0 小时，为目标 5.0 小时的 0.0 %，原因：计划未安排其余工作，未记录具体原因",
        ),
        (
            {"demand": 0, "target": 0, "granted": 0, "balance": 600},
            "asked for nothing, so nothing was due",
            "没有申请，因此没有应得机时",
        ),
        (
            {"demand": 0, "target": 0, "granted": 0, "reasons": (("no_people", 2),)},
            "asked for nothing that could be planned: 2 requests found no place: an operation needs a skill that nobody has",
            "申请均无法排入计划：2 项申请未能排入（无合格人员）",
        ),
        (
            {"granted": 600, "balance": 90, "guaranteed": 660, "solo": 700},
            (
                "got all of the 10.0 h it asked for; the park owed it 1.5 h from before, which came first; "
                "that is less than the 11.0 h that its share alone would give it"
            ),
            "申请的 10.0 小时全部获批；此前园区欠其 1.5 小时，已优先计入；低于按份额可得的 11.0 小时",
        ),
        (
            {"granted": 600, "balance": -60},
            "got all of the 10.0 h it asked for; it had had 1.0 h more than its share before, which was taken off",
            "申请的 10.0 小时全部获批；此前多用 1.0 小时，已扣减",
        ),
        (
            {"target": 480, "granted": 480, "poured": 300},
            (
                "got 8.0 h, all of its target of 8.0 h; it asked for 10.0 h; its target was rounded up from 5.0 to 8.0 h, the nearest that "
                "whole requests can give, and the ledger carries the rest"
            ),
            (
                "申请 10.0 小时，获批 8.0 小时，达到目标 8.0 小时；目标由 5.0 小时上调取整为 8.0 小时（整项申请所能达到的最接近值），差额由台账结转"
            ),
        ),
        (
            {"target": 0, "granted": 0, "poured": 90},
            (
                "got 0.0 h, all of its target of 0.0 h; it asked for 10.0 h; its target was rounded down from 1.5 to 0.0 h, the nearest that "
                "whole requests can give, and the ledger carries the rest"
            ),
            (
                "申请 10.0 小时，获批 0.0 小时，达到目标 0.0 小时；目标由 1.5 小时下调取整为 0.0 小时（整项申请所能达到的最接近值），差额由台账结转"
            ),
        ),
        (
            {"poured": 301},
            "got 5.0 h, all of its target of 5.0 h; it asked for 10.0 h",
            "申请 10.0 小时，获批 5.0 小时，达到目标 5.0 小时",
        ),
    ],
)
def test_what_is_said(facts: dict[str, Any], en: str, zh: str) -> None:
    """A tenant would be told a figure and not what it means."""
    words = in_words(row(**facts))
    assert (words.en, words.zh) == (en, zh)


def test_a_code_that_is_not_known_is_said_as_it_is() -> None:
    """A plan of a newer program would end the report with an error."""
    words = in_words(row(granted=1, service_level=33, reasons=(("tomorrow", 1),)))
    assert "1 request found no place: tomorrow" in words.en
    assert "tomorrow" in words.zh


def test_every_reason_has_its_chinese() -> None:
    """People of the park would read a code."""
    assert set(CHINESE) == {*SET_ASIDE, *REASONS}
