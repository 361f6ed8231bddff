"""Commands one after the other on a server of PostgreSQL, as they are typed."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scheduler.parkfiles.example import example_park
from tests.scheduler.cli.program import Ended, call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.scheduler.postgres import Postgres


@pytest.fixture
def on_a_server(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the park on a server, in a database that has no tables yet."""
    with postgres.database(empty=True) as url:
        monkeypatch.setenv("EQUISHARE_DATABASE_URL", url)
        monkeypatch.setenv("EQUISHARE_ENGINE", "inline")
        yield


def _told(ended: Ended) -> dict[str, Any]:
    assert ended.code == 0, ended.err
    answer: dict[str, Any] = json.loads(ended.out)
    return answer


@pytest.mark.usefixtures("on_a_server")
def test_a_park_is_made_copied_and_put_back() -> None:
    """What one command stored, the next would not find; or the copy would turn out to be none on the day it is needed."""
    assert _told(call("db", "upgrade", "--json"))["revision"]
    assert _told(call("load", example_park(), "--json"))["created"]
    loaded = call("load", example_park(), "--json").out
    assert call("db", "backup", "copy.db").code == 0
    made = _told(call("keys", "create", "after the copy", "--role", "operator", "--json"))
    gc.collect()  # What a command has open is gone with its process; here all of them are in one.
    restored = _told(call("db", "restore", "copy.db", "--json"))
    assert Path(restored["kept"]).exists()
    assert made["id"] not in call("keys", "list", "--json").out
    assert call("load", example_park(), "--json").out == loaded
    assert _told(call("db", "check", "--json")) == {"sound": True, "damage": []}


@pytest.mark.usefixtures("on_a_server")
def test_the_demonstration_leaves_a_park_on_a_server_alone() -> None:
    """It would mix the example into somebody's park."""
    assert call("load", example_park()).code == 0
    ended = call("demo")
    assert (ended.code, ended.out) == (2, "")
    assert "a park in the database already" in ended.err


def test_a_server_that_cannot_be_used_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """People would get a traceback of a library they never heard of, with their password in it."""
    monkeypatch.setenv("EQUISHARE_DATABASE_URL", "postgresql://park:hidden-word@/park?host=/nowhere")
    for words in (("db", "check"), ("db", "upgrade"), ("report",), ("serve", "--port", "0")):
        ended = call(*words)
        assert (ended.code, ended.out) == (2, "")
        assert "postgresql://park@/nowhere/park: the server cannot be reached" in ended.err
        assert "Traceback" not in ended.err
        assert "hidden-word" not in ended.err
