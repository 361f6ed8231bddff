"""The forms of settings that are texts with a grammar: rates, addresses, roles; each raises ValueError, and the cure stands in `settings`."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, SecretStr

from scheduler.domain.access import Role

#: What turns a setting off that may be.
OFF = ("", "off", "none")
_RATE = re.compile(r"[1-9][0-9]{0,6}/(second|minute|hour)")
_ADDRESS = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")
#: Where nobody on the way can answer in the place of whom we ask.
_SAFE = re.compile(r"https://|http://(127\.0\.0\.1|localhost|\[::1\])(:|/|$)")


def _rate(value: object) -> object:
    if value is None or (isinstance(value, str) and value.lower() in OFF):
        return None
    if not isinstance(value, str) or _RATE.fullmatch(value) is None:
        raise ValueError("no rate")
    return value


def _address(value: str) -> str:
    if value and _ADDRESS.fullmatch(value) is None:
        raise ValueError("no address")
    return value.rstrip("/")


def _issuer(value: str) -> str:
    if value and (_ADDRESS.fullmatch(value) is None or not _SAFE.match(value)):
        raise ValueError("no safe address")
    return value


def _roles(value: str) -> str:
    known = {role.value for role in Role}
    pairs = [part.partition("=") for part in value.split(",")] if value else []
    if any(not name.strip() or role.strip() not in known for name, _, role in pairs):
        raise ValueError("no roles")
    return value


def _filled(value: SecretStr | None) -> SecretStr | None:
    return value if value is not None and value.get_secret_value() else None


#: How often, such as `3000/minute`; None: as often as one likes.
Rate = Annotated[str | None, BeforeValidator(_rate)]
#: An address without a slash at its end; empty: there is none.
Address = Annotated[str, AfterValidator(_address)]
#: Address of a provider of identities, to the letter as it names itself.
Issuer = Annotated[str, AfterValidator(_issuer)]
#: Pairs of a word and a role, by commas.
Roles = Annotated[str, AfterValidator(_roles)]
#: A secret; an empty one is none.
Secret = Annotated[SecretStr | None, AfterValidator(_filled)]
