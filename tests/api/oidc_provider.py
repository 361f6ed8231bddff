"""A provider of identities as a process of its own: `python -m tests.api.oidc_provider`, which prints its address.

Authorization, codes, PKCE, client authentication and ID tokens are those of authlib's server side; what is ours is the form in which people
say who they are, and `/control`, by which a test lets it misbehave.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import socket
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import uvicorn
from authlib.oauth2 import OAuth2Request
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Error
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

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


class Asked(OAuth2Request):  # type: ignore[misc]  # as above
    """A request as authlib reads it."""

    def __init__(self, method: str, uri: str, headers: dict[str, str], values: dict[str, str]) -> None:
        super().__init__(method, uri, headers=headers)
        self.payload = BasicOAuth2Payload(values)
        self._values = values

    @property
    def args(self) -> dict[str, str]:
        """What stands in the query."""
        return self._values

    @property
    def form(self) -> dict[str, str]:
        """What stands in the body."""
        return self._values


def _with_public_key(true: str, key: ECKey) -> str:
    """Sign with what everybody knows, as if it were a shared secret."""
    signed = f"{_part({'alg': 'HS256', 'kid': key.kid})}.{true.split('.')[1]}"
    mac = hmac.digest(key.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{urlsafe_b64encode(mac).decode().rstrip('=')}"


def _unsigned(true: str, key: ECKey) -> str:
    return f"{_part({'alg': 'none', 'kid': key.kid})}.{true.split('.')[1]}."


def _by_a_stranger(true: str, key: ECKey) -> str:
    """Sign with another key under the name of the true one."""
    claims = json.loads(urlsafe_b64decode(true.split(".")[1] + "=="))
    return jwt.encode({"alg": "ES256", "kid": key.kid}, claims, ECKey.generate_key("P-256"))


def _changed_afterwards(true: str, key: ECKey) -> str:
    del key
    head, body, signature = true.split(".")
    claims = json.loads(urlsafe_b64decode(body + "=="))
    return f"{head}.{_part(claims | {'name': 'somebody else'})}.{signature}"


def _part(content: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


#: From the token that was signed and the key to one that must not be believed.
FORGERIES: dict[str, Callable[[str, ECKey], str]] = {
    "with the public key": _with_public_key,
    "unsigned": _unsigned,
    "by a stranger": _by_a_stranger,
    "changed afterwards": _changed_afterwards,
    "no token": lambda *_: "no.token",
}


class Server(AuthorizationServer):  # type: ignore[misc]  # as above
    """Authlib's server over our state."""

    def __init__(self, state: State) -> None:
        super().__init__()
        self.state = state
        self.register_token_generator("default", BearerTokenGenerator(lambda **_: secrets.token_urlsafe()))
        self.register_grant(Grant, [CodeChallenge(required=True), IdTokens(state)])

    def query_client(self, client_id: str) -> Client | None:
        """For authlib."""
        return Client() if client_id == CLIENT_ID else None

    def save_token(self, token: Any, request: Any) -> None:
        """For authlib."""

    def create_oauth2_request(self, request: Asked) -> Asked:
        """For authlib."""
        return request

    def handle_response(self, status: int, body: Any, headers: Any) -> Response:
        """For authlib."""
        plain = JSONResponse(body, status) if isinstance(body, dict) else Response(body, status)
        plain.headers.update({name: value for name, value in headers if name != "Content-Type"})
        return plain

    def send_signal(self, *_: Any, **__: Any) -> None:
        """For authlib."""


class Grant(AuthorizationCodeGrant):  # type: ignore[misc]  # as above
    """Codes, kept in our state."""

    def save_authorization_code(self, code: str, request: Any) -> None:
        """For authlib."""
        told = request.payload.data
        self.server.state.codes[code] = Code(
            code, told["client_id"], told["redirect_uri"], told.get("scope", ""), request.user, told.get("nonce"),
            told.get("code_challenge"), told.get("code_challenge_method"),
        )  # fmt: skip

    def query_authorization_code(self, code: str, client: Client) -> Code | None:
        """For authlib."""
        del client
        found: Code | None = self.server.state.codes.get(code)
        return found

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """For authlib."""
        del self.server.state.codes[authorization_code.code]

    def authenticate_user(self, authorization_code: Code) -> str:
        """For authlib."""
        return authorization_code.subject


