"""The cookie of a session: out of reach of scripts, sent to this host only, and by TLS only unless the installation has none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import cookie_parser

if TYPE_CHECKING:
    from datetime import timedelta

    from starlette.datastructures import Headers
    from starlette.responses import Response

    from scheduler.settings import Settings

#: With this a browser takes the cookie from a TLS answer of this very host only, for all of its paths.
_HOST = "__Host-"
_SESSION, _AWAY = "equishare", "equishare-away"
#: What the cookie of a session is called, unless the installation has no TLS.
SESSION_COOKIE = _HOST + _SESSION


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie that this service gives."""

    name: str
    secure: bool

    def give(self, response: Response, secret: str, kept: timedelta) -> None:
        """Let a browser keep a secret for so long."""
        response.set_cookie(
            self.name,
            secret,
            max_age=int(kept.total_seconds()),
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def take(self, response: Response) -> None:
        """Let a browser forget it."""
        response.delete_cookie(self.name, path="/", secure=self.secure, httponly=True, samesite="lax")

    def read(self, headers: Headers) -> str | None:
        """Return the secret that came with a request; None: none did."""
        return cookie_parser(headers.get("cookie", "")).get(self.name) or None


def session_cookie(settings: Settings) -> Cookie:
    """Return the cookie of sessions."""
    return _cookie(_SESSION, settings)


def away_cookie(settings: Settings) -> Cookie:
    """Return the cookie of those who were sent to their provider of identities."""
    return _cookie(_AWAY, settings)


def _cookie(name: str, settings: Settings) -> Cookie:
    secure = settings.cookies == "secure"
    return Cookie(_HOST + name if secure else name, secure)
