"""The one table of problems: every kind of error that the service answers with, its status, and which errors become it.

Over 150 lines because it is one table, and every kind needs its words.

`type` of a problem is `/problems/<code>`; the page of that path is made from this table too.

Over 150 lines because it is a table, one paragraph a kind.
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler import errors


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """A kind of problem."""

    code: str
    status: int
    title: str
    #: What it means and what to do, for the page.
    meaning: str

    @property
    def type(self) -> str:
        """The path of its page."""
        return f"/problems/{self.code}"


_ALL = (
    Kind(
        code="malformed-json",
        status=400,
        title="The body is no JSON",
        meaning="The body could not be read as JSON. Send UTF-8 JSON; the pointer tells at which character reading ended.",
    ),
    Kind(
        code="unauthenticated",
        status=401,
        title="A key is needed",
        meaning=(
            "Send `Authorization: Bearer es_...` with a key that is not revoked, or sign in. The park's operator makes keys and accounts; so does "
            "a company's admin for its own."
        ),
    ),
    Kind(
        code="sign-in-refused",
        status=401,
        title="Login and password do not fit",
        meaning=(
            "There is no such account, its password is another, it is shut, or the invitation was used or is over: which of them is not told. Try again, "
            "or ask whoever manages accounts for an invitation."
        ),
    ),
    Kind(
        code="expired",
        status=401,
        title="The key or session is over",
        meaning=(
            "It was right, and its time is over: a key has reached its end or was rotated, a session was not used for too long, has lasted as long "
            "as it may, or was ended. Use the key that took its place, ask for one, or sign in again."
        ),
    ),
    Kind(
        code="forbidden",
        status=403,
        title="The role may not do this",
        meaning="The key or session is valid, its role does not include the action. Use a key of a role that does.",
    ),
    Kind(
        code="outside-scope",
        status=403,
        title="The key is narrowed to other scopes",
        meaning="The role of the key includes the action, its scopes do not. Use a key with the scope that the detail names.",
    ),
    Kind(
        code="foreign-origin",
        status=403,
        title="No page of this service asked for it",
        meaning=(
            "A change came with the cookie of a session, and not from a page of this service: so another site could act in the name of whoever looks at "
            "it. Programs send a key, for which this is not asked. Behind a proxy the service must know its address: setting `public_url`."
        ),
    ),
    Kind(
        code="not-invited",
        status=403,
        title="You have no account here",
        meaning=(
            "The provider of identities knows who you are, and no account of this park is yours, it is shut, or the provider gives you no role here. Ask "
            "the operator, or the admin of your company, for an account."
        ),
    ),
    Kind(
        code="not-found",
        status=404,
        title="There is no such thing",
        meaning="Nothing of that id exists, or it belongs to another tenant: the two look the same on purpose.",
    ),
    Kind(
        code="unknown-path",
        status=404,
        title="There is no such path",
        meaning="No resource has that path. `/docs` shows all there are.",
    ),
    Kind(
        code="method-not-allowed",
        status=405,
        title="The path has no such method",
        meaning="The path exists, the method does not. The header `Allow` lists those that do.",
    ),
    Kind(
        code="not-acceptable",
        status=406,
        title="The answer is not to be had in that form",
        meaning="The header `Accept` names no media type that the path has. The errors name those that it has; without the header it is JSON.",
    ),
    Kind(
        code="already-exists",
        status=409,
        title="The id or reference is taken",
        meaning="Another thing has the id, or an open request of the tenant has the external reference. Choose another, or change that one.",
    ),
    Kind(
        code="illegal-transition",
        status=409,
        title="The status does not allow it",
        meaning="The thing is in a status from which there is no such step; the errors name the steps that there are.",
    ),
    Kind(
        code="overlap",
        status=409,
        title="The machine is taken",
        meaning="A live reservation holds the machine at that time. Choose another time or machine, or plan again.",
    ),
    Kind(
        code="conflict",
        status=409,
        title="The state of things forbids it",
        meaning="What was asked is in order by itself and cannot be done now; the errors say why and what would mend it.",
    ),
    Kind(
        code="still-running",
        status=409,
        title="The first request with this key is not over yet",
        meaning="A request with the same `Idempotency-Key` is being worked on. Wait a second and send it again: then it has its answer.",
    ),
    Kind(
        code="stale-version",
        status=412,
        title="Somebody else was quicker",
        meaning="The thing has changed since it was read. Read it again and repeat the change with the new ETag in `If-Match`.",
    ),
    Kind(
        code="too-large",
        status=413,
        title="The body is too large",
        meaning="Send less at once, such as a batch in several parts.",
    ),
    Kind(
        code="not-json",
        status=415,
        title="The body must be sent as JSON",
        meaning="Send the header `Content-Type: application/json`.",
    ),
    Kind(
        code="invalid",
        status=422,
        title="The request does not have the right form",
        meaning=(
            "A key is missing or unknown, or a value has the wrong type or form. Times are RFC 3339 with an offset, durations ISO 8601. "
            "The errors list every fault with its JSON pointer."
        ),
    ),
    Kind(
        code="refused",
        status=422,
        title="A rule of the park is broken",
        meaning="The form is right, a rule of the park is broken. The errors list every rule with the figure and what would pass. Nothing was stored.",
    ),
    Kind(
        code="key-reused",
        status=422,
        title="The key was used for another request",
        meaning=(
            "The `Idempotency-Key` came within the last day with another method, path or body. To repeat a request send it exactly as the first "
            "time; for a new one make a new key."
        ),
    ),
    Kind(
        code="precondition-required",
        status=428,
        title="Say which version is to be changed",
        meaning="Send `If-Match` with the ETag that the thing had when you read it, so that no change of somebody else is lost.",
    ),
    Kind(
        code="too-many-requests",
        status=429,
        title="Too many calls",
        meaning=(
            "The key, or the address where no valid key came with the call, has made as many calls as it may in this time. Wait for as many seconds "
            "as the header `Retry-After` says. `:batch` puts many requests into one call. After many sign-ins that failed, or while many people sign in at "
            "once, it is said of signing in too."
        ),
    ),
    Kind(
        code="bad-request",
        status=400,
        title="The request cannot be handled",
        meaning="The detail says why.",
    ),
    Kind(
        code="internal",
        status=500,
        title="A defect of the service",
        meaning="Not your fault. Tell the operator the trace id: the log of the service has the details under it.",
    ),
    Kind(
        code="provider-unavailable",
        status=503,
        title="The provider of identities does not answer",
        meaning="Where people sign in cannot be reached, or answers with something that makes no sense. Try again later; keys and passwords still open.",
    ),
    Kind(
        code="unavailable",
        status=503,
        title="The service is not ready",
        meaning="The database cannot be reached, the worker that plans has ended, or the service is about to end. Try again later.",
    ),
)
#: Every kind by its code.
KINDS = {kind.code: kind for kind in _ALL}
#: Which kind an error of `scheduler` is.
OF_ERROR: dict[type[errors.SchedulerError], Kind] = {
    errors.NotFoundError: KINDS["not-found"],
    errors.AlreadyExistsError: KINDS["already-exists"],
    errors.RefusedError: KINDS["refused"],
    errors.AuthenticationError: KINDS["unauthenticated"],
    errors.ExpiredError: KINDS["expired"],
    errors.ForbiddenError: KINDS["forbidden"],
    errors.SignInError: KINDS["sign-in-refused"],
    errors.NoPersonError: KINDS["forbidden"],
    errors.NotInvitedError: KINDS["not-invited"],
    errors.TooManyError: KINDS["too-many-requests"],
    errors.ScopeError: KINDS["outside-scope"],
    errors.IllegalTransitionError: KINDS["illegal-transition"],
    errors.StaleVersionError: KINDS["stale-version"],
    errors.OverlapError: KINDS["overlap"],
    errors.ConflictError: KINDS["conflict"],
    errors.LostRunError: KINDS["conflict"],
    errors.KeyReusedError: KINDS["key-reused"],
    errors.StillRunningError: KINDS["still-running"],
    errors.StorageError: KINDS["unavailable"],
}
#: Which kind an error of the framework is, by its status.
OF_STATUS = {
    400: KINDS["malformed-json"],
    404: KINDS["unknown-path"],
    405: KINDS["method-not-allowed"],
    413: KINDS["too-large"],
    415: KINDS["not-json"],
}