class IdTokens(OpenIDCode):  # type: ignore[misc]  # as above
    """ID tokens, with what the state says of people, and with its lies."""

    def __init__(self, state: State) -> None:
        super().__init__(require_nonce=True)
        self.state = state

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        """For authlib."""
        del request
        return any(code.nonce == nonce for code in self.state.codes.values())

    def get_client_algorithm(self, client: Client) -> str:
        """For authlib."""
        del client
        return "ES256"

    def get_client_claims(self, client: Client) -> dict[str, Any]:
        """For authlib."""
        return {"iss": self.state.issuer, "aud": client.get_client_id()}

    def get_encode_header(self, client: Client) -> dict[str, Any]:
        """For authlib."""
        del client
        return {"alg": "ES256", "kid": self.state.keys[0].kid}

    def resolve_client_private_key(self, client: Client) -> Any:
        """For authlib."""
        del client
        return self.state.keys[0]

    def encode_id_token(self, token: Any, request: Any) -> str:
        """For authlib; forged afterwards, where a test wants it."""
        true: str = super().encode_id_token(token, request)
        forgery = self.state.forgery
        return true if forgery is None else FORGERIES[forgery](true, self.state.keys[0])

    def generate_user_info(self, user: str, scope: str) -> dict[str, Any]:
        """For authlib."""
        del scope
        return {"sub": user} | self.state.people.get(user, {}) | self.state.lies


class Ends:
    """What the provider answers, by path."""

    def __init__(self, state: State) -> None:
        self.state, self.server = state, Server(state)

    def app(self) -> Starlette:
        """Return the provider."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.metadata),
                Route("/keys", self.keys),
                Route("/authorize", self.authorize, methods=["GET", "POST"]),
                Route("/token", self.token, methods=["POST"]),
                Route("/control", self.control, methods=["POST"]),
            ]
        )

    def metadata(self, _: Request) -> Response:
        """Say where everything is."""
        if self.state.is_down:
            return Response("down", 500)
        issuer = self.state.issuer
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return JSONResponse({"issuer": issuer, **{name: f"{issuer}/{path}" for name, path in names.items()}})

    def keys(self, _: Request) -> Response:
        """Name the public keys."""
        self.state.asked += 1
        return JSONResponse(KeySet(list(self.state.keys)).as_dict(private=False))

    async def authorize(self, request: Request) -> Response:
        """Ask who somebody is, and send them back with a code."""
        asked = Asked("GET", str(request.url), dict(request.headers), dict(request.query_params))
        try:
            grant = self.server.get_consent_grant(asked, end_user=None)
        except OAuth2Error as error:
            return JSONResponse({"error": error.error, "description": error.description}, 400)
        if request.method == "GET":
            query = escape(str(request.url.query))
            return HTMLResponse(f'<form method="post" action="authorize?{query}"><input name="sub"></form>')
        subject = (await _form(request)).get("sub")
        answer: Response = self.server.create_authorization_response(asked, grant_user=subject, grant=grant)
        return answer

    async def token(self, request: Request) -> Response:
        """Give an ID token for a code."""
        if self.state.is_down:
            return Response("down", 500)
        form = await _form(request)
        asked = Asked("POST", str(request.url), dict(_titled(request)), form)
        answer: Response = self.server.create_token_response(asked)
        return answer

    async def control(self, request: Request) -> Response:
        """Learn from a test how to be."""
        for name, value in (await request.json()).items():
            if name == "rotate":
                self.state.rotate()
            else:
                setattr(self.state, name, value)
        return JSONResponse({"asked": self.state.asked})


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode()))


def _titled(request: Request) -> list[tuple[str, str]]:
    return [(name.title(), value) for name, value in request.headers.items()]


def main() -> None:
    """Serve on a free port of this machine until the process is ended."""
    # authlib refuses plain connections, also to one's own machine, unless it is told.
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    listening = socket.create_server(("127.0.0.1", 0))
    state = State(f"http://127.0.0.1:{listening.getsockname()[1]}")
    state.rotate()
    sys.stdout.write(state.issuer + "\n")
    sys.stdout.flush()
    config = uvicorn.Config(Ends(state).app(), log_level="warning")
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
