"""The tables of the calendar and of what is wanted: closures, outages, booking requests.

Over 150 lines because it is a table, one paragraph a column.
"""

from __future__ import annotations

from scheduler.parkfiles import rows, values
from scheduler.parkfiles.columns import Column, Sheet, length_column, yes_no_column
from scheduler.parkfiles.moments import end_moment, moment


def closures() -> Sheet:
    """Return the table `closures`."""
    columns = (
        Column(
            "start",
            "开始",
            moment,
            "当地时间；只写日期为当日 00:00；D+2 为计划第 3 天",
            "local time; a date means its 00:00; D+2 is the plan's third day",
            required=True,
        ),
        Column("end", "结束", end_moment, "只写日期为当日 24:00", "a date means its 24:00", required=True),
        Column("machine", "设备", values.slug, "空为全园区", "empty: the whole park", refers_to="machines"),
        yes_no_column(
            "workday",
            "上班",
            "是：这些日期照常上班，优先于节假日",
            "yes: these dates are worked, over public holidays",
            default=False,
        ),
        Column("reason", "原因", values.text, "原因", "why", default=""),
    )
    return Sheet("closures", "停工", rows.ClosureRow, columns)


def outages() -> Sheet:
    """Return the table `outages`."""
    columns = (
        Column("machine", "设备", values.slug, "设备编号", "machine id", required=True, refers_to="machines"),
        Column(
            "start",
            "开始",
            moment,
            "当地时间；D+2 08:00 为计划第 3 天",
            "local time; D+2 08:00 is on the plan's third day",
            required=True,
        ),
        Column("end", "结束", end_moment, "只写日期为当日 24:00", "a date means its 24:00", required=True),
        yes_no_column("planned", "计划内", "是：保养；否：故障", "yes: maintenance; no: breakdown", default=True),
        Column("reason", "原因", values.text, "原因", "why", default=""),
    )
    return Sheet("outages", "停机", rows.OutageRow, columns)


def requests() -> Sheet:
    """Return the table `requests`."""
    return Sheet(
        "requests",
        "申请",
        rows.RequestRow,
        _request_columns() + _operation_columns() + _leeway_columns(),
        unique=("request", "step"),
    )


def _request_columns() -> tuple[Column, ...]:
    """Return the columns that belong to the whole request."""
    return (
        Column(
            "request",
            "申请号",
            values.name,
            "同一申请号的各行是各道工序",
            "rows of one number are its operations",
            required=True,
        ),
        Column(
            "tenant", "企业", values.slug, "企业编号，写在第一行", "tenant id, in the first row", refers_to="tenants"
        ),
        Column("title", "名称", values.text, "做什么，写在第一行", "what it is, in the first row", default=""),
        Column(
            "priority",
            "优先级",
            values.priority,
            "普通、优先、加急；空为普通",
            "normal, high, urgent; empty: normal",
            choices=values.PRIORITIES_ZH,
        ),
        Column("earliest_start", "最早开始", moment, "当地时间或 D+0", "local time or D+0"),
        Column("due", "交期", end_moment, "最好在此之前完成", "wanted by"),
        Column("deadline", "最迟完成", end_moment, "此后无用", "of no use after"),
    )


def _operation_columns() -> tuple[Column, ...]:
    """Return what an operation is: its machines, family and length."""
    return (
        Column("step", "工序", values.whole(1, 1000), "顺序号，空为 1", "order in the request; empty: 1", default=1),
        Column(
            "capability",
            "工艺",
            values.name,
            "有此工艺的任一设备；与设备二选一",
            "any machine with it; or give machines",
        ),
        Column(
            "machines",
            "设备",
            values.machine_sets,
            "可选设备：a; b；同时占用：a + b",
            "alternatives: a; b; both at once: a + b",
            default=(),
            refers_to="machines",
        ),
        Column("family", "材料", values.name, "材料或气体，决定换型", "material or gas, decides changeovers"),
        length_column(
            "duration",
            "时长",
            "标准机上的加工时间；或写数量",
            "processing on the standard machine; or give a quantity",
            least=1,
        ),
        Column("quantity", "数量", values.whole(1), "件数，须写单件时间", "pieces; needs per piece"),
        length_column("per_piece", "单件时间", "每件分钟，可为小数", "minutes a piece, may be a decimal"),
    )


def _leeway_columns() -> tuple[Column, ...]:
    """Return how an operation may be bent, what it needs beside a machine, and when it follows the one before."""
    return (
        length_column("min_duration", "最短时长", "弹性预约：至少给多少", "flexible: at least this much", least=1),
        length_column("min_part", "最短分段", "可拆分：每段至少", "splittable: least part", least=1),
        Column("max_parts", "最多分段", values.whole(2, 100), "可拆分：最多几段", "splittable: most parts"),
        length_column("setup", "准备时间", "空为设备的准备时间", "empty: the machine's"),
        length_column("teardown", "收尾时间", "空为设备的收尾时间", "empty: the machine's"),
        Column(
            "skills",
            "技能",
            values.needs,
            "技能，可加人数：a; b*2",
            "skills, with how many: a; b*2",
            default=(),
            refers_to="skills",
        ),
        length_column("min_lag", "最短间隔", "距上道工序结束至少", "least time after the step before"),
        length_column("max_lag", "最长间隔", "距上道工序结束至多", "most time after the step before"),
    )
