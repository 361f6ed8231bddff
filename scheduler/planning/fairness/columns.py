"""The columns of a fairness report: names in two languages and formulas, the same on the screen, over HTTP, in CSV and in workbooks."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of a tenant, or of the park."""

    key: str
    zh: str
    en: str
    #: How it is reckoned.
    formula: str
    formula_zh: str


#: Figures of a tenant.
OF_TENANTS = (
    Column(
        "share",
        "份额",
        "share",
        "w: what the contract says, or the entitlement that holds when the period begins",
        "w：合同份额，或期初有效的应得权益",
    ),
    Column(
        "demand",
        "申请",
        "demand",
        "D: the work of its requests, standard minutes times the worth of the machine",
        "D：申请的工作量，标准分钟乘以设备权重",
    ),
    Column(
        "target",
        "目标",
        "target",
        "T = min(D, solo where known, max(0, lambda * w + o)), with the one lambda for all at which the targets add up to what could be granted; "
        "then rounded to whole requests where the plan says what it was before",
        "T = min(D, 单独可得（已知时）, max(0, λ·w + o))，全体共用的 λ 使目标之和等于可分配的工作量；计划给出取整前目标者，再取整到整项申请",
    ),
    Column(
        "poured",
        "取整前目标",
        "target before rounding",
        "P: T before it was rounded to the nearest sum of whole requests, the smaller of two; the ledger carries the rest. Empty: not rounded",
        "P：取整到最接近的整项申请之和（相等时取较小者）之前的 T，差额由台账结转；空白表示未取整",
    ),
    Column(
        "granted",
        "获批",
        "granted",
        "g: the credited work that was placed; displaced and cancelled reservations do not count",
        "g：已安排的计入工作量，被调整和已取消的时段不计",
    ),
    Column(
        "service_level",
        "服务水平",
        "service level",
        "s = min(10 000, 10 000 * g / T), rounded down; 10 000 where T is 0",
        "s = min(10 000, 10 000·g / T)，向下取整；T 为 0 时取 10 000",
    ),
    Column(
        "balance",
        "余额",
        "balance",
        "o = clamp(w / sum w * sum A - A, -cap, +cap): what the park owed when the period began; A: what the ledger remembers of what it had",
        "o = clamp(w / Σw · ΣA − A, −上限, +上限)：期初园区所欠；A：台账记得的已用工作量",
    ),
    Column(
        "solo",
        "单独可得",
        "solo",
        "the most that it could be given if nobody else asked; empty: not known",
        "其他企业均不申请时最多可得；空白表示未知",
    ),
    Column(
        "guaranteed",
        "按份额可得",
        "by its share alone",
        "min(D, solo where known, w / sum w * capacity), rounded down; who gets less loses by sharing, if solo is known",
        "min(D, 单独可得（已知时）, w / Σw · 产能)，向下取整；单独可得已知而所得低于此数者，因共享而受损",
    ),
)
#: Figures of the park.
OF_THE_PARK = (
    Column("tenants", "企业数", "tenants", "how many tenants the figures are of", "参与的企业数"),
    Column(
        "capacity",
        "产能",
        "capacity",
        "sum over the machines of open minutes * speed * worth of the standard machine",
        "各设备开放分钟 · 速度 · 标准机权重之和",
    ),
    Column("lowest", "最低服务水平", "lowest level", "the least s of all tenants", "全体企业中最低的 s"),
    Column(
        "lowest_bound",
        "最低服务水平的上界",
        "bound of it",
        "no plan has a higher lowest level, proved by the run",
        "任何计划的最低服务水平都不超过此数（运行已证明）",
    ),
    Column(
        "jain",
        "Jain 公平指数",
        "Jain's index",
        "(sum s)^2 / (n * sum s^2): 1 when all are equal",
        "(Σs)² / (n·Σs²)：全部相等时为 1",
    ),
    Column(
        "price",
        "公平的代价",
        "price of fairness",
        "1 - utilization of the plan / utilization of the fullest plan found",
        "1 − 本计划利用率 / 已知最满计划的利用率",
    ),
    Column(
        "price_bound",
        "代价的上界",
        "bound of it",
        "1 - utilization of the plan / the proven bound of utilization",
        "1 − 本计划利用率 / 已证明的利用率上界",
    ),
    Column(
        "leximin_factor",
        "字典序因子",
        "leximin factor",
        "the levels, sorted from the lowest, are within this factor of the best that any plan has, proved by the run",
        "由低到高排列的服务水平与最优之比不低于此因子（运行已证明）",
    ),
    Column(
        "envy",
        "羡慕数",
        "envy",
        "how often a tenant would rather have what another one got, by its share",
        "按份额折算后，企业更愿得到他人所得的次数",
    ),
)
#: Formula by column, for programs.
FORMULAS = MappingProxyType({column.key: column.formula for column in (*OF_TENANTS, *OF_THE_PARK)})
