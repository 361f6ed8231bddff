"""What is counted of requests while the process lives, and how all figures are written down for who collects them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.exposition import choose_encoder

from api.metrics.park import ParkFigures

if TYPE_CHECKING:
    from api.observing import Answered
    from scheduler.domain.delivery import Attempt
    from scheduler.services.operation import Condition

#: Seconds; around the 100 ms that nine reads in ten are to stay below.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
#: In place of the class of a status where nobody was left to answer.
_NONE = "none"


class Metrics:
    """The counters of one application, in a registry of their own. No label tells of a tenant, a key or an address."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "equishare_http_requests",
            "Requests that are over, by template of the path, method and class of the status.",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "equishare_http_request_duration_seconds",
            "Time until the answer began; for a stream not until it ended.",
            ("route", "method"),
            buckets=_BUCKETS,
            registry=self._registry,
        )

        self._attempts = Counter(
            "equishare_webhook_attempts",
            "Attempts of this process to deliver to webhooks, by how they ended.",
            ("outcome",),
            registry=self._registry,
        )

    def observe(self, answered: Answered) -> None:
        """Count a request."""
        status = _NONE if answered.status is None else f"{answered.status // 100}xx"
        self._requests.labels(answered.route, answered.method, status).inc()
        self._seconds.labels(answered.route, answered.method).observe(answered.began_after)

    def attempted(self, attempt: Attempt) -> None:
        """Count an attempt to deliver to a webhook."""
        self._attempts.labels(attempt.outcome.value).inc()

    def text(self, accept: str, condition: Condition, storage: dict[str, int]) -> tuple[bytes, str]:
        """Return everything in the form that the header `Accept` asks for, and its media type.

        `storage` are the bytes of the database's files by what they are; empty where it has none.
        """
        everything = CollectorRegistry()
        everything.register(self._registry)
        everything.register(ParkFigures(condition, storage))
        encode, media = choose_encoder(accept)
        return encode(everything), media
