"""From calls to HTTP and back: sends, sends again where that is safe, and turns problems into exceptions."""

from __future__ import annotations

import itertools
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx2

from equishare_client.codec import read, write
from equishare_client.errors import EquishareError, ProblemError, UnreachableError
from equishare_client.models import Problem
from equishare_client.problems import PROBLEMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from equishare_client.calls import Call
    from equishare_client.retries import Retries

#: The line was never there: nothing can have been carried out.
_NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)
#: Of an answer that is none of the service, so many characters are told.
_SHOWN = 200


class Transport:
    """Carries calls out over one HTTP client."""

    def __init__(self, http: httpx2.Client, retries: Retries) -> None:
        self._http, self._retries = http, retries

    def send(self, call: Call) -> httpx2.Response:
        """Return the answer to a call, read whole; ProblemError, UnreachableError."""
        begun = time.monotonic()
        for tries in itertools.count(1):
            try:
                with self.stream(call) as answer:
                    answer.read()
                    return answer
            except EquishareError as error:
                pause = self._retries.pause(call, error, tries, time.monotonic() - begun)
                if pause is None:
                    raise
                time.sleep(pause)
        raise AssertionError("tries are counted without end")

    @contextmanager
    def stream(self, call: Call) -> Iterator[httpx2.Response]:
        """Give the answer to a call while it comes in, tried once; ProblemError, UnreachableError."""
        body: dict[str, Any] = {} if call.body is None else {"json": write(call.body)}
        try:
            with self._http.stream(
                call.method, call.path, params=call.parameters, headers=call.headers, **body
            ) as answer:
                if not answer.is_success:
                    answer.read()
                    raise _error_of(answer, call)
                yield answer
        except httpx2.TransportError as error:
            told = f"{call.method} {call.path}: {error or type(error).__name__}"
            raise UnreachableError(told, sent=not isinstance(error, _NEVER_SENT), idempotency_key=call.key) from error

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()


def _error_of(answer: httpx2.Response, call: Call) -> ProblemError:
    problem = _problem_of(answer)
    pause = answer.headers.get("Retry-After", "")
    kind = PROBLEMS.get(problem.type.rpartition("/")[2], ProblemError)
    return kind(problem, idempotency_key=call.key, retry_after=float(pause) if pause.isdecimal() else None)


def _problem_of(answer: httpx2.Response) -> Problem:
    """Return what the service said, or what stands for it where something before the service answered."""
    try:
        return read(Problem, answer.json())
    except ValueError:
        told = " ".join(answer.text[:_SHOWN].split())
        return Problem(
            type="about:blank",
            title=answer.reason_phrase,
            status=answer.status_code,
            detail=f"something before the service answered, such as a proxy: {told or answer.reason_phrase}",
            errors=(),
            trace_id=answer.headers.get("X-Trace-Id", ""),
        )
