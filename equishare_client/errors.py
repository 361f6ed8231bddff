"""What can go wrong, each error with what mends it; one class for each kind of problem is in `equishare_client.problems`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from equishare_client.models import Fault, Problem, ScheduleRun


class EquishareError(Exception):
    """Base of all errors of this package, except ValueError for values that cannot be sent."""


class UnreachableError(EquishareError):
    """No answer came from the service, after all tries that were safe."""

    def __init__(self, told: str, *, sent: bool, idempotency_key: str | None) -> None:
        #: Whether the request may have reached the service, and so may have been carried out.
        self.sent = sent
        #: Send the same request again with it, to learn what became of this one; None: it had none.
        self.idempotency_key = idempotency_key
        super().__init__(f"{told}: {self.cure}")

    @property
    def cure(self) -> str:
        """What to do now."""
        if not self.sent:
            return "nothing was sent; check address and network, and whether the service runs"
        if self.idempotency_key is not None:
            return f"it is not known whether it was carried out; send it again with idempotency_key={self.idempotency_key!r}"
        return "it is not known whether it was carried out; read the thing again before you repeat it"


class UnreadableError(EquishareError):
    """An answer came that is not one of the service, or of a version of it that this package cannot read."""

    def __init__(self, told: str) -> None:
        super().__init__(
            f"{told}: check that the address is that of the service, and that this package is of its version"
        )


class ProblemError(EquishareError):
    """The service refused, and said why (RFC 9457)."""

    def __init__(
        self, problem: Problem, *, idempotency_key: str | None = None, retry_after: float | None = None
    ) -> None:
        #: The answer as it came.
        self.problem = problem
        self.idempotency_key = idempotency_key
        #: Seconds to wait before the next call; None: the service did not say.
        self.retry_after = retry_after
        super().__init__(_words(problem))

    @property
    def type(self) -> str:
        """Path of the page that explains this kind of problem."""
        return self.problem.type

    @property
    def code(self) -> str:
        """Kind of the problem, such as `refused`: the end of `type`."""
        return self.problem.type.rpartition("/")[2]

    @property
    def status(self) -> int:
        """Status of HTTP."""
        return self.problem.status

    @property
    def errors(self) -> tuple[Fault, ...]:
        """What is wrong one by one, each with pointer, code, message and cure."""
        return self.problem.errors

    @property
    def cure(self) -> str:
        """What would pass, of all errors; empty where there is nothing to say but the message."""
        return "; ".join(dict.fromkeys(each.cure for each in self.problem.errors))

    @property
    def trace_id(self) -> str:
        """Under which the log of the service knows the request; tell it to the operator."""
        return self.problem.trace_id


class RunFailedError(EquishareError):
    """A schedule run ended without a plan."""

    def __init__(self, run: ScheduleRun) -> None:
        #: The run as it ended.
        self.run = run
        super().__init__(f"schedule run {run.id} is {run.status}: {run.message or 'no reason was given'}")


def _words(problem: Problem) -> str:
    name = problem.type.rpartition("/")[2] or problem.title
    lines = [f"{problem.status} {name}: {problem.detail}"]
    lines += [f"  {each.pointer or '/'}: {each.message}; {each.cure}" for each in problem.errors]
    return "\n".join([*lines, *([f"  trace id {problem.trace_id}"] if problem.trace_id else [])])
