"""What every POST that changes something has in common: a key that makes it safe to repeat, and an answer that says where a new thing is, and its state."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel

from api.conditional import tag
from api.dependencies import Caller, Ctx, Running, created
from scheduler.domain.access import Actor
from scheduler.domain.answer import Reply, answer_id, fingerprint_of
from scheduler.services.context import Context
from scheduler.services.once import Asked, once

T = TypeVar("T")

_KEY = Header(
    alias="Idempotency-Key",
    min_length=1,
    max_length=255,
    pattern=r"^[\x21-\x7e]+$",
    description="Yours for this request, such as a UUID: sent again with it, the request is not carried out again and gets the same answer.",
)


@dataclass(frozen=True, slots=True)
class Creating:
    """One request that creates or changes something, and how it is answered."""

    running: Running
    ctx: Context
    caller: Actor
    request: Request
    body: bytes
    #: None: it is carried out however often it comes.
    key: str | None

    def __call__(
        self,
        schema: type[BaseModel],
        make: Callable[[Context, Actor], T],
        *,
        show: Callable[[T], Any] | None = None,
        located: bool = True,
        secret: bool = False,
        status: int | None = None,
    ) -> Response:
        """Carry the request out, unless it was before, and return its answer.

        Parameters
        ----------
        schema
            What the answer looks like.
        make
            Calls the use case for the caller, with the context that it is given.
        show
            From what it returns to what the schema reads; None: as it is.
        located
            Whether it makes a new thing that has a path of its own, below that of the request.
        secret
            Whether the answer holds a secret: then it is not kept.
        status
            None: that of the path.
        """

        def carry_out(ctx: Context) -> Reply:
            thing = make(ctx, self.caller)
            shown = schema.model_validate(thing if show is None else show(thing))
            headers = self._headers(thing, located=located)
            usual: int | None = self.request.scope["route"].status_code
            return Reply(status=status or usual or 200, headers=headers, body=shown.model_dump_json())

        return _answer(carry_out(self.ctx) if self.key is None else self._once(self.key, carry_out, secret=secret))

    def _once(self, key: str, carry_out: Callable[[Context], Reply], *, secret: bool) -> Reply:
        fingerprint = fingerprint_of(self.request.method, self.request.url.path, self.body)
        with self.running.in_progress.alone(answer_id(self.caller, key)):
            return once(self.ctx, self.caller, Asked(key=key, fingerprint=fingerprint, secret=secret), carry_out)

    def _headers(self, thing: Any, *, located: bool) -> tuple[tuple[str, str], ...]:
        told = Response()
        if located:
            created(self.request, told, thing.id)
        if hasattr(thing, "version"):
            tag(told, thing)
        return tuple((name, value) for name, value in told.headers.items() if name != "content-length")


def _answer(reply: Reply) -> Response:
    return Response(reply.body, reply.status, dict(reply.headers), "application/json")


async def creating_of(
    running: Running,
    ctx: Ctx,
    caller: Caller,
    request: Request,
    idempotency_key: Annotated[str | None, _KEY] = None,
) -> Creating:
    """Return how this request is answered."""
    return Creating(running, ctx, caller, request, await request.body(), idempotency_key)


Create = Annotated[Creating, Depends(creating_of)]
#: The same, for what changes something that is there.
Act = Create
