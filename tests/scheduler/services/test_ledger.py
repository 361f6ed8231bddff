"""The ledger through its services: corrections."""

from __future__ import annotations

import pytest

from scheduler.errors import RefusedError
from scheduler.services import ledger
from tests.scheduler.builders import OPERATOR, make_context, tenant


@pytest.mark.parametrize("minutes", [ledger.MOST_MINUTES + 1, -(10**30)])
def test_a_correction_beyond_any_park_is_refused(minutes: int) -> None:
    """A slip of the pen would fill the column of the database, and every later sum with it."""
    ctx = make_context()
    with pytest.raises(RefusedError, match="minutes"):
        ledger.adjust(ctx, OPERATOR, "ada", minutes, "why")
    ledger.adjust(ctx, OPERATOR, "ada", -ledger.MOST_MINUTES, "the other way")
    assert ledger.balance_of(ctx, tenant(), "ada") == -ledger.MOST_MINUTES
