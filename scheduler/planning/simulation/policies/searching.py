"""Our own search, in deterministic seconds: with the balances of the ledger, without memory, or for utilization alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scheduler.planning.simulation.policies.base import Planned
from solver.search.parameters import SolveParameters

if TYPE_CHECKING:
    from scheduler.planning.simulation.policies.base import DayWork, Memory, Standing


@dataclass(frozen=True, kw_only=True, slots=True)
class Searching:
    """The solver under the fairness policy of the night."""

    name: str
    #: Of the solver, in place of that of the fairness policy; None: its own.
    policy: str | None = None
    #: Deterministic seconds a night.
    seconds: float = 1.0
    seed: int = 0
    #: False: what a tenant had on earlier nights is forgotten.
    remembers: bool = True

    def plan(self, standing: Standing) -> Planned:
        """Search, from the published plan on."""
        from solver import solve

        problem, fair = standing.problem, standing.translation.fairness
        if not self.remembers:
            problem = replace(problem, accounts=tuple(replace(account, balance=0) for account in problem.accounts))
        parameters = SolveParameters(
            seconds=self.seconds,
            policy=self.policy or fair.name,
            epsilon=fair.epsilon,
            whole_targets=fair.whole_targets,
            committed=standing.committed,
            workers=1,
            seed=self.seed,
            engine="inline",
            deterministic=True,
        )
        return Planned(result=solve(problem, parameters, warm_start=standing.translation.warm_start))

    def settle(self, memory: Memory, day: DayWork) -> Memory:
        """Keep nothing: the ledger of the park is the memory."""
        del day
        return memory
