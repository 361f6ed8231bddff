"""The reasons why a request found no room, in words for people."""

from __future__ import annotations

from types import MappingProxyType

from solver.explain import REASONS

#: Codes of requests that never came before the solver; the others are the solver's own.
SET_ASIDE = MappingProxyType(
    {
        "deadline_passed": "no time is left between its earliest start and its deadline",
        "no_machine": "no machine in service can do one of its operations for this tenant",
        "no_people": "an operation needs a skill that nobody has",
        "off_grid": "its times between operations cannot be kept in steps of this plan; plan with shorter ticks",
    }
)
#: The same codes in Chinese, as the glossary has them.
CHINESE = MappingProxyType(
    {
        "deadline_passed": "期限已过",
        "no_machine": "无可用设备",
        "no_people": "无合格人员",
        "off_grid": "时间粒度过粗",
        "no_machine_window": "无足够长的开机时段",
        "mode_window": "自选时间与开机时段不合",
        "deadline_too_tight": "期限过紧",
        "pool_too_small": "人员总数不足",
        "no_room_before_deadline": "期限前已满",
        "pool_full": "人员已占满",
        "room_left": "尚有余位",
        "no_room_for_changeover": "换型时间不够",
        "no_room_for_chain": "工序链排不下",
    }
)


def words_for(code: str) -> str:
    """Return a code in words; KeyError for a code that nobody gives."""
    return SET_ASIDE[code] if code in SET_ASIDE else REASONS[code]
