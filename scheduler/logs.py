"""Where the program's log goes: standard error, one line each; standard output belongs to answers."""

from __future__ import annotations

import sys

import structlog


def configure_logs() -> None:
    """Send the log of this process to standard error; the traceback of a defect is plain, and shows no values of variables."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(
                key_order=["timestamp", "level", "event"], repr_native_str=False, drop_missing=True
            ),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
