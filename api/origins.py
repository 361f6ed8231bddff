"""Whether a request was made by a page of ours: browsers send cookies along with what other sites ask for too."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers

if TYPE_CHECKING:
    from starlette.types import Scope

#: Methods that change nothing.
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_PORTS = {"http": 80, "https": 443}


def is_foreign(scope: Scope, public_url: str, *, told: bool) -> bool:
    """Return whether a request comes from a page that is not ours, by what the browser says and no page can forge.

    `Sec-Fetch-Site` decides where it is there, whatever names proxies give us. Browsers leave it out on plain connections: there `Origin` must be
    that of the request, or of `public_url`. `told` False lets pass what says neither, as programs do that are no browsers.
    """
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site != "same-origin"
    origin = headers.get("origin")
    if origin is None:
        return told
    own = {_parts(f"{scope['scheme']}://{headers.get('host', '')}"), _parts(public_url)} - {None}
    return _parts(origin) not in own


def _parts(url: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of an address; None for what is none."""
    try:
        split = urlsplit(url)
        port = split.port
    except ValueError:
        return None
    if split.scheme not in _PORTS or not split.hostname:
        return None
    return split.scheme, split.hostname, port or _PORTS[split.scheme]
