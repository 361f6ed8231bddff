"""A fresh park for every test that asks for one, and a provider of identities for those that sign in elsewhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scheduler.services import accounts
from tests.api.elsewhere import FANG, RunningProvider, park_with
from tests.api.parks import Park, running_park
from tests.scheduler.builders import OPERATOR
from tests.scheduler.people import make_terms

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def park() -> Iterator[Park]:
    """A service without a worker."""
    with running_park() as running:
        yield running


@pytest.fixture(scope="session")
def process() -> Iterator[RunningProvider]:
    """Start it once; `provider` makes it honest again for each test."""
    command = [sys.executable, "-m", "tests.api.oidc_provider"]
    child = subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    running = RunningProvider(child.stdout.readline().strip())
    try:
        yield running
    finally:
        running.close()
        child.terminate()
        child.wait(60)
        child.stdout.close()


@pytest.fixture
def provider(process: RunningProvider) -> RunningProvider:
    """A provider of identities as it is when nobody cheats."""
    process.set(rotate=True, people={"7": FANG}, lies={}, forgery=None, is_down=False)
    return process


@pytest.fixture
def known(provider: RunningProvider) -> Iterator[Park]:
    """A park that knows one person, who is to sign in at the provider with her address."""
    with park_with(provider) as running:
        accounts.create_account(running.context, OPERATOR, make_terms())
        yield running
