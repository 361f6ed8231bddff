"""What every answer tells a browser that it must not do, and who may keep a copy of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: For answers that are no page. A page brings its own, in which it allows what it needs and nothing else.
_NO_PAGE = "default-src 'none'; frame-ancestors 'none'"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: Texts that are the same for everybody, and may be kept.
_KEPT = ("/docs", "/problems", "/openapi.json")


class SecurityHeaders:
    """ASGI middleware that adds them; `hsts_seconds` is for how long a browser is to come by TLS only, 0: nothing is said of it."""

    def __init__(self, app: ASGIApp, hsts_seconds: int = 0) -> None:
        self._app, self._hsts_seconds = app, hsts_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request, and guard its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._guard(scope, MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, guarded)

    def _guard(self, scope: Scope, headers: MutableHeaders) -> None:
        for name, value in _ALWAYS.items():
            headers[name] = value
        headers.setdefault("Content-Security-Policy", _NO_PAGE)
        # The framework says `no-cache` of streams, which lets a copy be kept.
        said = headers.get("Cache-Control", "no-cache")
        if said == "no-cache" and not scope["path"].startswith(_KEPT):
            headers["Cache-Control"] = "no-store"
        # Over a plain connection anybody on the way could say it, so browsers do not listen there.
        if self._hsts_seconds and scope["scheme"] == "https":
            headers["Strict-Transport-Security"] = f"max-age={self._hsts_seconds}"
