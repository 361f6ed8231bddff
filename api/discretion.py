"""What is said of a request in answers and logs, without the secret that the address of a calendar feed holds."""

from __future__ import annotations

import logging
import re

from scheduler.domain.calendar_feed import TOKEN_PREFIX

_HIDDEN = "..."
#: A token wherever it stands, also in a path where it does not belong, and whatever follows where tokens are read.
_TOKEN = re.compile(rf"{TOKEN_PREFIX}[A-Za-z0-9_-]{{8,}}")
_ADDRESS = re.compile(r"(?<!/v1)/calendar-feeds/\S*")


def discreet(text: str) -> str:
    """Return a text without the tokens of calendar feeds, and without what stands where one should."""
    return _TOKEN.sub(f"{TOKEN_PREFIX}{_HIDDEN}", _ADDRESS.sub(f"/calendar-feeds/{_HIDDEN}", text))


class DiscreetLog(logging.Filter):
    """Hides tokens in the lines of a server's log of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass, without the tokens in its arguments."""
        if isinstance(record.args, tuple):
            record.args = tuple(discreet(each) if isinstance(each, str) else each for each in record.args)
        return True


def keep_log_discreet() -> None:
    """Let the log of requests of the server that runs us hide tokens, whoever set it up."""
    log = logging.getLogger("uvicorn.access")
    if not any(isinstance(each, DiscreetLog) for each in log.filters):
        log.addFilter(DiscreetLog())
