"""What must hold of a webhook before it is stored: an address that can be called, and types that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from scheduler.domain.change import ChangeKind
from scheduler.domain.refusal import Refusal
from scheduler.domain.rules.addresses import is_public, literal_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.webhook import Webhook

#: The most types that a webhook names; for more, leave them out and get all.
MOST_TYPES = 20
_LONGEST_URL = 2000
_SCHEMES = frozenset({"http", "https"})
_URL, _TYPES = "/url", "/types"


def check_webhook(webhook: Webhook, *, private: bool) -> tuple[Refusal, ...]:
    """Return every rule that a webhook breaks; `private`: addresses of one's own network may be called."""
    return (*_of_url(webhook.url, private=private), *_of_types(webhook.types))


def _of_url(url: str, *, private: bool) -> Iterator[Refusal]:
    parts = _parts(url)
    if parts is None:
        cure = f"give one such as https://erp.example.com/hooks, of at most {_LONGEST_URL} visible ASCII characters"
        yield _refused("url", _URL, "is no address of HTTP", cure)
        return
    if parts.username is not None or parts.password is not None:
        cure = "leave them out: everybody who may read the webhook would read them; the signature proves who calls"
        yield _refused("url_credentials", _URL, "holds a user's name or password", cure)
    if parts.fragment or url.endswith("#"):
        yield _refused("url_fragment", _URL, "has a part behind #, which is never sent", "leave it out")
    literal = literal_address(parts.hostname or "")
    if literal is not None and not private and not is_public(literal):
        cure = "give one of the public internet, or let the operator allow others (webhook_targets)"
        yield _refused("url_private", _URL, f"{literal} is no public address", cure)


def _parts(url: str) -> SplitResult | None:
    """Return the parts of a URL that a client can call without a second opinion on what they are; None where there is none."""
    if len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable() or any(each in url for each in " \\<>\"'"):
        return None
    try:
        parts = urlsplit(url)
        is_callable = parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:  # A port that is no number, brackets that do not close.
        return None
    return parts if is_callable else None


def _of_types(types: tuple[str, ...] | None) -> Iterator[Refusal]:
    if types is None:
        return
    if not 1 <= len(types) <= MOST_TYPES:
        yield _refused("types", _TYPES, f"names {len(types)} types", f"name 1 to {MOST_TYPES}, or give null for all")
    kinds = {kind.value for kind in ChangeKind}
    for index, name in enumerate(types):
        if name.partition(".")[0] not in kinds:
            cure = f"the first word is one of {', '.join(sorted(kinds))}"
            yield _refused("known", f"{_TYPES}/{index}", f"there are no events of a kind {name!r}", cure)


def _refused(rule: str, pointer: str, message: str, cure: str) -> Refusal:
    return Refusal(rule=rule, pointer=pointer, message=message, cure=cure)
