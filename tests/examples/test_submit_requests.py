"""The example for those who keep their wishes in a spreadsheet, run as they run it."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from equishare_client import Client
from equishare_client.models import NewApiKey, NewMachine, NewTenant
from examples.submit_requests import BadRowError, requests_of, rows_of
from tests.api.parks import OPERATOR_KEY
from tests.api.serving import PATIENCE, served

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = Path("examples/submit_requests.py").resolve()
SHANGHAI = ZoneInfo("Asia/Shanghai")


@contextmanager
def shop(folder: Path) -> Iterator[tuple[str, str, Client]]:
    """Serve a park with two machines; gives its address, and the key and a client of a tenant."""
    with served(folder, f"sqlite:///{folder / 'park.db'}") as (base, _), Client(base, OPERATOR_KEY) as operator:
        for name in ("cut", "mark"):
            operator.machines.create(NewMachine(id=f"{name}-1", name=name, capability=f"laser-{name}"))
        operator.tenants.create(NewTenant(id="ada", name="ada"))
        key = operator.api_keys.create(NewApiKey(name="ERP", role="tenant", tenant_id="ada")).secret
        with Client(base, key) as ada:
            yield base, key, ada


def submit(file: Path, base: str, key: str, *options: str) -> tuple[int, str]:
    """Run the script, and return its exit code and what it said."""
    environment = os.environ | {
        "EQUISHARE_KEY": key,
        "EQUISHARE_URL": base,
        "PYTHONPATH": str(Path.cwd()),
        "PYTHONUTF8": "1",
    }
    command = [sys.executable, str(SCRIPT), str(file), *options]
    done = subprocess.run(
        command, env=environment, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_a_chinese_file_is_submitted_once(tmp_path: Path) -> None:
    """What Excel saves would not be read, a refusal not be told, or a file that is sent twice be booked twice."""
    day = (datetime.now(SHANGHAI) + timedelta(days=5)).strftime("%Y/%m/%d")
    file = tmp_path / "requests.csv"
    lines = [
        "申请号,名称,工艺,设备,时长,最迟完成",
        f"PO-1,支架 40 件,laser-cut,,90,{day} 18:00",
        "PO-1,,,mark-1,30,",
        f"PO-2,门板,laser-dream,,30,{day}",
    ]
    file.write_bytes("\r\n".join([*lines, ",,,,,", ""]).encode("gb18030"))
    with shop(tmp_path) as (base, key, ada):
        code, said = submit(file, base, key, "--dry-run")
        assert (code, said.splitlines()[:2]) == (1, ["PO-1: would pass", "PO-2: refused"])
        assert list(ada.booking_requests.list()) == []
        code, said = submit(file, base, key)
        (request,) = ada.booking_requests.list()
        told = said.splitlines()
        assert (code, told[:2]) == (1, [f"PO-1: queued as {request.id}", "PO-2: refused"])
        assert told[2].startswith("  /operations/0/capability: no machine offers 'laser-dream'; the park offers: ")
        assert submit(file, base, key) == (code, said)
        assert [each.id for each in ada.booking_requests.list()] == [request.id]
    assert (request.title, request.deadline.astimezone(SHANGHAI).strftime("%Y/%m/%d %H:%M")) == (
        "支架 40 件",
        f"{day} 18:00",
    )
    assert [each.duration for each in request.operations] == [timedelta(minutes=90), timedelta(minutes=30)]
    assert request.operations[1].alternatives[0].machine_ids == ("mark-1",)


def test_nobody_there_is_said_in_one_line(tmp_path: Path) -> None:
    """Whoever forgot to start the service would read a traceback."""
    file = tmp_path / "requests.csv"
    file.write_text("request,deadline\nPO-1,2026-12-01 18:00\n", "utf-8")
    code, said = submit(tmp_path / "none.csv", "http://127.0.0.1:9", "es_x")
    assert (code, len(said.splitlines())) == (2, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("request,colour\nPO-1,blue\n", "no such column: colour; there are 申请号 request"),
        ("request,minutes\nPO-1,90\n", "line 2: no deadline"),
        ("request,minutes,deadline\nPO-1,1.5,2026-12-01\n", "line 2: minutes is '1.5'; give whole minutes"),
        ("request,deadline\n\nPO-1,Tuesday\n", "line 3: deadline is 'Tuesday'; give a time such as"),
    ],
)
def test_a_cell_that_nobody_can_read_is_named(text: str, told: str) -> None:
    """Whoever has a hundred rows would have to look for the wrong one."""
    with pytest.raises(BadRowError, match=told):
        list(requests_of(rows_of(text.encode()), SHANGHAI))


def test_times_are_those_of_the_park() -> None:
    """A deadline would be eight hours off; one with an offset of its own keeps it."""
    text = "request,minutes,deadline,due\nPO-1,90,2026-12-01 18:00,2026-12-01T08:00:00+00:00\n"
    (request,) = requests_of(rows_of(text.encode("utf-8-sig")), SHANGHAI)
    assert request.deadline == datetime(2026, 12, 1, 10, tzinfo=UTC)
    assert request.due == datetime(2026, 12, 1, 8, tzinfo=UTC)
