"""The park in memory: for tests, trials and the demonstration; it keeps nothing after the process, but every promise while it runs."""

from scheduler.storage.memory.storage import MemoryStorage

__all__ = ["MemoryStorage"]
