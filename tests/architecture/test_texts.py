"""Every text file of the project keeps the rules of `text_rules.py`, and each rule can tell bad text from good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.architecture import text_rules
from tests.architecture.source import EVERYWHERE, ROOT, files, name_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Rule = Callable[[str, str], list[str]]

EVERY_TEXT = (text_rules.unfinished, text_rules.machine_paths, text_rules.registries)
PROJECT = '[project]\ndependencies = ["alpha==1.2", "beta[fast]==3", "gamma>=4"]\n[project.optional-dependencies]\ndev = ["delta==5"]\n'
LOCK = "alpha==1.2 \\\n    --hash=sha256:00\nbeta==3 ; python_version < '4' \\\n    --hash=sha256:00\n"
BROKEN = [
    (text_rules.unfinished, "# TODO: later"),
    (text_rules.unfinished, "a FIXME here"),
    (text_rules.machine_paths, "see /home/somebody/park"),
    (text_rules.machine_paths, "sqlite:///x in '/root/park'"),
    (text_rules.registries, "https://registry.example/simple/ortools"),
    (text_rules.registries, "--index-url https://mirror.example/x\nortools==9"),
    (text_rules.registries, "numpy @ file:///opt/numpy.whl"),
]
KEPT = [
    (text_rules.unfinished, "the to-do list of a tenant; todos"),
    (text_rules.machine_paths, "/v1/work/orders and https://example.org/home/page"),
    (text_rules.registries, "uv pip compile --no-emit-index-url; pip --no-index; sqlite:///equishare.db"),
]


def texts() -> dict[str, str]:
    """Return every text file by its path."""
    others = (ROOT / "Makefile", ROOT / ".ci" / "run", ROOT / ".gitignore", ROOT / "Dockerfile", ROOT / ".dockerignore")
    found = (*files((*EVERYWHERE, ""), *text_rules.SUFFIXES), *others)
    return {name_of(path): path.read_text("utf-8") for path in found if name_of(path) not in text_rules.EXEMPT}


@pytest.mark.parametrize("rule", EVERY_TEXT)
def test_every_text_keeps_the_rule(rule: Rule) -> None:
    """Something unfinished, private or bound to one machine would be handed on."""
    assert [finding for path, text in texts().items() for finding in rule(path, text)] == []


@pytest.mark.parametrize(("rule", "text"), BROKEN)
def test_the_rule_finds_what_breaks_it(rule: Rule, text: str) -> None:
    """The rule would pass whatever a file said."""
    assert len(rule("a", text)) == 1


@pytest.mark.parametrize(("rule", "text"), KEPT)
def test_the_rule_lets_good_text_pass(rule: Rule, text: str) -> None:
    """The rule would forbid plain words."""
    assert rule("a", text) == []


def test_the_locks_have_every_pin() -> None:
    """A pin would be changed and the program be installed with the old version."""
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    lock, lock_dev = ((ROOT / name).read_text("utf-8") for name in ("requirements.lock", "requirements-dev.lock"))
    assert text_rules.stale_lock(project, lock, "build") == []
    assert text_rules.stale_lock(project, lock_dev, "build", "dev") == []


def test_a_stale_lock_is_found() -> None:
    """The comparison would pass whatever the lock held."""
    assert text_rules.stale_lock(PROJECT, LOCK) == []
    assert text_rules.stale_lock(PROJECT, LOCK.replace("alpha==1.2", "alpha==1.3")) == [
        "alpha: pinned to 1.2, locked 1.3"
    ]
    assert text_rules.stale_lock(PROJECT, LOCK, "dev") == ["delta: pinned to 5, locked not at all"]


def test_the_locks_agree() -> None:
    """What the tests run on would not be what is delivered."""
    lock, lock_dev = (
        dict(text_rules.LOCKED.findall((ROOT / n).read_text("utf-8")))
        for n in ("requirements.lock", "requirements-dev.lock")
    )
    assert {name: lock_dev.get(name) for name in lock} == lock


def test_every_test_mirrors_what_it_tests() -> None:
    """A test would be looked for in vain."""
    found = [name_of(path) for path in files(("tests",), ".py") if path.name.startswith("test_")]
    assert found
    assert [
        finding for path in found for finding in text_rules.stray_test(path, lambda name: (ROOT / name).exists())
    ] == []


def test_a_stray_test_is_found() -> None:
    """The mirror would be no mirror."""
    there = {"solver/model", "scheduler/cli.py"}.__contains__
    assert text_rules.stray_test("tests/solver/model/test_pools.py", there) == []
    assert text_rules.stray_test("tests/scheduler/cli/test_load.py", there) == []
    assert text_rules.stray_test("tests/architecture/test_docs.py", there) == []
    assert len(text_rules.stray_test("tests/solver/modle/test_pools.py", there)) == 1
    assert len(text_rules.stray_test("tests/test_pools.py", there)) == 1
