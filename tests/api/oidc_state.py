"""What the provider of identities of the tests knows: keys, people, the client, and the codes that it gave out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from authlib.oauth2.rfc6749 import ClientMixin
from joserfc.jwk import ECKey

CLIENT_ID, CLIENT_SECRET = "equishare", "the secret of the tests"


@dataclass
class State:
    """What the provider knows, and how it is to misbehave."""

    issuer: str
    keys: list[ECKey] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    #: By `sub`.
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: Said in ID tokens in place of what is true.
    lies: dict[str, Any] = field(default_factory=dict)
    #: How ID tokens are forged, by a name in `FORGERIES`; None: they are signed.
    forgery: str | None = None
    #: How often its keys were asked for.
    asked: int = 0
    is_down: bool = False

    def rotate(self) -> None:
        """Sign with a new key from now on, and name no other."""
        self.keys = [ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)]


@dataclass(frozen=True)
class Code:
    """A code that was given out."""

    code: str
    client_id: str
    redirect_uri: str
    scope: str
    subject: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None

    def get_redirect_uri(self) -> str:
        """For authlib."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """For authlib."""
        return self.scope

    def get_nonce(self) -> str | None:
        """For authlib."""
        return self.nonce

    def get_auth_time(self) -> None:
        """For authlib."""

    get_acr = get_amr = get_auth_time


class Client(ClientMixin):  # type: ignore[misc]  # authlib comes without types
    """The one client that is registered."""

    id_token_signed_response_alg = None

    def get_client_id(self) -> str:
        """For authlib."""
        return CLIENT_ID

    def get_default_redirect_uri(self) -> None:
        """For authlib."""

    def get_allowed_scope(self, scope: str) -> str:
        """For authlib."""
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """For authlib."""
        return redirect_uri.endswith("/sign-in/oidc/callback")

    def check_client_secret(self, client_secret: str) -> bool:
        """For authlib."""
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """For authlib."""
        return (method, endpoint) == ("client_secret_basic", "token")

    def check_response_type(self, response_type: str) -> bool:
        """For authlib."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """For authlib."""
        return grant_type == "authorization_code"
