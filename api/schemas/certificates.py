"""What a run proved about its plan, as JSON values.

Open where other bodies are closed: a later version of the program may store more, and an older one had less.
"""

from typing import Any

from pydantic import ConfigDict

from api.schemas.values import Many, Schema


class Proved(Schema):
    """Base of the parts of a certificate; what is not named here is shown as it was stored."""

    model_config = ConfigDict(extra="allow")


class FairnessPolicy(Proved):
    """The fairness policy of a run and its price."""

    name: str
    version: str = ""
    """Of the rules behind the name; empty: not told."""
    epsilon: float
    committed: int | None = None
    """Figures of tenants and fairness speak of the work that begins before this tick of the plan; null: of all of it."""
    whole_targets: bool = False
    """Targets are rounded to what whole requests can give."""


class ProvedTier(Proved):
    """One objective of the order, with its proof."""

    name: str
    """`promises`, `utilization`, `fairness`, `punctuality`."""
    value: int
    bound: int
    """No plan that is as good in the tiers before is better than this."""
    gap: float
    """How far the value may be from the best, as a part of the bound; 0: proved."""
    maximised: bool
    """False: less is better."""


class TenantFigures(Proved):
    """What one tenant asked and got, in cost ticks."""

    tenant_id: str
    share: int
    balance: int
    demand: int
    granted: int
    target: int
    service_level: int
    """Parts per 10 000 of the target."""
    poured: int | None = None
    """The target before it was rounded to what whole requests can give; null: it was not."""
    solo: int | None = None
    """The most it could be given if nobody else asked; null: not told."""
    guaranteed: int | None = None
    """What it would have of a park divided by shares; null: not told."""


class ProvedLevel(Proved):
    """A service level, in order, and what it is proved not to exceed; parts per 10 000."""

    value: int
    bound: int


class FairnessFigures(Proved):
    """How fair the plan is."""

    levels: Many[ProvedLevel]
    """Lowest first."""
    leximin_factor: float
    """The plan is leximin within this factor; 1: no tenant can have more without harm to one that is no better off."""
    price: float
    """The part of the best utilization found that was given up."""
    price_bound: float
    """The same against what no plan exceeds."""
    jain: float
    envy: int
    """Pairs of tenants of which one would rather have what the other has, by share and up to one request."""


class RunFigures(Proved):
    """How the run went."""

    seconds: float
    deterministic_time: float
    """Work done by the solver's own measure, which does not depend on how busy the machine was."""
    seed: int
    workers: int
    engine: str
    versions: dict[str, str]
    """Of the program and of the libraries that decide what a figure means."""
    statistics: dict[str, int | float | str]


class ProvedWindow(Proved):
    """What the plan plans, `[start, end)`, as times with an offset."""

    start: str
    end: str
    frozen_until: str
    """What starts before stays as it is published."""


class Proof(Proved):
    """What a run hands out besides its plan; see the page about reading it."""

    status: str
    """`optimal`, `feasible`, `infeasible`, `unknown`, `invalid`."""
    verified: bool
    """The verdict of the referee, without which nothing is stored."""
    violations: Many[str]
    policy: FairnessPolicy
    fairness_policy: int | None = None
    """Version of the fairness policy by which the ledger was remembered, see `/fairness-policies`; null: from before there were versions."""
    tick_minutes: int
    window: ProvedWindow
    size: dict[str, int]
    """How many machines, requests and operations there were, how many were placed, held and set aside."""
    tiers: Many[ProvedTier]
    tenants: Many[TenantFigures]
    fairness: FairnessFigures | None = None
    """Null: from before it was told."""
    run: RunFigures
    problem_sha256: str
    """Of the canonical text of the problem."""
    schedule_sha256: str
    """Of the canonical text of the placed parts, and of nothing else: the same plan has the same."""
    messages: Many[str]


class Certificate(Schema):
    """What a run proved about its plan."""

    run_id: str
    schedule_version: int
    certificate: Proof

    @classmethod
    def of(cls, run_id: str, schedule_version: int, proved: Any) -> "Certificate":
        """Return the certificate that was stored with a plan."""
        return cls(run_id=run_id, schedule_version=schedule_version, certificate=Proof.model_validate(dict(proved)))
