"""Where an attempt goes, and where it does not: addresses, names, redirects, TLS."""

from __future__ import annotations

import socket
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.delivery import Outcome
from tests.scheduler.webhooks.receiver import receiving
from tests.scheduler.webhooks.tasks import send

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.services.context import Context
    from tests.scheduler.webhooks.receiver import Receiver


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nothing_is_followed_elsewhere(ctx: Context, receiver: Receiver, status: int) -> None:
    """A receiver on the internet could send the service on to the inside."""
    with receiving() as inside:
        receiver.always, receiver.headers = status, {"Location": inside.url}
        attempt = send(ctx, receiver.url)
        assert (attempt.outcome, attempt.status) == (Outcome.REFUSED, status)
        assert inside.seen == []
    assert len(receiver.seen) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "0x7f000001", "[::ffff:127.0.0.1]", "0.0.0.0"])
def test_loopback_is_not_called_unless_the_park_allows_it(ctx: Context, receiver: Receiver, host: str) -> None:
    """However it is written: a tenant could otherwise talk to the service from inside."""
    attempt = send(ctx, f"http://{host}:{receiver.port}/hook", private=False)
    assert (attempt.outcome, attempt.status) == (Outcome.BLOCKED, None)
    assert "127" not in attempt.error
    assert receiver.seen == []


def test_a_name_with_one_address_inside_is_not_called(ctx: Context, receiver: Receiver) -> None:
    """Whoever owns the name would only have to wait until the right one comes first."""
    url = f"http://hooks.example.com:{receiver.port}/"
    attempt = send(ctx, url, private=False, resolver=lambda _, __: ("93.184.216.34", "127.0.0.1"))
    assert attempt.outcome is Outcome.BLOCKED
    assert receiver.seen == []


def test_what_was_checked_is_what_is_connected_to(ctx: Context, receiver: Receiver) -> None:
    """A name that means something else a moment later gains nothing: it is looked up once. The name stays in Host."""
    asked: list[tuple[str, int]] = []

    def rebinding(host: str, port: int) -> tuple[str, ...]:
        asked.append((host, port))
        return ("127.0.0.1",) if len(asked) == 1 else ("127.0.0.2",)

    attempt = send(ctx, f"http://hooks.example.com:{receiver.port}/a?b=1", resolver=rebinding)
    assert attempt.outcome is Outcome.DELIVERED
    assert asked == [("hooks.example.com", receiver.port)]
    (received,) = receiver.seen
    assert (received.headers["host"], received.path) == (f"hooks.example.com:{receiver.port}", "/a?b=1")


def test_no_proxy_of_the_environment_is_asked(
    ctx: Context, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is meant for the service's own downloads would be told every event, and would look the name up anew."""
    with receiving() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert send(ctx, receiver.url).outcome is Outcome.DELIVERED
        assert proxy.seen == []
    assert len(receiver.seen) == 1


def test_the_next_address_is_tried_where_one_does_not_answer(ctx: Context, receiver: Receiver) -> None:
    """A receiver with an address of either kind would not be reached where one of them is dead."""
    url = f"http://hooks.example.com:{receiver.port}/"
    assert send(ctx, url, resolver=lambda _, __: ("127.0.0.9", "127.0.0.1")).outcome is Outcome.DELIVERED


def test_what_cannot_be_reached_is_told_in_words(ctx: Context) -> None:
    """Nobody could mend it; and the words tell nothing of what lies inside."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    attempt = send(ctx, f"http://127.0.0.1:{port}/")
    assert (attempt.outcome, attempt.error) == (Outcome.UNREACHABLE, "no connection")

    def nowhere(_: str, __: int) -> tuple[str, ...]:
        raise OSError

    attempt = send(ctx, "http://hooks.example.com/", resolver=nowhere)
    assert (attempt.outcome, attempt.error) == (Outcome.UNREACHABLE, "the name has no address")


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Make a certificate for a name that signs itself, and return it and its key."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    more = ["-days", "1", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    files = ["-out", str(certificate), "-keyout", str(key)]
    subprocess.run([*command, *more, *files], check=True, capture_output=True)
    return certificate, key


def test_tls_is_of_the_name_though_the_connection_is_to_the_address(ctx: Context, tmp_path: Path) -> None:
    """A certificate of another name, or of nobody that is believed, proves nothing; the receiver is told which name is meant."""
    certificate, key = _certificate(tmp_path, "hooks.example.com")
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate, key)
    names: list[str | None] = []
    served.sni_callback = lambda _, name, __: names.append(name)
    trust = ssl.create_default_context(cafile=certificate)

    def here(_: str, __: int) -> tuple[str, ...]:
        return ("127.0.0.1",)

    with receiving(served) as receiver:
        at = f"https://{{}}:{receiver.port}/hook"
        taken = send(ctx, at.format("hooks.example.com"), resolver=here, trust=trust)
        assert (taken.outcome, taken.error) == (Outcome.DELIVERED, "")
        other = send(ctx, at.format("other.example.com"), resolver=here, trust=trust)
        nobody = send(ctx, at.format("hooks.example.com"), resolver=here)
        assert {other.outcome, nobody.outcome} == {Outcome.UNREACHABLE}
        for each in (other, nobody):
            assert each.error.startswith("the certificate is not believed: ")
        assert names == ["hooks.example.com", "other.example.com", "hooks.example.com"]
        assert len(receiver.seen) == 1
