"""The demonstration, and the commands on a park, with the example park."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from tests.scheduler.cli.program import call

if TYPE_CHECKING:
    import pytest


def test_the_demonstration_ends_with_a_published_plan_and_what_comes_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first thing that a newcomer types would not work."""
    monkeypatch.setenv("EQUISHARE_ENGINE", "inline")
    ended = call("demo", "--seconds", "2", "--json")
    told = json.loads(ended.out)
    assert ended.code == 0
    assert told["certificate"]["verified"] is True
    assert told["slots"] > 100
    assert len(told["certificate"]["tenants"]) == 11
    for words in (
        "The week from",
        "Certificate",
        "Service levels",
        "No room for",
        "equishare serve",
        told["tenant_key"],
    ):
        assert words in ended.err


def test_the_next_night_may_keep_what_is_published(monkeypatch: pytest.MonkeyPatch) -> None:
    """The option would reach no plan, or the setting would be stronger than what is asked."""
    monkeypatch.setenv("EQUISHARE_ENGINE", "inline")
    monkeypatch.setenv("EQUISHARE_DATABASE_URL", "sqlite:///park.db")
    assert call("demo", "--seconds", "2").code == 0
    for setting, options, promised in (
        ("compete", ("--keep-published",), True),
        ("stay", ("--move-published",), False),
    ):
        monkeypatch.setenv("EQUISHARE_PUBLISHED", setting)
        ended = call("plan", "--seconds", "1", "--json", *options)
        tiers = json.loads(ended.out)["certificate"]["tiers"]
        assert (ended.code, tiers[0]["name"] == "promises") == (0, promised)
        assert not promised or tiers[0]["value"] == tiers[0]["bound"] == 0


def test_the_demonstration_leaves_a_database_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would mix the example into somebody's park."""
    monkeypatch.setenv("EQUISHARE_DATABASE_URL", "sqlite:///park.db")
    Path("park.db").write_text("somebody's")
    ended = call("demo")
    assert (ended.code, ended.out) == (2, "")
    assert "park.db is there already" in ended.err
    assert Path("park.db").read_text() == "somebody's"


def test_a_plan_of_an_empty_park_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 0 means a verified schedule was stored, also where nobody asked for anything."""
    monkeypatch.setenv("EQUISHARE_ENGINE", "inline")
    ended = call("plan", "--seconds", "2", "--json", "--from", "2099-01-01T00:00", "--to", "2099-01-02T00:00")
    told = json.loads(ended.out)
    assert (ended.code, told["schedule_status"], told["status"]) == (0, "draft", "completed")
    assert "stored, a draft; publish it over HTTP, or plan again with --publish" in ended.err
    assert told["certificate"]["window"]["start"] == "2098-12-31T16:00:00+00:00"


def test_a_plan_that_is_not_stored_is_exit_1(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script would go on without a plan."""
    monkeypatch.setenv("EQUISHARE_ENGINE", "inline")
    # No tick of an hour lies in these ten minutes.
    window = ("--from", "2099-01-01T00:10", "--to", "2099-01-01T00:20", "--tick-minutes", "60")
    ended = call("plan", *window, "--json")
    told = json.loads(ended.out)
    assert (ended.code, told["status"], told["schedule_version"]) == (1, "failed", None)
    assert told["message"]
