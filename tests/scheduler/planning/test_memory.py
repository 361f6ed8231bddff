"""What tenants are owed, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scheduler.domain.fairness_policy import DEFAULT
from scheduler.domain.ledger import EntryKind, LedgerEntry
from scheduler.planning.memory import owed_minutes
from tests.scheduler.builders import NOW
from tests.scheduler.planning.charges import charge

HALF_LIFE = DEFAULT.half_life


def adjustment(tenant_id: str, minutes: int) -> LedgerEntry:
    """Return a correction by the operator."""
    return replace(charge(tenant_id, 0), kind=EntryKind.ADJUSTMENT, minutes=minutes)


def test_who_had_less_than_its_share_is_owed_the_rest() -> None:
    """Of 120 minutes each has a part of 60: ada had 90 and is 30 ahead, bob is owed 30."""
    entries = [charge("ada", 90), charge("bob", 30)]
    assert owed_minutes(entries, {"ada": 1, "bob": 1}, NOW) == {"ada": -30, "bob": 30}


def test_parts_go_by_share() -> None:
    """With shares 3 and 1 the parts of 120 minutes are 90 and 30."""
    entries = [charge("ada", 90), charge("bob", 30)]
    assert owed_minutes(entries, {"ada": 3, "bob": 1}, NOW) == {"ada": 0, "bob": 0}


def test_half_is_forgotten_after_the_half_life() -> None:
    """An old charge counts half: of 50 minutes each has a part of 25."""
    assert owed_minutes([charge("ada", 100, HALF_LIFE)], {"ada": 1, "bob": 1}, NOW) == {"ada": -25, "bob": 25}


def test_another_policy_remembers_otherwise() -> None:
    """Half after a week, so a quarter after a fortnight: of 100 minutes 25 are left, and each has a part of 12.5 of them."""
    week = replace(DEFAULT, half_life=timedelta(days=7))
    assert owed_minutes([charge("ada", 200, timedelta(days=14))], {"ada": 1, "bob": 1}, NOW, week) == {
        "ada": -25,
        "bob": 25,
    }


def test_nobody_owes_more_than_the_cap() -> None:
    """Ada had 100 of 100 with a part of 10; what counts against her is 10 with a cap of 1, 5 with a half, nothing with none."""
    for cap, owed in ((1.0, -10), (0.5, -5), (0.0, 0)):
        assert owed_minutes([charge("ada", 100)], {"ada": 1, "bob": 9}, NOW, replace(DEFAULT, cap=cap))["ada"] == owed


def test_who_stays_away_hoards_no_more_than_the_cap() -> None:
    """Bob has been away for a hundred nights of 1000 minutes: by a cap of a tenth he is owed a tenth of his half."""
    entries = [charge("ada", 1000, timedelta(days=night)) for night in range(100)]
    remembered = sum(1000 * 0.5 ** (night / 14) for night in range(100))
    owed = owed_minutes(entries, {"ada": 1, "bob": 1}, NOW, replace(DEFAULT, cap=0.1, half_life=timedelta(days=14)))
    assert owed["bob"] == round(0.1 * remembered / 2)


def test_a_charge_that_was_given_back_is_as_if_it_had_never_been() -> None:
    """A refund that comes late would weigh more than what it gives back, and the tenant gain by the breakdown."""
    charged = replace(charge("ada", 100, 2 * HALF_LIFE), reservation_id="rs_1")
    refund = replace(charged, id="le_9", kind=EntryKind.REFUND, minutes=-100, recorded_at=NOW)
    assert owed_minutes([charged, refund], {"ada": 1, "bob": 1}, NOW) == {"ada": 0, "bob": 0}
    half = replace(refund, minutes=-50)
    assert owed_minutes([charged, half], {"ada": 1, "bob": 1}, NOW) == {"ada": -6, "bob": 6}


def test_a_correction_counts_as_far_as_there_was_work() -> None:
    """Both had 60, and ada is given 60 back: of the 60 left each has a part of 30. Before anybody worked, nothing can be owed."""
    entries = [charge("ada", 60), charge("bob", 60), adjustment("ada", -60)]
    assert owed_minutes(entries, {"ada": 1, "bob": 1}, NOW) == {"ada": 30, "bob": -30}
    assert owed_minutes([adjustment("ada", -60)], {"ada": 1, "bob": 1}, NOW) == {"ada": 0, "bob": 0}


def test_an_empty_book_owes_nothing() -> None:
    """The first night would divide by nought; so would a park without tenants, and charges of nought."""
    assert owed_minutes([], {"ada": 1}, NOW) == {"ada": 0}
    assert owed_minutes([charge("ada", 0)], {"ada": 1, "bob": 2}, NOW) == {"ada": 0, "bob": 0}
    assert owed_minutes([charge("ada", 60)], {}, NOW) == {}


def test_without_shares_nobody_has_a_part() -> None:
    """Nothing is owed where no share says to whom; one without a share beside others is owed nothing and owes nothing."""
    entries = [charge("ada", 90), charge("bob", 30)]
    assert owed_minutes(entries, {"ada": 0, "bob": 0}, NOW) == {"ada": 0, "bob": 0}
    assert owed_minutes(entries, {"ada": 0, "bob": 1}, NOW)["ada"] == 0


def test_one_tenant_alone_owes_itself() -> None:
    """Its part is everything, so it never has too much."""
    assert owed_minutes([charge("ada", 10_000)], {"ada": 7}, NOW) == {"ada": 0}


@pytest.mark.parametrize("minutes", [10**12, 10**300])
def test_figures_far_out_of_range_stay_within_the_cap(minutes: int) -> None:
    """A slip of the pen in a correction would give a tenant the park for a year."""
    for sign in (1, -1):
        owed = owed_minutes([charge("ada", 600), adjustment("bob", -sign * minutes)], {"ada": 1, "bob": 1}, NOW)
        assert owed == {"ada": -sign * 300, "bob": sign * 300}
