"""Everything `scheduler` raises on purpose; each error carries its facts, and one table in `api` turns them into HTTP.

Over 150 lines because what can go wrong is one tree, and is told in one voice.

SchedulerError
+-- NotFoundError            no such thing, or another tenant's
+-- AlreadyExistsError       the id or the external reference is taken
+-- RefusedError             a rule of the park is broken; carries every refusal
+-- AuthenticationError      no key, an unknown key or a revoked one
|   +-- SignInError          login and password do not fit, or the invitation is none; which of them is not told
|   +-- ExpiredError         the key, or the session, was good once; says since when it is not
+-- ForbiddenError           the role may not do this
|   +-- ScopeError           the role may, the key is narrower
|   +-- NotInvitedError      a provider of identities knows them, and no account is theirs
|   +-- NoPersonError        this is for people who signed in, and a key came
+-- IllegalTransitionError   the status machine has no such step; carries from, to and what is allowed
+-- StaleVersionError        somebody else changed the thing in between
+-- OverlapError             two live reservations would hold one machine at once
+-- ConflictError            the present state forbids it; says why and what would mend it
|   +-- LostRunError         a worker writes to a run that is not its own any more
+-- KeyReusedError           the same idempotency key came with another request
+-- TooManyError             too many at once, or too often; says for how long to wait
+-- StillRunningError        the first request with the idempotency key is not over yet
+-- StorageError             the database cannot be used; says which, why and what would mend it

Over 150 lines because it is the one list of what may go wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.refusal import Refusal


class SchedulerError(Exception):
    """Base of every error that `scheduler` raises on purpose."""


class NotFoundError(SchedulerError):
    """There is no such thing, or it belongs to another tenant: the two cannot be told apart from outside."""

    def __init__(self, kind: str, key: str) -> None:
        self.kind = kind
        self.key = key
        super().__init__(f"there is no {kind} {key!r}")


class AlreadyExistsError(SchedulerError):
    """A thing of this kind already has the id, name or external reference."""

    def __init__(self, kind: str, key: str) -> None:
        self.kind = kind
        self.key = key
        super().__init__(f"there is already a {kind} {key!r}; choose another name or change that one")


class RefusedError(SchedulerError):
    """What was asked breaks rules of the park; `refusals` lists every one of them, nothing was stored."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        self.refusals = refusals
        super().__init__("\n".join(map(str, refusals)))


class AuthenticationError(SchedulerError):
    """Neither a key nor a session came that is good: missing, unknown or revoked; which of them is not told."""

    def __init__(self) -> None:
        super().__init__(
            "no API key and no session that is good came with the call; send a key of the park's operator, or sign in"
        )


class SignInError(AuthenticationError):
    """Somebody who would sign in may not; the same for an unknown login, a wrong password, a shut account and a used invitation."""

    def __init__(self) -> None:
        super().__init__()
        self.args = (
            "login and password do not fit, or the invitation is not good; try again, or ask for an invitation",
        )


class ExpiredError(AuthenticationError):
    """The key, or the session, was right, and its time is over since `since`; told only to whoever has the secret."""

    def __init__(self, kind: str, since: datetime, cure: str) -> None:
        super().__init__()
        self.kind = kind
        self.since = since
        self.cure = cure
        self.args = (f"the {kind} opens nothing since {since.isoformat(timespec='seconds')}; {cure}",)


class ForbiddenError(SchedulerError):
    """The role of the caller does not include the action."""

    def __init__(self, role: str, action: str) -> None:
        self.role = role
        self.action = action
        super().__init__(f"the role {role!r} may not {action}; use a key whose role may")


class ScopeError(ForbiddenError):
    """The role of the caller includes the action, and its key is narrowed to other scopes; `scope` is the one that is missing."""

    def __init__(self, role: str, action: str, scope: str) -> None:
        super().__init__(role, action)
        self.scope = scope
        self.args = (f"the key is narrowed to scopes without {scope!r} and may not {action}; use a key that has it",)


class NotInvitedError(ForbiddenError):
    """Somebody whom a provider of identities knows has no account here, or one that is shut."""

    def __init__(self) -> None:
        super().__init__("", "")
        self.args = ("the provider knows you, and no account here is yours; ask whoever manages accounts for one",)


class NoPersonError(ForbiddenError):
    """What was asked is for a person who signed in, and a key came."""

    def __init__(self) -> None:
        super().__init__("", "")
        self.args = ("a key is no person and has neither sessions nor a password; sign in for this",)


class IllegalTransitionError(SchedulerError):
    """A status machine has no step from `source` to `target`; `allowed` are the statuses it can go to."""

    def __init__(self, kind: str, source: str, target: str, allowed: tuple[str, ...]) -> None:
        self.kind = kind
        self.source = source
        self.target = target
        self.allowed = allowed
        ways = f"it can become {', '.join(allowed)}" if allowed else "it is final"
        super().__init__(f"a {kind} that is {source} cannot become {target}; {ways}")


class StaleVersionError(SchedulerError):
    """The caller knew version `expected`; the thing is at `actual` by now."""

    def __init__(self, kind: str, key: str, expected: int | str, actual: int | str) -> None:
        self.kind = kind
        self.key = key
        self.expected = expected
        self.actual = actual
        super().__init__(f"{kind} {key!r} is at version {actual}, not {expected}; read it again and repeat the change")


class OverlapError(SchedulerError):
    """A live reservation would overlap another on a machine; `start` and `end` are those of the newcomer, half-open."""

    def __init__(self, machine_id: str, start: datetime, end: datetime) -> None:
        self.machine_id = machine_id
        self.start = start
        self.end = end
        super().__init__(
            f"machine {machine_id!r} is already reserved within {start.isoformat()} to {end.isoformat()}; "
            "choose another time or machine"
        )


class ConflictError(SchedulerError):
    """The state of things forbids the action; `code` is short and stable, `cure` says what would mend it."""

    def __init__(self, code: str, message: str, cure: str) -> None:
        self.code = code
        self.message = message
        self.cure = cure
        super().__init__(f"{message}; {cure}")


class LostRunError(ConflictError):
    """A worker wrote to a run that was taken from it, for it was silent for too long; nothing of that was stored."""

    def __init__(self, run_id: str, attempt: int, actual: int, status: str) -> None:
        self.run_id = run_id
        self.attempt = attempt
        told = f"attempt {attempt} at run {run_id!r} is over: the run is {status}, at attempt {actual}"
        super().__init__("run_lost", told, "leave it to the worker that has it now")


class KeyReusedError(SchedulerError):
    """An idempotency key that was used came again, and asks for something else than the first time."""

    def __init__(self) -> None:
        super().__init__("the key was used for another request; send the first one again, or make a new key")


class TooManyError(SchedulerError):
    """Too many do this at this moment, or one does it too often; `seconds` is after how long to try again."""

    def __init__(self, message: str, seconds: int) -> None:
        self.message = message
        self.seconds = seconds
        super().__init__(f"{message}; wait {seconds} seconds")


class StillRunningError(SchedulerError):
    """A request with the same idempotency key is being worked on."""

    def __init__(self) -> None:
        super().__init__("a request with the same key is not over yet; wait a second and send it again")


class StorageError(SchedulerError):
    """The database cannot be used: missing, damaged, full, locked, or of another version; `cure` says what would mend it."""

    def __init__(self, database: str, message: str, cure: str) -> None:
        self.database = database
        self.message = message
        self.cure = cure
        super().__init__(f"database {database}: {message}; {cure}")
