"""A provider of identities as a process of its own: `python -m tests.api.oidc_provider`, which prints its address.

Over 150 lines because it is authlib's server with every hook that it wants.

Authorization, codes, PKCE, client authentication and ID tokens are those of authlib's server side; what is ours is the form in which people
say who they are, and `/control`, by which a test lets it misbehave.
"""

from __future__ import annotations

import os
import secrets
import socket
import sys
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import uvicorn
from authlib.oauth2 import OAuth2Request
from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Error
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from joserfc.jwk import KeySet
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from tests.api.oidc_forgeries import FORGERIES
from tests.api.oidc_state import CLIENT_ID, Client, Code, State

if TYPE_CHECKING:
    from starlette.requests import Request


class Asked(OAuth2Request):  # type: ignore[misc]  # authlib comes without types
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
