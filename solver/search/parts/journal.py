"""What happened to the tasks of a run: counters and events for its statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.result import Result
    from solver.search.parts.standing import Standing

#: Events that are told in full, and the characters of each.
MOST_EVENTS, LONGEST_EVENT = 20, 240
#: Figures of a single search that mean nothing when they are added up.
NOT_ADDED = frozenset({"first_schedule_seconds"})


class Journal:
    """Counts turns and losses, adds up what the searches counted, and keeps the events in words."""

    def __init__(self) -> None:
        self.turns = 0
        self._lost = self._refused = 0
        self._events: list[str] = []
        self._sums: dict[str, int | float | str] = {}

    def note(self, what: str, error: BaseException | None = None) -> None:
        """Keep an event; of an error its kind and what it says, in one line."""
        cause = "" if error is None else f" ({type(error).__name__}: {' '.join(str(error).split())})"
        self._events.append((what + cause)[:LONGEST_EVENT])

    def lost(self, standings: Sequence[Standing], error: BaseException) -> None:
        """Note that a task did not come back: its worker died or ran out of memory, or the search raised.

        Without standings: the task by which a worker gets ready.
        """
        self._lost += 1
        self.note(f"lost: {_names(standings)}", error)

    def refused(self, standing: Standing, wrong: str) -> None:
        """Note that an answer was not believed."""
        self._refused += 1
        self.note(f"refused: {_names([standing])}: {wrong}")

    def given_up(self, standings: Sequence[Standing]) -> None:
        """Note that a task was still running when the run ended."""
        self.note(f"ended in the middle of a turn: {_names(standings)}")

    def add(self, result: Result) -> None:
        """Add the figures of a search to those of the others."""
        for name, figure in result.run.statistics.items():
            before = self._sums.get(name, 0)
            if name not in NOT_ADDED and not isinstance(figure, str) and not isinstance(before, str):
                self._sums[name] = before + figure

    def statistics(self, standings: Sequence[Standing]) -> dict[str, int | float | str]:
        """Return all of it, for `run.statistics`."""
        told = self._events[:MOST_EVENTS]
        if len(self._events) > MOST_EVENTS:
            told.append(f"and {len(self._events) - MOST_EVENTS} more")
        return {
            **self._sums,
            "components": len(standings),
            "turns": self.turns,
            "lost_tasks": self._lost,
            "refused_answers": self._refused,
            **({"events": "; ".join(told)} if told else {}),
        }


def _names(standings: Sequence[Standing]) -> str:
    if not standings:
        return "a worker that was getting ready"
    first = f"component of {standings[0].component.problem.jobs[0].name}"
    return first if len(standings) == 1 else f"{first} and {len(standings) - 1} more"
