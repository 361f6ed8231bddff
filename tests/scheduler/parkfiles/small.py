"""A small park that is right in every cell, as CSV texts; tests change one thing and see what is said."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from scheduler.parkfiles.errors import ParkFault, ParkFileError
from scheduler.parkfiles.read import read_park
from scheduler.parkfiles.values import Context

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.parkfiles.rows import ParkRows

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST_DAY = date(2026, 11, 24)
CONTEXT = Context(zone=SHANGHAI, first_day=FIRST_DAY)

SMALL = {
    "park": "name,holidays\n小园区,CN\n",
    "tenants": "id,name,share,max_concurrent\na,甲公司,2,\nb,乙公司,1,1\n",
    "shifts": "班次,星期,开始,结束,节假日上班\n白班,1-5,08:00,12:00,否\n白班,1-5,13:00,17:30,否\n夜班,周一至周五,22:00,06:00,否\n",
    "skills": "skill,name,shift,capacity\nwelder,持证焊工,白班,2\nwelder,持证焊工,夜班,1\n",
    "changeovers": "changeover,from_family,to_family,setup\ngas,N2,O2,20\ngas,O2,N2,35\n",
    "machines": (
        "设备编号,设备名称,工艺,厂房,班次,速度,换型表,初始材料,准备时间,开放企业\n"
        "cut-1,切割机,laser-cutting,W1,24/7,150,gas,N2,10,\n"
        "cut-2,切割机,laser-cutting,W1,白班,,gas,,,\n"
        "weld-1,焊机,welding,W2,白班,,,,,a;b\n"
    ),
    "travel": "from_site,to_site,travel\nW1,W2,15\n",
    "closures": "start,end,machine,workday,reason\n2026-12-01,2026-12-01,,,停电\n2026-11-28,2026-11-28,,是,调休\n",
    "outages": "machine,start,end,planned,reason\ncut-1,D+2 08:00,D+2 10:00,是,保养\n",
    "requests": (
        "request,tenant,title,priority,earliest_start,due,deadline,step,capability,machines,family,duration,quantity,per_piece,"
        "min_duration,min_part,max_parts,skills,min_lag,max_lag\n"
        "R1,a,支架,加急,D+0 08:00,D+3,D+5,1,laser-cutting,,N2,90,,,,,,,,\n"
        "R1,,,,,,,2,,weld-1,,1:30,,,60,,,welder*2,0:30,8h\n"
        "R2,b,单件,,,,D+4 12:00,,,cut-1;cut-2,O2,,40,1.5,,30,2,,,\n"
    ),
}


def write(folder: Path, **changed: str | None) -> Path:
    """Write the small park with some tables changed, or left out where None."""
    for name, text in (SMALL | changed).items():
        if text is not None:
            (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


def read(folder: Path, **changed: str | None) -> ParkRows:
    """Write the small park with some tables changed, and read it."""
    return read_park(write(folder, **changed), CONTEXT)


def faults(folder: Path, **changed: str | None) -> tuple[ParkFault, ...]:
    """Return the faults of the small park with some tables changed."""
    with pytest.raises(ParkFileError) as caught:
        read(folder, **changed)
    return caught.value.faults
