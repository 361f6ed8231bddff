"""What a provider of identities signs about somebody, and whether it may be believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwt import JWTClaimsRegistry

if TYPE_CHECKING:
    from datetime import datetime

    from joserfc.jwk import KeySet

#: Signatures with a key of which we know the public half only. `none` and those with a shared secret are not among them: whoever knows the
#: public key could make those.
ALGORITHMS = ("RS256", "PS256", "ES256", "Ed25519")
#: Seconds that the provider's clock may differ from ours.
LEEWAY = 60
#: OpenID Connect Core 1.0, section 2.
_LONGEST_SUBJECT = 255


class IdTokenError(Exception):
    """A token that is not believed; says why, for the log and never for whoever brought it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """What a token must say."""

    issuer: str
    client_id: str
    nonce: str
    now: datetime


def claims_of(token: str, keys: KeySet, expected: Expected) -> dict[str, Any]:
    """Return what a token says (OpenID Connect Core 1.0, 3.1.3.7).

    Raises
    ------
    IdTokenError
        For a signature that is not one of the provider's, another issuer, audience or nonce, one that is over or not yet good, or has no subject.
    JoseError
        `InvalidKeyIdError` for a signature by a key that is not among `keys`: the provider may have a new one.
    """
    from joserfc.errors import InvalidKeyIdError

    try:
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        _registry(expected).validate(claims)
    except InvalidKeyIdError:
        raise
    except (JoseError, ValueError) as error:
        raise IdTokenError(f"{type(error).__name__}: {error}") from None
    if len(claims["sub"]) > _LONGEST_SUBJECT:
        raise IdTokenError("a subject that is too long")
    # A list that holds the nonce would pass the registry.
    if claims["nonce"] != expected.nonce:
        raise IdTokenError("another nonce")
    audience = claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and "azp" not in claims:
        raise IdTokenError("for several, and it is not said who asked for it")
    if claims.get("azp", expected.client_id) != expected.client_id:
        raise IdTokenError("asked for by another client")
    return claims


def _registry(expected: Expected) -> JWTClaimsRegistry:
    return JWTClaimsRegistry(
        now=int(expected.now.timestamp()),
        leeway=LEEWAY,
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client_id},
        nonce={"essential": True, "value": expected.nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )
