"""Writes `qilu-park/requests.csv`: two weeks of invented booking requests, the same for the same seed.

Over 150 lines because the products of the park are a table. The other files of the park are kept by hand; the machines and shifts in them
decide how much work is asked for: `LOAD` times the open time of each capability in an ordinary week.

    python examples/make_qilu_park.py
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

from scheduler.domain.calendar import ParkCalendar
from scheduler.domain.machine import round_the_clock
from scheduler.parkfiles.load import load_park_folder
from scheduler.parkfiles.write import csv_text

FOLDER = Path(__file__).resolve().parent / "qilu-park"
SEED = 20260824
ZONE = ZoneInfo("Asia/Shanghai")
#: A Monday with no public holiday near it; only the length of its week matters.
ORDINARY = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
#: Work asked for in the first week against what its machines can do, setups and changeovers not counted.
LOAD = {
    "laser-cutting": 0.95,
    "laser-welding": 0.9,
    "bending": 0.7,
    "laser-marking": 0.5,
    "laser-cleaning": 0.5,
    "coordinate-measuring": 0.95,
    "beam-profiling": 0.9,
    "x-ray": 0.95,
}


@dataclass(frozen=True)
class Step:
    """One operation of a product; minutes are of the standard machine."""

    capability: str
    least: int
    most: int
    family: str = ""
    skills: str = ""
    min_lag: str = ""
    max_lag: str = ""


@dataclass(frozen=True)
class Week:
    """When the requests of a week may start and must end, in days of the plan, and how much is asked for."""

    first: int
    last: int
    end: int
    #: How many chains are tried for.
    chains: int
    #: Standard minutes that are left, by capability.
    room: dict[str, float]


def cut(family: str, least: int = 240, most: int = 720) -> Step:
    """Cut sheets on any cutter that takes the material."""
    return Step("laser-cutting", least, most, family)


def bend(die: str) -> Step:
    """Bend what was cut."""
    return Step("bending", 120, 420, die)


def weld(material: str, least: int = 120, most: int = 480, *, certified: bool = False, within: str = "") -> Step:
    """Weld, some of it by certified welders only, some soon after cleaning."""
    return Step("laser-welding", least, most, material, "welder" if certified else "", max_lag=within)


def clean() -> Step:
    """Take oxide or paint off."""
    return Step("laser-cleaning", 120, 360)


def mark() -> Step:
    """Mark pieces with their numbers."""
    return Step("laser-marking", 60, 225)


def inspect(cooling: str = "") -> Step:
    """Measure; needs an inspector, and pieces that are cold."""
    return Step("coordinate-measuring", 105, 225, skills="inspector", min_lag=cooling)


def xray(least: int = 90, most: int = 300) -> Step:
    """Look into welds; at night, when nobody is near."""
    return Step("x-ray", least, most, skills="ndt")


Row: TypeAlias = dict[str, str]
#: The weight of a product among the requests, the tenants that make it, its steps.
Product: TypeAlias = tuple[int, str, tuple[Step, ...]]
#: What is made, by title.
PRODUCTS: dict[str, Product] = {
    "机柜壳体": (6, "qinglan lanxin dongli", (cut("碳钢-氧气"), bend("V20"), weld("碳钢"), mark(), inspect("1h"))),
    "不锈钢罩壳": (
        5,
        "qinglan ruige lanxin",
        (cut("不锈钢-氮气"), bend("V12"), weld("不锈钢", certified=True), inspect("1h")),
    ),
    "厚板法兰": (8, "tiehe yunfan", (cut("厚板-氧气", 300, 1200), mark())),
    "铝合金托盘": (
        4,
        "dongli yunfan",
        (cut("铝-氮气"), clean(), weld("铝", certified=True, within="24h"), inspect("1h")),
    ),
    "压力容器": (5, "haoyu tiehe", (weld("碳钢", certified=True), xray(), mark())),
    "轨道支架": (5, "yunfan haoyu", (cut("厚板-氧气"), bend("V40"), weld("碳钢"), mark())),
    "紫铜汇流排": (4, "dongli lanxin", (cut("紫铜-氮气", 180, 600), bend("V12"), mark())),
    "钣金下料": (9, "qinglan haoyu tiehe baichuan", (cut("碳钢-氧气", 360, 1140),)),
    "铝板下料": (6, "dongli yunfan", (cut("铝-氮气", 360, 1140),)),
    "样件切割": (4, "qinglan ruige lanxin dongli", (cut("不锈钢-氮气", 60, 150),)),
    "委外焊接": (6, "haoyu yunfan qinglan dongli", (weld("不锈钢", 240, 600),)),
    "样件焊接": (3, "haoyu ruige lanxin dongli", (weld("碳钢", 90, 225),)),
    "折弯加工": (5, "qinglan tiehe", (bend("V20"),)),
    "模具清洗": (6, "baichuan ruige", (clean(),)),
    "刻字打标": (6, "lanxin ruige mingche baichuan", (mark(),)),
    "尺寸检测": (9, "hengzhou baichuan ruige mingche", (inspect(),)),
    "激光器光束检测": (8, "xinghe mingche", (Step("beam-profiling", 120, 210),)),
    "焊缝探伤": (5, "haoyu hengzhou", (xray(120, 420),)),
}


def weekly_minutes() -> dict[str, float]:
    """Return the standard minutes that the machines of each capability can work in an ordinary week."""
    park = load_park_folder(FOLDER, ZONE, first_day=ORDINARY.date(), with_requests=False)
    calendar = ParkCalendar(zone=ZONE, patterns=(*park.shift_patterns, round_the_clock()))
    found: dict[str, float] = {}
    for machine in park.machines:
        windows = calendar.open_intervals(machine.shift_pattern, ORDINARY, ORDINARY + timedelta(days=7))
        minutes = sum((end - start).total_seconds() / 60 for start, end in windows)
        found[machine.capability] = found.get(machine.capability, 0) + minutes * machine.speed_percent / 100
    return found


def draw_week(rng: random.Random, week: Week) -> list[list[Row]]:
    """Draw chains, then single jobs for every capability, until a dozen in a row do not fit into what is left."""
    chains = {title: product for title, product in PRODUCTS.items() if len(product[2]) > 1}
    drawn = draw(rng, chains, week, week.chains)
    for capability in LOAD:
        singles = {t: p for t, p in PRODUCTS.items() if [step.capability for step in p[2]] == [capability]}
        drawn += draw(rng, singles, week, 1000)
    return drawn


def draw(rng: random.Random, products: dict[str, Product], week: Week, most: int) -> list[list[Row]]:
    """Draw requests for some products and take their work off the room of the week."""
    drawn: list[list[Row]] = []
    misses = 0
    while misses < 12 and len(drawn) < most:
        title = rng.choices(list(products), [weight for weight, _, _ in products.values()])[0]
        _, tenants, steps = products[title]
        minutes = [rng.randrange(step.least, step.most + 1, 15) for step in steps]
        work = list(zip(steps, minutes, strict=True))
        if any(week.room[step.capability] < length for step, length in work):
            misses += 1
            continue
        misses = 0
        for step, length in work:
            week.room[step.capability] -= length
        head = {"tenant": rng.choice(tenants.split()), "title": f"{title} {rng.randrange(2, 60)} 件"}
        head |= dates(rng, week, sum(minutes), steps)
        first, *others = (operation(rng, step, length, len(steps)) for step, length in work)
        drawn.append([head | first, *others])
    return drawn


def dates(rng: random.Random, week: Week, minutes: int, steps: tuple[Step, ...]) -> Row:
    """Draw earliest start, due and deadline: long chains start early, and nothing need be done within a weekend."""
    night = any(step.capability == "x-ray" for step in steps)
    days = 1 + minutes // 600 + len(steps)
    start = rng.randint(week.first, max(week.first, min(week.last - 2 * night, week.end - days)))
    deadline = min(start + max(days + rng.randint(0, 3), 5 if night else 3), week.end)
    due = rng.randint(start, deadline - 1)
    cells = {
        "earliest_start": f"D+{start} {rng.choice(('00:00', '08:00', '08:00', '13:00'))}",
        "deadline": f"D+{deadline - 1}",
    }
    if rng.random() < 0.6:
        cells["due"] = f"D+{due} 18:00"
    return cells | {"priority": rng.choices(("", "优先", "加急"), (80, 14, 6))[0]}


def operation(rng: random.Random, step: Step, minutes: int, count: int) -> Row:
    """Return the cells of one operation; some single jobs are flexible, splittable or counted in pieces."""
    cells = {"family": step.family, "skills": step.skills, "min_lag": step.min_lag, "max_lag": step.max_lag}
    cells |= {"capability": step.capability, "duration": str(minutes)}
    if step.capability == "laser-marking" and rng.random() < 0.7:
        cells |= {"duration": "", "quantity": str(minutes * 2), "per_piece": "0.5"}
    elif count == 1 and step.capability in {"beam-profiling", "laser-cleaning"} and rng.random() < 0.5:
        cells["min_duration"] = str(minutes * 2 // 3 // 15 * 15)
    elif count == 1 and step.capability in {"x-ray", "bending"} and minutes >= 180 and rng.random() < 0.5:
        cells |= {"min_part": "60", "max_parts": "3"}
    return cells


def special() -> list[list[Row]]:
    """Return the requests that are there to be seen: two machines at once, a choice of machines, two that can never be placed."""
    beam_head = {
        "tenant": "xinghe",
        "title": "20 kW 切割头光束测试（两台设备同时占用）",
        "earliest_start": "D+1 08:00",
        "deadline": "D+5",
    }
    either = {
        "tenant": "tiehe",
        "title": "指定 15 kW 或 20 kW 切割机",
        "earliest_start": "D+0",
        "deadline": "D+5",
        "priority": "优先",
    }
    too_long = {
        "tenant": "hengzhou",
        "title": "连续测量 14 小时（任何班次都装不下）",
        "earliest_start": "D+0",
        "deadline": "D+10",
    }
    shut = {"tenant": "haoyu", "title": "探伤室停机期间的探伤", "earliest_start": "D+6", "deadline": "D+7"}
    return [
        [beam_head | {"machines": "beam-01 + cut-08", "duration": "120"}],
        [either | {"machines": "cut-07; cut-08", "family": "厚板-氧气", "duration": "720"}],
        [too_long | {"capability": "coordinate-measuring", "duration": "14h", "skills": "inspector"}],
        [shut | {"capability": "x-ray", "duration": "180", "skills": "ndt"}],
    ]


def requests() -> list[Row]:
    """Return all rows, numbered in the order in which requests came in."""
    # Not for secrets: the park must be the same for everybody.
    rng = random.Random(SEED)  # noqa: S311 - the park must be the same for everybody
    capacity = weekly_minutes()
    whole = {name: capacity[name] * load for name, load in LOAD.items()}
    weeks = (
        Week(first=0, last=4, end=7, chains=54, room=dict(whole)),
        Week(first=7, last=10, end=14, chains=12, room={name: minutes * 0.27 for name, minutes in whole.items()}),
    )
    drawn = special() + [request for week in weeks for request in draw_week(rng, week)]
    rng.shuffle(drawn)
    rows = []
    for number, request in enumerate(drawn, start=1):
        for step, cells in enumerate(request, start=1):
            rows.append({"request": f"Q-{number:04}", "step": str(step)} | cells)
    return rows


def main() -> None:
    """Write the file."""
    (FOLDER / "requests.csv").write_text(csv_text("requests", requests()), "utf-8-sig")


if __name__ == "__main__":
    main()
