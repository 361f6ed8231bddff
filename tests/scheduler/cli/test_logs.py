"""The log and the answers of the program do not meet."""

from __future__ import annotations

import subprocess
import sys

from tests.scheduler.cli.program import ROOT, environment

_PROGRAM = """
from scheduler.logs import configure_logs
import structlog
configure_logs()
secret = "es_do-not-tell"
try:
    secret / 0
except TypeError:
    structlog.get_logger().exception("run failed", run="run_1")
"""


def test_the_log_goes_to_standard_error_with_a_plain_traceback() -> None:
    """`--json` would print log lines before its object, and a traceback the values of variables, keys among them."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], env=environment(), cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    assert "event=run failed run=run_1" in done.stderr
    assert "TypeError" in done.stderr
    assert "es_do-not-tell" not in done.stderr.replace('secret = "es_do-not-tell"', "")
