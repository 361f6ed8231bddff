"""One attempt: a POST to a checked address, no redirects, no cookies, no proxy of the environment, and as little of the answer as will do."""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpcore2
import structlog

from scheduler.domain.delivery import Attempt, Outcome
from scheduler.domain.rules.addresses import is_public
from scheduler.webhooks.connecting import AddressError, CheckedBackend, resolve
from scheduler.webhooks.message import message_of
from scheduler.webhooks.retry_after import retry_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.clock import Clock
    from scheduler.services.delivering import Task
    from scheduler.webhooks.message import Message

#: How much of an answer's body is read, and thrown away: it decides nothing, and is shown to nobody.
MOST_BYTES = 4096
_TAKEN, _ELSEWHERE = range(200, 300), range(300, 400)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """Makes attempts."""

    clock: Clock
    #: What a receiver has for everything, from the connection to the end of its answer.
    seconds: float
    #: Whether addresses of one's own network may be called.
    private: bool = False
    #: Whose certificates are believed; None: those that the system believes.
    trust: ssl.SSLContext | None = None
    resolver: Callable[[str, int], tuple[str, ...]] = resolve

    def __call__(self, task: Task) -> Attempt:
        """Make an attempt and return how it went; whatever goes wrong with the receiver is an outcome, not an exception."""
        at, begun = self.clock(), time.monotonic()
        outcome, status, error, retry_after = self._attempt(message_of(task, at))
        milliseconds = round(1000 * (time.monotonic() - begun))
        answered_at = at + timedelta(milliseconds=milliseconds)
        not_before = None if status is None else retry_at(status, retry_after, answered_at)
        return Attempt(
            at=at, outcome=outcome, status=status, milliseconds=milliseconds, error=error, not_before=not_before
        )

    def _attempt(self, message: Message) -> tuple[Outcome, int | None, str, str]:
        """Return the outcome, the status, what went wrong, and `Retry-After`, empty where there is none."""
        try:
            status, retry_after = self._post(message)
            return (*_judged(status), retry_after)
        except AddressError as error:
            return error.outcome, None, error.words, ""
        except httpcore2.TimeoutException:
            return Outcome.TIMEOUT, None, f"no whole answer within {self.seconds:g} s", ""
        except httpcore2.NetworkError as error:
            return Outcome.UNREACHABLE, None, _words(error), ""
        except (httpcore2.ProtocolError, httpcore2.UnsupportedProtocol):
            return Outcome.UNREACHABLE, None, "what answers does not speak HTTP", ""
        except Exception:  # noqa: BLE001 - it must be settled, or it would be taken up again and again without a delay
            structlog.get_logger(__name__).exception("webhook", delivery=message.headers["webhook-id"])
            return Outcome.UNREACHABLE, None, "an error of the service; the operator's log has it", ""

    def _post(self, message: Message) -> tuple[int, str]:
        """Send a message and return the status of the answer, and its `Retry-After`."""
        url = httpcore2.URL(message.url)
        headers = [
            ("host", urlsplit(message.url).netloc),
            ("content-length", str(len(message.body))),
            *message.headers.items(),
        ]
        backend = CheckedBackend(self._may_call, self.seconds, self.resolver)
        # A connection for each: the address is looked at anew, and nothing is kept open to whoever was named.
        with (
            httpcore2.ConnectionPool(self.trust, network_backend=backend, max_keepalive_connections=0) as pool,
            pool.stream("POST", url, headers=headers, content=message.body) as answer,
        ):
            _read_a_little(answer)
            told = next((value for name, value in answer.headers if name.lower() == b"retry-after"), b"")
            return answer.status, told.decode("latin-1")

    def _may_call(self, address: str) -> bool:
        return self.private or is_public(address)


def _read_a_little(answer: httpcore2.Response) -> None:
    """Read the first of an answer's body, so that a receiver that writes one is not cut off; its end is not waited for."""
    size = 0
    for part in answer.iter_stream():
        size += len(part)
        if size >= MOST_BYTES:
            return


def _judged(status: int) -> tuple[Outcome, int, str]:
    if status in _TAKEN:
        return Outcome.DELIVERED, status, ""
    if status in _ELSEWHERE:
        return Outcome.REFUSED, status, f"the receiver answered {status}; it is not followed elsewhere"
    return Outcome.REFUSED, status, f"the receiver answered {status}"


def _words(error: Exception) -> str:
    """Return what went wrong with a connection, in words that name nothing of the inside."""
    # The library hands on what it met as the argument, and takes the cause away.
    cause = next(iter(error.args), None)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"the certificate is not believed: {cause.verify_message}"
    if isinstance(cause, ssl.SSLError):
        return "TLS could not be agreed on"
    if isinstance(error, httpcore2.ConnectError):
        return "no connection"
    return "the connection broke"
