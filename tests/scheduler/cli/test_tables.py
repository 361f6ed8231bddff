"""The tables that commands print."""

from __future__ import annotations

import pytest

from scheduler.commands.output import Output
from scheduler.commands.tables import certificate_table


def _certificate(bound: int) -> dict[str, object]:
    late = {"name": "punctuality", "value": 40, "bound": bound, "gap": (40 - bound) / 40, "maximised": False}
    run = {
        "seconds": 1.0,
        "deterministic_time": 0.5,
        "engine": "inline",
        "workers": 2,
        "seed": 0,
        "versions": {"equishare": "1"},
    }
    return {
        "status": "feasible",
        "verified": True,
        "tiers": [late],
        "size": {},
        "run": run,
        "policy": {"name": "utilization", "version": "1", "epsilon": 0.02},
        "problem_sha256": "0" * 64,
        "schedule_sha256": "1" * 64,
    }


@pytest.mark.parametrize(("bound", "shown"), [(30, "25.00%"), (0, "none proved")])
def test_a_bound_that_proves_nothing_is_called_that(bound: int, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A gap of 100 % would look like a bad plan, where only nothing is known."""
    Output(as_json=False).show(certificate_table(_certificate(bound)))
    said = capsys.readouterr().out
    assert shown in said
    assert "100.00%" not in said
    assert "whole targets" not in said


def test_a_certificate_of_whole_targets_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Targets that no share gives would look like a mistake."""
    policy = {"name": "maxmin", "version": "1", "epsilon": 0.02, "whole_targets": True}
    Output(as_json=False).show(certificate_table(_certificate(30) | {"policy": policy}))
    assert "maxmin 1, 2.00%, whole targets" in capsys.readouterr().out
