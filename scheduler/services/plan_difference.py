"""What one plan does otherwise than another, piece of work by piece of work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from scheduler.services.schedules import get

if TYPE_CHECKING:
    from scheduler.domain.access import Actor
    from scheduler.domain.reservation import Slot
    from scheduler.services.context import Context


class Move(NamedTuple):
    """The same piece of work in two plans: at another time, or on other machines."""

    before: Slot
    after: Slot


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanDifference:
    """What a plan does that another did not."""

    version: int
    against: int
    #: How many pieces of work are where they were.
    unchanged: int
    moved: tuple[Move, ...]
    #: What is in this plan and not in the other, and the other way round.
    added: tuple[Slot, ...]
    removed: tuple[Slot, ...]


def difference(ctx: Context, actor: Actor, version: int, against: int) -> PlanDifference:
    """Return what plan `version` does otherwise than plan `against`, in the order of the plans; NotFoundError, ForbiddenError."""
    after, before = (get(ctx, actor, number) for number in (version, against))
    old, new = ({slot.key: slot for slot in plan.slots} for plan in (before, after))
    both = [Move(old[key], slot) for key, slot in new.items() if key in old]
    moved = tuple(move for move in both if move.before.place != move.after.place)
    return PlanDifference(
        version=version,
        against=against,
        unchanged=len(both) - len(moved),
        moved=moved,
        added=tuple(slot for key, slot in new.items() if key not in old),
        removed=tuple(slot for key, slot in old.items() if key not in new),
    )
