"""The numbers by which the rounds of ruin and recreate are tuned; kept in the memory, so that trying others compiles nothing."""

from __future__ import annotations

from typing import NamedTuple


class Tuning(NamedTuple):
    """How the rounds go about it. Chances are in a hundred. The order of the fields is that of the memory, from `records.RUIN` on."""

    #: Placed jobs taken out in a round, on average beside two.
    ruin: int = 5
    #: Rejected jobs that are tried with them at most, and how many are looked at for that.
    guests: int = 3
    candidates: int = 24
    #: The most machines that are ruined at once.
    machines: int = 3
    #: The chance that a round is about a rejected job.
    squeak: int = 65
    #: Chances: that jobs come back by slack, or by worth, else at random; that the job it is about comes first.
    by_slack: int = 40
    by_worth: int = 30
    first: int = 20
    #: How much the price of machine time counts against value, in sixteenths: what leaves more room for others is better, but
    #: less so than what is worth more.
    thrift: int = 12
    #: Chances in 1024 that the best place so far is passed over, so that the same jobs do not always come back to the same places.
    blink: int = 8
    #: Jobs of which a round is about the one that misses most.
    choosy: int = 4
    #: Jobs from which several workers part them.
    parted: int = 200
    #: The chance that jobs come back family by family, so that those of one are put side by side.
    by_family: int = 0
    #: The chance that a round about a waiting job makes way for it, task by task, in the place of taking out neighbours.
    make_way: int = 20


#: Where machines have changeovers more has to be taken apart at once to put families side by side.
WIDE = Tuning(ruin=6, machines=5, guests=2, squeak=80, by_family=30)


class Heat(NamedTuple):
    """What the mean loss that is accepted falls from and to, in parts of a job's mean worth."""

    hot: float
    cold: float


#: Where machines have changeovers one job more or less shifts many others, so more has to be risked.
PLAIN, WITH_CHANGEOVERS = Heat(0.02, 0.002), Heat(0.15, 0.006)
