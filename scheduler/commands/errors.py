"""What went wrong, in one message for people; what is not listed here is a defect and shows its traceback."""

from __future__ import annotations


class BadArgumentError(Exception):
    """Arguments that do not go together; says which, and what would do."""


def message_of(error: Exception) -> str | None:
    """Return what to tell about an error that has a cure, or None for a defect of the program."""
    from scheduler.errors import SchedulerError
    from scheduler.parkfiles.errors import ParkFileError
    from scheduler.settings import SettingsError
    from solver.errors import SolverError

    if isinstance(error, BadArgumentError | SchedulerError | ParkFileError | SettingsError | SolverError):
        return str(error)
    return None
