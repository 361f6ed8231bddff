"""What an address of a webhook may be, which types it may name, and which secrets sign."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from scheduler.domain.rules.webhooks import check_webhook
from scheduler.domain.telling import PARK
from scheduler.domain.webhook import (
    OLD_SECRET_SIGNS,
    SigningSecret,
    Webhook,
    WebhookStatus,
    new_signing_secret,
    rotated,
    signing,
    switched,
)
from scheduler.errors import IllegalTransitionError
from tests.scheduler.builders import NOW, at


def make(**facts: Any) -> Webhook:
    """Return a webhook of ada's that hears everything."""
    usual: dict[str, Any] = {"id": "wh_1", "tenant_id": "ada", "url": "https://erp.example.com/hook", "created_at": NOW}
    return Webhook(**usual | {"updated_at": NOW, "secrets": (SigningSecret(text="whsec_YQ=="),)} | facts)


@pytest.mark.parametrize(
    "url",
    [
        "https://erp.example.com/hook",
        "http://erp.example.com",
        "https://erp.example.com:8443/a/b?token=x%20y",
        "https://93.184.216.34/hook",
        "https://[2606:4700:4700::1111]/",
        "HTTPS://ERP.EXAMPLE.COM/",
    ],
)
def test_an_address_of_the_internet_passes(url: str) -> None:
    """Whoever has a receiver could otherwise not name it."""
    assert check_webhook(make(url=url), private=False) == ()


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("ftp://erp.example.com/", "url"),
        ("file:" + "///etc/passwd", "url"),
        ("erp.example.com/hook", "url"),
        ("https://", "url"),
        ("https:///hook", "url"),
        ("https://erp.example.com:99999/", "url"),
        ("https://erp.example.com:0/", "url"),
        ("https://erp.example.com:x/", "url"),
        ("https://erp.example.com\\@127.0.0.1/", "url"),
        ("https://erp.example.com/a b", "url"),
        ("https://erp.example.com/\r\nX-Injected: 1", "url"),
        ("https://erp.example.com/\t", "url"),
        ("https://企业.example.com/", "url"),
        ("https://[::1/", "url"),
        ("https://erp.example.com/" + "x" * 2000, "url"),
        ("https://erp:secret@erp.example.com/", "url_credentials"),
        ("https://erp@erp.example.com/", "url_credentials"),
        ("https://@erp.example.com/", "url_credentials"),
        ("https://erp.example.com/#part", "url_fragment"),
        ("https://erp.example.com/#", "url_fragment"),
        ("http://127.0.0.1:8000/v1/park", "url_private"),
        ("http://127.1/", "url_private"),
        ("http://0x7f000001/", "url_private"),
        ("http://[::ffff:10.0.0.1]/", "url_private"),
        ("http://169.254.169.254/latest/meta-data", "url_private"),
    ],
)
def test_other_addresses_are_refused_with_their_cure(url: str, rule: str) -> None:
    """Each of these would call something else than it seems to, or tell a password to whoever may read the webhook."""
    (refusal,) = check_webhook(make(url=url), private=False)
    assert (refusal.rule, refusal.pointer) == (rule, "/url")
    assert refusal.cure
    assert "secret" not in f"{refusal}"


def test_private_addresses_pass_where_the_park_allows_them() -> None:
    """A park whose tenants sit in its own network could not use webhooks at all; credentials stay refused."""
    assert check_webhook(make(url="http://10.0.0.7/hook"), private=True) == ()
    assert len(check_webhook(make(url="http://a:b@10.0.0.7/"), private=True)) == 1


def test_types_are_of_kinds_that_there_are() -> None:
    """A misspelt type would never be told, and nobody would notice."""
    assert check_webhook(make(types=("reservation.moved", "webhook.disabled")), private=False) == ()
    (refusal,) = check_webhook(make(types=("reservation.moved", "resevation.moved")), private=False)
    assert (refusal.rule, refusal.pointer) == ("known", "/types/1")
    for types in ((), ("reservation.moved",) * 21):
        assert [r.rule for r in check_webhook(make(types=types), private=False)] == ["types"]


def test_a_webhook_hears_what_its_owner_is_told() -> None:
    """Nothing of another tenant, nothing of the park alone, and of the rest what it asked for."""
    own = make(types=("reservation.moved", "schedule.published"))
    assert own.hears("ada", "reservation.moved")
    assert own.hears("*", "schedule.published")
    for feed, kind in (("bob", "reservation.moved"), (PARK, "run.queued"), (None, "api_key.added")):
        assert not own.hears(feed, kind)
    assert not own.hears("ada", "reservation.cancelled")
    park = make(tenant_id=None)
    assert all(park.hears(feed, "x.y") for feed in ("ada", "bob", "*", PARK))
    assert not park.hears(None, "api_key.added")


def test_old_secrets_sign_for_a_day_however_often_there_is_a_new_one() -> None:
    """A receiver that has the old one would refuse what comes while somebody carries the new one to it."""
    first = make()
    second = rotated(first, new_signing_secret(), at(0))
    third = rotated(second, new_signing_secret(), at(1))
    assert (third.version, third.updated_at) == (3, at(1))
    named = [each.text for each in third.secrets]
    assert named == [third.secrets[0].text, second.secrets[0].text, "whsec_YQ=="]
    assert [each.text for each in signing(third, at(23.9))] == named
    assert [each.text for each in signing(third, at(24))] == named[:2]
    assert [each.text for each in signing(third, at(25))] == named[:1]
    assert len(rotated(third, new_signing_secret(), at(24.5)).secrets) == 3
    assert timedelta(hours=24) == OLD_SECRET_SIGNS


def test_a_secret_is_in_no_text_of_a_webhook() -> None:
    """It would stand in a log."""
    assert "whsec_" not in repr(make())
    assert len({new_signing_secret().text for _ in range(10)}) == 10


def test_a_webhook_is_switched_with_a_reason() -> None:
    """It would be silent, and nobody would know why."""
    off = switched(make(), WebhookStatus.DISABLED, "gone", at(1))
    assert (off.status, off.reason, off.version, off.updated_at) == (WebhookStatus.DISABLED, "gone", 2, at(1))
    assert switched(off, WebhookStatus.ENABLED, "", at(2)) == replace(make(), version=3, updated_at=at(2))
    with pytest.raises(IllegalTransitionError):
        switched(off, WebhookStatus.DISABLED, "", at(2))
