"""How much a body may bring: the framework's own guard answers in plain text, this one with a problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.catalogue import KINDS
from api.errors import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


#: What begins a part of a JSON text, or parts two.
_MARKS = (b"{", b"[", b",")


class BodyLimit:
    """ASGI middleware that refuses bodies of more than `most` bytes, or of more than `parts`, by what their header says or as they come in.

    Parts are the values of a JSON text. To check one takes some microseconds, in which nobody else is answered: a body of a few megabytes can have
    millions of them.
    """

    def __init__(self, app: ASGIApp, most: int, parts: int) -> None:
        self._app, self._most, self._parts = app, most, parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request whose body is short enough."""
        length = Headers(scope=scope).get("content-length", "0") if scope["type"] == "http" else "0"
        if length.isdigit() and int(length) > self._most:
            told = f"{length} bytes; send at most {self._most}"
            await problem(Request(scope), KINDS["too-large"], told)(scope, receive, send)
            return
        received = parts = 0

        async def counted() -> Message:
            nonlocal received, parts
            message = await receive()
            body = message.get("body", b"")
            received += len(body)
            parts += sum(map(body.count, _MARKS))
            if received > self._most:
                raise HTTPException(413, f"more than {self._most} bytes")
            if parts > self._parts:
                raise HTTPException(413, f"more than {self._parts} values; send less at once")
            return message

        await self._app(scope, counted, send)
