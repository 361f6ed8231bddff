"""What nobody foresaw in the middle of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
import pytest
import structlog

from api.defects import Defects

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

_CALL = {"type": "http", "method": "GET", "path": "/v1/stream", "headers": [], "state": {"trace_id": "t1"}}


async def breaking(scope: Scope, receive: Receive, send: Send) -> None:
    """Begin an answer and fail in the middle of it."""
    del scope, receive
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise ValueError("zinnober")


async def nothing() -> Message:
    """Return a body without anything in it."""
    return {"type": "http.request"}


def test_an_answer_that_breaks_is_broken_off_and_told() -> None:
    """A second answer would follow in the middle of the first; its status says that all is well, and nothing would say that it was not."""
    sent: list[Message] = []

    async def keep(message: Message) -> None:
        sent.append(message)

    with structlog.testing.capture_logs() as logs, pytest.raises(ValueError, match="zinnober"):
        anyio.run(Defects(breaking), dict(_CALL), nothing, keep)
    assert [message["type"] for message in sent] == ["http.response.start"]
    assert [(each["event"], each["trace_id"]) for each in logs] == [("defect", "t1")]
