"""The log and the answers of the program do not meet, and a line of it is one line."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.scheduler.cli.program import ROOT, environment

_PROGRAM = """
import logging
from scheduler.errors import StorageError
from scheduler.logs import configure_logs
import structlog
configure_logs({form!r})
secret = "es_do-not-tell"
log = structlog.get_logger()
try:
    raise ValueError("bad value " + secret)
except ValueError:
    log.exception("run failed", run="run_1", note="托架\\nevent=forged")
    logging.getLogger("library").exception("it said")
try:
    raise StorageError("park.db", "the disk is full", "make room")
except StorageError:
    log.exception("planning worker")
logging.getLogger("library").info("chatter")
logging.getLogger("uvicorn.error").info("running on %s", "http://127.0.0.1:1")
"""


def told(form: str) -> list[str]:
    """Return the lines that a process writes to standard error, which must be all it writes."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(form=form)],
        env=environment(PYTHONIOENCODING="utf-8"),
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_text_is_one_line_for_each_event() -> None:
    """`--json` would print log lines before its object; an error would tell the values that it is about."""
    failed, said, full, running = told("text")
    assert 'level=error event="run failed"' in failed
    assert "run=run_1" in failed
    assert "error=ValueError" in failed
    assert "<string>" in failed
    assert "es_do-not-tell" not in failed + said
    assert 'event="it said"' in said
    assert 'reason="database park.db: the disk is full; make room"' in full
    assert 'level=info event="running on http://127.0.0.1:1"' in running


def test_json_is_one_object_for_each_event() -> None:
    """What collects logs would have to guess where a value ends."""
    failed, said, full, running = (json.loads(line) for line in told("json"))
    assert (failed["event"], failed["run"], failed["note"]) == ("run failed", "run_1", "托架\nevent=forged")
    assert failed["error"] == said["error"] == "ValueError"
    assert full["reason"] == "database park.db: the disk is full; make room"
    assert (running["level"], running["event"]) == ("info", "running on http://127.0.0.1:1")
    assert all(each["timestamp"].endswith("Z") for each in (failed, said, full, running))


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_value_can_begin_a_line(form: str) -> None:
    """Whoever writes a line feed into a name would write lines of the log."""
    assert len(told(form)) == 4
