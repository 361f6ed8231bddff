"""ID tokens that must not be believed, made from ones that could be."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, Any

from joserfc import jwt
from joserfc.jwk import ECKey

if TYPE_CHECKING:
    from collections.abc import Callable


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
