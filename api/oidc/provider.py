"""The provider of identities of an installation: where it is, what it signs with, and how a code becomes a token.

Over 150 lines because what is asked of a provider, and what becomes of its answers, is one conversation.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from api.oidc.id_tokens import Expected, IdTokenError, claims_of
from scheduler.errors import TooManyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2
    from joserfc.jwk import KeySet

    from scheduler.clock import Clock
    from scheduler.domain.session import PendingSignIn
    from scheduler.settings import Settings

_WELL_KNOWN = "/.well-known/openid-configuration"
_SCOPES = "openid email profile"
#: For how long what the provider says of itself, and its keys, are not asked for again.
_KEPT = timedelta(hours=1)
#: How far apart its keys are asked for because a token names one that is not among them: anybody could send such tokens.
_AGAIN = timedelta(minutes=1)
#: Seconds that it gets for an answer: somebody waits before the browser.
_PATIENCE = 10.0
#: How many may talk to it at once, each with a thread of ours; and how far apart one that does not answer is asked.
_AT_ONCE = 8
_TRIED_AGAIN = timedelta(seconds=5)
#: Where TLS may be missing: nobody else listens there.
_LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")


class ProviderError(Exception):
    """The provider does not answer, or with something that makes no sense; says why, for the log."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the provider says of itself, its keys, and when we asked."""

    metadata: dict[str, Any]
    keys: KeySet
    at: datetime


class Provider:
    """A provider of identities; of use from any thread."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        secret = settings.oidc_client_secret
        self._issuer, self._client_id = settings.oidc_issuer, settings.oidc_client_id
        self._secret = None if secret is None else secret.get_secret_value()
        self._clock, self._lock = clock, threading.Lock()
        self._known: _Known | None = None
        self._failed_at: datetime | None = None
        self._places = threading.BoundedSemaphore(_AT_ONCE)

    @property
    def issuer(self) -> str:
        """Its address, by which it is named."""
        return self._issuer

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold one of the few places in which we wait for the provider; TooManyError where all are taken."""
        if not self._places.acquire(blocking=False):
            raise TooManyError("too many people sign in at this moment", 1)
        try:
            yield
        finally:
            self._places.release()

    def address(self, pending: PendingSignIn, redirect_uri: str) -> str:
        """Return where a browser is sent to; ProviderError."""
        metadata = self._look().metadata
        with self._client(redirect_uri, metadata) as client:
            url, _ = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=pending.state,
                nonce=pending.nonce,
                code_verifier=pending.verifier,
            )
        return str(url)

    def claims(self, code: str, pending: PendingSignIn, redirect_uri: str) -> dict[str, Any]:
        """Return what the provider says of whoever comes back with a code.

        Raises
        ------
        ProviderError
            When it does not answer.
        IdTokenError
            When it does not take the code, or what it says is not believed.
        """
        token = self._token(code, pending, redirect_uri)
        expected = Expected(issuer=self._issuer, client_id=self._client_id, nonce=pending.nonce, now=self._clock())
        from joserfc.errors import InvalidKeyIdError

        try:
            return claims_of(token, self._look().keys, expected)
        except InvalidKeyIdError:
            keys = self._look(_AGAIN).keys
        try:
            return claims_of(token, keys, expected)
        except InvalidKeyIdError:
            raise IdTokenError("signed by a key that the provider does not name") from None

    def _token(self, code: str, pending: PendingSignIn, redirect_uri: str) -> str:
        import httpx2
        from authlib.integrations.httpx_client import OAuthError

        metadata = self._look().metadata
        try:
            with self._client(redirect_uri, metadata) as client:
                found = client.fetch_token(
                    metadata["token_endpoint"],
                    code=code,
                    code_verifier=pending.verifier,
                    grant_type="authorization_code",
                )
        except OAuthError as error:
            raise IdTokenError(f"the provider does not take the code: {error.error}") from None
        except (httpx2.HTTPError, ValueError) as error:
            raise ProviderError(f"no token: {type(error).__name__}") from None
        token = found.get("id_token")
        if not isinstance(token, str):
            raise IdTokenError("no ID token came with the answer")
        return token

    def _client(self, redirect_uri: str, metadata: dict[str, Any]) -> Any:
        """Return authlib's client of OAuth 2.0, which is also the client of HTTP; no types come with it."""
        from authlib.integrations.httpx_client import OAuth2Client

        method = "client_secret_basic" if self._secret else "none"
        known = metadata.get("token_endpoint_auth_methods_supported", [method])
        if self._secret and method not in known:
            method = "client_secret_post"
        return OAuth2Client(
            client_id=self._client_id,
            client_secret=self._secret,
            token_endpoint_auth_method=method,
            scope=_SCOPES,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=_PATIENCE,
        )

    def _look(self, kept: timedelta = _KEPT) -> _Known:
        """Return what is known, asked for anew where it is older than that; what is old will do while the provider does not answer."""
        with self._lock:
            known, now = self._known, self._clock()
            if known is not None and known.at <= now < known.at + kept:
                return known
            if self._failed_at is None or not self._failed_at <= now < self._failed_at + _TRIED_AGAIN:
                try:
                    self._known, self._failed_at = self._ask(now), None
                except ProviderError:
                    self._failed_at = now
                    if known is None:
                        raise
            if self._known is None:
                raise ProviderError("it did not answer a moment ago")
            return self._known

    def _ask(self, now: datetime) -> _Known:
        import httpx2
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        try:
            with httpx2.Client(timeout=_PATIENCE) as client:
                metadata = _json(client, self._issuer.rstrip("/") + _WELL_KNOWN)
                _check(metadata, self._issuer)
                keys = KeySet.import_key_set(_signing(_json(client, metadata["jwks_uri"])))
        except (httpx2.HTTPError, JoseError, ValueError, TypeError, KeyError) as error:
            raise ProviderError(f"{self._issuer}: {type(error).__name__}: {error}") from None
        return _Known(metadata, keys, now)


def _json(client: httpx2.Client, url: str) -> dict[str, Any]:
    answer = client.get(url, headers={"Accept": "application/json"})
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise TypeError(f"{url} answers with no object")
    return found


def _signing(found: dict[str, Any]) -> Any:
    """Return the keys for signatures that we know how to check; a provider may have others, for other ends."""
    kinds = {"RSA", "EC", "OKP"}
    keys = [key for key in found["keys"] if key.get("kty") in kinds and key.get("use", "sig") == "sig"]
    return {"keys": keys}


def _check(metadata: dict[str, Any], issuer: str) -> None:
    """Refuse what another provider says, and ends that anybody on the way could be; ValueError."""
    if metadata.get("issuer") != issuer:
        raise ValueError(f"says that it is {str(metadata.get('issuer'))[:200]!r}")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not is_safe(str(metadata.get(name))):
            raise ValueError(f"{name} is no https address")


def is_safe(url: str) -> bool:
    """Return whether nobody on the way to an address can listen or answer in its place: by TLS, or on this machine."""
    return url.startswith("https://") or any(
        url == base or url.startswith((f"{base}:", f"{base}/")) for base in _LOOPBACK
    )
