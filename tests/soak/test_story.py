"""A park's life in drawn steps, over HTTP; the invariants hold after every one."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

import pytest
import structlog
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from benchmarks.soak.rows import is_long, tell
from tests.soak.story import Story

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Of every life, and of all lives together.
_STEPS = 50
_LEAST = 100_000 if is_long() else 60


@pytest.fixture
def _quiet() -> Iterator[None]:
    """Leave out what the service writes: a death in a commit is a page of traceback, and there are thousands of them."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("_quiet")
def test_the_invariants_hold_whatever_happens() -> None:
    """Two things that are right by themselves would, one after the other, lose a request, promise a machine twice or forget a charge."""
    began, lives = time.monotonic(), 0
    # Hypothesis ends a life early now and then; another round is for what is missing, and no longer.
    while Story.steps < _LEAST:
        lives += 1
        run_state_machine_as_test(
            Story,
            settings=settings(
                max_examples=-(-(_LEAST - Story.steps) // _STEPS) if is_long() else 3,
                stateful_step_count=_STEPS,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                database=None,
                derandomize=not is_long(),
            ),
        )
    tell("stateful", steps=Story.steps, rounds=lives, seconds=round(time.monotonic() - began))
