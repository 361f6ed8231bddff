"""What nobody foresaw becomes an answer inside the application, so that headers, log and figures see it like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.requests import Request

from api.errors import unforeseen

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Defects:
    """ASGI middleware that answers a defect with 500; where the answer had begun already, the connection is broken off."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request, come what may."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception as error:
            answer = unforeseen(Request(scope), error)
            if begun:
                raise
            await answer(scope, receive, send)
