"""The same key, the same answer: what was done for a request is done once, and its answer is kept in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scheduler.domain.answer import KEPT, Answer, Reply, answer_id
from scheduler.errors import AlreadyExistsError, ConflictError, KeyReusedError, StillRunningError
from scheduler.services.forgetting import FEW

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.domain.access import Actor
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A request that wants to be carried out once."""

    #: What its sender calls it; belongs to the sender's tenant and role.
    key: str
    #: Equal for two requests that ask for the same.
    fingerprint: str
    #: True: its answer holds a secret, which is not kept.
    secret: bool = False


def once(ctx: Context, actor: Actor, asked: Asked, carry_out: Callable[[Context], Reply]) -> Reply:
    """Carry a request out and keep its answer for a day, or return the answer that is kept.

    `carry_out` gets a context whose transactions are all part of one, which holds its effect and the answer: after a crash there
    are both or neither. When it raises, there is neither, and the key may be used again.

    Raises
    ------
    KeyReusedError
        When the key was used for something else.
    StillRunningError
        When another process is at the same request.
    ConflictError
        `answer_not_kept` when the request was carried out and its answer held a secret, which is shown once.
    """
    name = answer_id(actor, asked.key)
    with ctx.unit_of_work() as uow:
        now = ctx.clock()
        uow.answers.forget(now - KEPT, FEW)
        kept = uow.answers.find(name)
        if kept is not None and kept.at < now - KEPT:
            # Too old, and not taken away yet.
            uow.answers.remove(name)
        elif kept is not None:
            return _again(kept, asked)
        reply = carry_out(ctx.within(uow))
        kept_reply = replace(reply, body=None) if asked.secret else reply
        _keep(uow, Answer(id=name, at=now, fingerprint=asked.fingerprint, reply=kept_reply))
        uow.commit()
    return reply


def _again(kept: Answer, asked: Asked) -> Reply:
    if kept.fingerprint != asked.fingerprint:
        raise KeyReusedError
    if kept.reply.body is None:
        told = "this was done already, and the secret in its answer was shown that once"
        raise ConflictError("answer_not_kept", told, "revoke what was made then, and ask anew under another key")
    return kept.reply


def _keep(uow: UnitOfWork, answer: Answer) -> None:
    try:
        uow.answers.add(answer)
    except AlreadyExistsError:
        raise StillRunningError from None
