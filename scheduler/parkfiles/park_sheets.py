"""The tables of the park: what it is, who shares it, when people work, which machines there are.

Over 150 lines because it is a table, one paragraph a column.
"""

from __future__ import annotations

from scheduler.parkfiles import rows, values
from scheduler.parkfiles.columns import Column, Sheet, length_column, yes_no_column


def park() -> Sheet:
    """Return the table `park`."""
    columns = (
        Column("name", "园区名称", values.text, "中文名称", "name in Chinese", required=True),
        Column("name_en", "英文名称", values.text, "英文名称", "name in English", default=""),
        Column(
            "holidays",
            "节假日",
            values.region,
            "国家代码，如 CN；无：不放假",
            "country code such as CN; none: no public holidays",
            default="CN",
        ),
    )
    return Sheet("park", "园区", rows.ParkRow, columns)


def tenants() -> Sheet:
    """Return the table `tenants`."""
    columns = (
        Column(
            "id", "企业编号", values.slug, "唯一编号：字母、数字和 -", "unique id: letters, digits, -", required=True
        ),
        Column("name", "企业名称", values.text, "中文名称", "name in Chinese", required=True),
        Column("name_en", "英文名称", values.text, "英文名称", "name in English", default=""),
        Column(
            "share",
            "份额",
            values.whole(1),
            "应得份额，整数；2 是 1 的两倍",
            "entitled share, whole; 2 is twice 1",
            required=True,
        ),
        Column(
            "max_concurrent",
            "同时上限",
            values.whole(1),
            "同时使用设备的上限，空为不限",
            "most machines at once; empty: no limit",
        ),
        yes_no_column("active", "启用", "否：不再接受申请", "no: takes no part", default=True),
    )
    return Sheet("tenants", "企业", rows.TenantRow, columns, unique=("id",), required=True)


def shifts() -> Sheet:
    """Return the table `shifts`."""
    columns = (
        Column(
            "shift",
            "班次",
            values.name,
            "班次名称；同一班次可占多行",
            "name; a shift may take several rows",
            required=True,
        ),
        Column(
            "weekdays",
            "星期",
            values.weekdays,
            "1-5、周一至周五、每天",
            "1-5, Mon-Fri, daily; Monday is 1",
            required=True,
        ),
        Column("start", "开始", values.clock, "当地时间 08:00", "local time, 08:00", required=True),
        Column(
            "end",
            "结束",
            values.clock,
            "不晚于开始则为次日；24:00 为午夜",
            "not after start: on the next day; 24:00 is midnight",
            required=True,
        ),
        yes_no_column(
            "on_holidays",
            "节假日上班",
            "是：法定节假日和调休不影响本班次",
            "yes: public holidays and make-up days change nothing",
            default=False,
        ),
    )
    return Sheet("shifts", "班次", rows.ShiftRow, columns, required=True)


def skills() -> Sheet:
    """Return the table `skills`."""
    columns = (
        Column(
            "skill",
            "技能",
            values.slug,
            "技能编号；同一技能可占多行，人数相加",
            "skill; may take several rows, which add up",
            required=True,
        ),
        Column("name", "技能名称", values.text, "说明", "in words", default=""),
        Column(
            "shift",
            "班次",
            values.name,
            "这些人上班的班次",
            "the shift these people work",
            required=True,
            refers_to="shifts",
        ),
        Column("capacity", "人数", values.whole(0, 100_000), "该班次在岗人数", "people on duty in it", required=True),
    )
    return Sheet("skills", "技能", rows.SkillRow, columns, unique=("skill", "shift"))


def changeovers() -> Sheet:
    """Return the table `changeovers`."""
    columns = (
        Column(
            "changeover",
            "换型表",
            values.name,
            "换型表名称，设备引用它",
            "name of the table that machines refer to",
            required=True,
        ),
        Column("from_family", "从", values.name, "前一件的材料", "family before", required=True),
        Column("to_family", "到", values.name, "后一件的材料", "family after", required=True),
        length_column(
            "setup",
            "换型时间",
            "换型时间，两个方向可不同",
            "setup between them; may differ by direction",
            required=True,
        ),
    )
    return Sheet("changeovers", "换型", rows.ChangeoverRow, columns, unique=("changeover", "from_family", "to_family"))


def machines() -> Sheet:
    """Return the table `machines`."""
    columns = _identity() + _abilities()
    return Sheet("machines", "设备", rows.MachineRow, columns, unique=("id",), required=True)


def _identity() -> tuple[Column, ...]:
    """Return what and where a machine is."""
    return (
        Column(
            "id", "设备编号", values.slug, "唯一编号：字母、数字和 -", "unique id: letters, digits, -", required=True
        ),
        Column("name", "设备名称", values.text, "中文名称", "name in Chinese", required=True),
        Column("name_en", "英文名称", values.text, "英文名称", "name in English", default=""),
        Column(
            "capability",
            "工艺",
            values.name,
            "工艺能力，如 laser-cutting",
            "capability, such as laser-cutting",
            required=True,
        ),
        Column("site", "厂房", values.name, "所在厂房", "workshop", required=True),
        Column("shift", "班次", values.name, "开机班次", "when it is open", required=True, refers_to="shifts"),
    )


def _abilities() -> tuple[Column, ...]:
    """Return what a machine can do, how fast, for whom."""
    return (
        Column(
            "speed",
            "速度",
            values.whole(1, 10_000),
            "标准机的百分比，空为 100",
            "percent of the standard machine; empty: 100",
            default=100,
        ),
        Column(
            "cost_weight",
            "成本权重",
            values.whole(1, 1000),
            "每小时相对标准机的价值，空为 1",
            "worth of an hour against the standard machine; empty: 1",
            default=1,
        ),
        Column("families", "允许材料", values.names, "用 ; 分隔，空为全部", "parted by ;, empty: all", default=()),
        Column("changeover", "换型表", values.name, "换型表名称", "changeover table", refers_to="changeovers"),
        Column("initial_family", "初始材料", values.name, "现在为哪种材料备好", "family it is set up for"),
        length_column("setup", "准备时间", "每件作业前", "before every job", default=values.ZERO),
        length_column("teardown", "收尾时间", "每件作业后", "after every job", default=values.ZERO),
        Column(
            "open_to",
            "开放企业",
            values.slugs,
            "企业编号，用 ; 分隔，空为全部",
            "tenant ids parted by ;, empty: all",
            default=(),
            refers_to="tenants",
        ),
        yes_no_column("active", "启用", "否：不参与排程", "no: takes no part in plans", default=True),
    )


def travel() -> Sheet:
    """Return the table `travel`."""
    columns = (
        Column("from_site", "起点厂房", values.name, "厂房", "site", required=True),
        Column(
            "to_site",
            "终点厂房",
            values.name,
            "厂房；往返相同，只写一行",
            "site; the way back is the same, give one row",
            required=True,
        ),
        length_column("travel", "转运时间", "转运时间", "time to move work", required=True),
    )
    return Sheet("travel", "转运", rows.TravelRow, columns, unique=("from_site", "to_site"))
