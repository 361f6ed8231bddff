"""Trials measure what is useful to the liar, against chance, and go on where they were."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scheduler.planning.simulation.gaming.figures import gaming_figures, quantile
from scheduler.planning.simulation.gaming.run import A_SEED, try_all
from scheduler.planning.simulation.gaming.ruses import RUSES
from scheduler.planning.simulation.gaming.trials import GamingSettings, SeedOutcome, Trial, try_seed, useful_minutes
from scheduler.planning.simulation.gaming.village import VILLAGERS, VillageDemand
from scheduler.planning.simulation.journal import AnotherSimulationError
from tests.scheduler.planning.simulation.records import asked, record

if TYPE_CHECKING:
    from pathlib import Path

QUEUE = GamingSettings(policy="fcfs", fairness_policy=3, nights=2, load=3.0)


def test_only_what_was_done_whole_is_useful() -> None:
    """Half of what was split would count, or a phantom; a truth that was filed in two parts needs both."""
    demand = VillageDemand(seed=3)
    first, second = (arrival.terms for arrival in demand.wanted(0, "ada")[:2])
    parts = tuple(asked(f"{first.external_reference}~{n}", "ada", 60) for n in (1, 2))
    whole = asked(second.external_reference, "ada", 60)
    hours = sum(o.standard_duration.total_seconds() for o in second.operations) / 60
    night = record(0, asked=(*parts, whole), fulfilled=(parts[0].reference, whole.reference))
    assert useful_minutes(demand, [night]) == {"ada": hours}


def test_the_village_files_what_it_wants_but_for_the_liar() -> None:
    """A lie of one would change what the others want."""
    honest, lying = VillageDemand(seed=1), VillageDemand(seed=1, liar="ada", ruse=RUSES[1])
    for night in range(5):
        true, told = honest.arrivals(night), lying.arrivals(night)
        assert [a for a in true if a.terms.tenant_id != "ada"] == [a for a in told if a.terms.tenant_id != "ada"]
    assert sum(len(lying.arrivals(n)) for n in range(5)) > sum(len(honest.arrivals(n)) for n in range(5))


def test_a_puppet_divides_the_share_of_its_company() -> None:
    """A second name would be a second share."""
    puppet = next(ruse for ruse in RUSES if ruse.name == "puppet")
    shares = {t.id: t.share for t in VillageDemand(seed=1, liar="ada", ruse=puppet).park().tenants}
    assert shares == VILLAGERS | {"ada": 2, "ada-puppet": 2}
    assert {t.id: t.share for t in VillageDemand(seed=1).park().tenants} == VILLAGERS


def test_a_seed_tries_every_tenant_and_ruse_and_repeats_itself() -> None:
    """A tenant would be left out, or a figure could not be checked."""
    outcome = try_seed(2, QUEUE)
    assert {(t.tenant, t.ruse) for t in outcome.trials} == {(v, r.name) for v in VILLAGERS for r in RUSES}
    assert outcome == try_seed(2, QUEUE)
    # A queue has no search, but it matters to it when wishes come in; and it has no eye for urgency: the first truthful run again.
    urged = [t.gain for t in outcome.trials if t.ruse == "urgency"]
    assert any(outcome.noise)
    assert urged == pytest.approx([each / (4 / 3) ** 0.5 for each in outcome.noise[: len(urged)]])


def test_when_wishes_come_in_is_chance_alone() -> None:
    """The truthful runs would differ in what is wanted, and their spread would be no noise."""
    one, other = VillageDemand(seed=1), VillageDemand(seed=1, filing=1)
    assert {a.terms for n in range(5) for a in one.arrivals(n)} == {
        a.terms for n in range(5) for a in other.arrivals(n)
    }
    assert [a.at for a in one.arrivals(1)] != [a.at for a in other.arrivals(1)]


def test_gains_count_beyond_the_noise_band() -> None:
    """Chance would be taken for a ruse that pays: the band is the 19th of 20 deviations, 0.1."""
    noise = tuple(n / 190 for n in range(20))
    gains = (-0.2, 0.0, 0.05, 0.3)
    outcome = SeedOutcome(tuple(Trial(0, "ada", "split", gain, -gain / 2) for gain in gains), noise)
    found = gaming_figures([outcome])
    assert found.noise == pytest.approx(18 / 190)
    (split,) = found.ruses
    assert (split.trials, split.median, split.pays) == (4, 0.025, 0.25)
    assert split.worst == split.p95 == pytest.approx(0.3 - 18 / 190)
    assert split.others == -0.0125


def test_a_quantile_is_a_value() -> None:
    """Of a hundred values the 95th is not exceeded by ninety-five."""
    assert quantile([float(n) for n in range(1, 101)], 0.95) == 95.0
    assert (quantile([3.0], 0.95), quantile([], 0.95)) == (3.0, 0.0)


def test_trials_go_on_where_they_were(tmp_path: Path) -> None:
    """An hour of trials would be lost, or mixed with others."""
    try_all(1, QUEUE, tmp_path)
    (first,) = (tmp_path / "seeds").iterdir()
    first.write_text(json.dumps({"trials": [[0, "ada", "split", 0.5, 0.0]], "noise": [0.0]}))
    found = try_all(A_SEED + 1, QUEUE, tmp_path)
    second = json.loads((tmp_path / "seeds" / "0001.json").read_text())
    splits = 1 + sum(ruse == "split" for _, _, ruse, _, _ in second["trials"])
    assert {each.ruse: each.trials for each in found.ruses}["split"] == splits
    assert json.loads((tmp_path / "results.json").read_text())["noise"] == quantile([0.0, *second["noise"]], 0.95)
    assert "targets count standard time" in (tmp_path / "report.md").read_text()
    with pytest.raises(AnotherSimulationError, match="fairness_policy is 3 there and 4 here; name another folder"):
        try_all(1, replace(QUEUE, fairness_policy=4), tmp_path)
    with pytest.raises(AnotherSimulationError, match="policy is 'fcfs' there and 'karma' here"):
        try_all(1, replace(QUEUE, policy="karma"), tmp_path)
