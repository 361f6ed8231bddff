"""Where the program's log goes: standard error, one line each; standard output belongs to answers.

A line holds what the code names in it and nothing that somebody sent. So an error is told by its class and by the places it came through:
its text may repeat a body, and its variables a key.
"""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import structlog

from scheduler.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from structlog.typing import EventDict, Processor, WrappedLogger

#: `text` for people (`name=value`), `json` for what collects lines.
LogForm: TypeAlias = Literal["text", "json"]
_FIRST = ["timestamp", "level", "event"]
#: Places that are told of an error, the innermost first, and folders that are told of a file.
_PLACES, _FOLDERS = 20, 3


def configure_logs(form: LogForm = "text") -> None:
    """Send the log of this process to standard error, with what its libraries have to say in the same form."""
    usual: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        errors_without_values,
    ]
    write = _writer(form)
    structlog.configure(
        processors=[*usual, write], logger_factory=structlog.WriteLoggerFactory(file=sys.stderr), context_class=dict
    )
    handler = logging.StreamHandler(sys.stderr)
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, write]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=last, foreign_pre_chain=usual))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    # The server tells where it listens and how it ends.
    logging.getLogger("uvicorn").setLevel(logging.INFO)


def errors_without_values(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Tell an error by its class, where it came from and, if that says nothing of anybody, why: `error`, `at`, `reason`."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        chain = list(_chain(error))
        event["error"] = " < ".join(type(each).__name__ for each in chain)
        event["at"] = " < ".join([place for each in chain for place in _places(each)][:_PLACES])
        reasons = [reason for each in chain if (reason := _reason(each))]
        if reasons:
            event["reason"] = "; ".join(reasons)
    return event


def _writer(form: LogForm) -> Processor:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.processors.LogfmtRenderer(key_order=_FIRST, drop_missing=True, bool_as_flag=False)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, those it is made of, and those it came from."""
    seen: set[int] = set()
    waiting: list[BaseException] = [error]
    while waiting:
        each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        parts: tuple[BaseException, ...] = each.exceptions if isinstance(each, BaseExceptionGroup) else ()
        origin = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
        waiting += [*parts, *([] if origin is None else [origin])]


def _places(error: BaseException) -> list[str]:
    """Return where an error came through, the innermost place first."""
    frames: list[Any] = list(traceback.walk_tb(error.__traceback__))
    return [
        f"{'/'.join(PurePath(frame.f_code.co_filename).parts[-_FOLDERS:])}:{line} {frame.f_code.co_name}"
        for frame, line in reversed(frames)
    ]


def _reason(error: BaseException) -> str:
    """Return the text of an error that speaks of nothing but this machine."""
    if isinstance(error, StorageError):
        return str(error)
    return error.strerror or "" if isinstance(error, OSError) else ""
