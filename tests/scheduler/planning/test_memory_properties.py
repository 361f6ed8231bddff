"""What holds of what tenants are owed, whatever was charged."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.fairness_policy import DEFAULT
from scheduler.planning.memory import owed_minutes
from tests.scheduler.builders import NOW
from tests.scheduler.planning.charges import charge

if TYPE_CHECKING:
    from scheduler.domain.ledger import LedgerEntry

HALF_LIFE = DEFAULT.half_life
#: Without a cap that anybody reaches.
UNCAPPED = replace(DEFAULT, cap=1e6)
_TENANTS = ("ada", "bob", "cyd", "dan")
_SHARES = st.fixed_dictionaries({tenant: st.integers(1, 1000) for tenant in _TENANTS})
_ENTRIES = st.lists(
    st.builds(
        charge,
        st.sampled_from((*_TENANTS, "gone")),
        st.integers(0, 100_000),
        st.integers(-1, 400).map(lambda days: timedelta(days=days)),
    ),
    max_size=12,
)


@given(_ENTRIES, _SHARES)
def test_without_a_cap_what_one_is_owed_others_owe(entries: list[LedgerEntry], shares: dict[str, int]) -> None:
    """The park would promise more time than it has; each tenant is rounded by half a minute at most."""
    assert abs(sum(owed_minutes(entries, shares, NOW, UNCAPPED).values())) <= len(shares) / 2


@given(_ENTRIES, _SHARES, st.integers(2, 1000), st.randoms())
def test_names_order_and_unit_of_shares_do_not_matter(
    entries: list[LedgerEntry], shares: dict[str, int], times: int, chance: object
) -> None:
    """A tenant would gain by its name, or by its place in the list; shares in per cent would not mean the same as in parts."""
    owed = owed_minutes(entries, shares, NOW)
    assert owed_minutes(entries, {tenant: share * times for tenant, share in shares.items()}, NOW) == owed
    mixed = list(entries)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # a `random.Random`, which Hypothesis can shrink
    renamed = [replace(entry, tenant_id=entry.tenant_id[::-1]) for entry in mixed]
    other = owed_minutes(renamed, {tenant[::-1]: share for tenant, share in reversed(shares.items())}, NOW)
    assert {tenant[::-1]: minutes for tenant, minutes in other.items()} == owed


@given(_ENTRIES, _SHARES, st.integers(0, 200).map(lambda cents: cents / 100))
def test_the_cap_holds(entries: list[LedgerEntry], shares: dict[str, int], cap: float) -> None:
    """A claim would grow beyond the part that the policy allows, for those who stay away and for those who had too much."""
    charged = sum(
        e.minutes * 0.5 ** (max(timedelta(0), NOW - e.recorded_at) / HALF_LIFE)
        for e in entries
        if e.tenant_id in shares
    )
    for tenant, owed in owed_minutes(entries, shares, NOW, replace(DEFAULT, cap=cap)).items():
        assert abs(owed) <= cap * charged * shares[tenant] / sum(shares.values()) + 0.51


@given(_ENTRIES, _SHARES, st.integers(1, 10))
def test_all_is_halved_in_each_half_life(entries: list[LedgerEntry], shares: dict[str, int], times: int) -> None:
    """What was forgotten would depend on when one looks, not on how old it is."""
    past = [replace(entry, recorded_at=min(entry.recorded_at, NOW)) for entry in entries]
    now = owed_minutes(past, shares, NOW)
    later = owed_minutes(past, shares, NOW + times * HALF_LIFE)
    for tenant in shares:
        assert abs(later[tenant] - now[tenant] / 2**times) <= 1
