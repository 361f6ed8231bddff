"""One attempt against a real receiver: what it sends, what it believes, where it does not go, when it gives up.

Over 150 lines because each way that a receiver can behave badly has its case.
"""

from __future__ import annotations

import base64
import socket
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from scheduler.domain.delivery import Outcome
from scheduler.services import booking_requests, webhook_log, webhooks
from scheduler.webhooks.sending import MOST_BYTES, Sender
from tests.scheduler.builders import HandClock, make_context, make_terms, tenant
from tests.scheduler.webhooks.receiver import receiving
from tests.scheduler.webhooks.tasks import Hand, make_webhook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from scheduler.domain.delivery import Attempt
    from scheduler.services.context import Context
    from tests.scheduler.webhooks.receiver import Receiver

_ADA = tenant("ada")


@pytest.fixture
def clock() -> HandClock:
    """A clock that stands at the present: the library believes no other time."""
    return HandClock(datetime.now(UTC))


@pytest.fixture
def ctx(clock: HandClock) -> Context:
    """A park with ada and bob."""
    return make_context(clock=clock)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver on loopback."""
    with receiving() as given:
        yield given


def sender(ctx: Context, **facts: Any) -> Sender:
    """Return a sender that may call loopback."""
    return Sender(**{"clock": ctx.clock, "seconds": 10, "private": True} | facts)


def send(ctx: Context, url: str, **facts: Any) -> Attempt:
    """Make a webhook for an address and send its first event there."""
    task = Hand(ctx, make_webhook(ctx, url=url).id).take()
    assert task is not None
    return sender(ctx, **facts)(task)


def test_a_receiver_can_prove_who_sent_what(ctx: Context, receiver: Receiver) -> None:
    """With the secret and the library of Standard Webhooks, and nothing else."""
    made = make_webhook(ctx, url=receiver.url)
    hand = Hand(ctx, made.id)
    hand.run()
    request = booking_requests.create(ctx, _ADA, make_terms(title="托架", deadline=ctx.clock() + timedelta(hours=48)))
    task = hand.take()
    assert task is not None
    attempt = sender(ctx)(task)
    assert (attempt.outcome, attempt.status, attempt.error) == (Outcome.DELIVERED, 204, "")
    assert attempt.at == ctx.clock()
    (received,) = receiver.wait_for(1)
    told = received.verified(made.secret)
    assert told["type"] == "booking_request.queued"
    assert told["data"]["path"] == f"/v1/booking-requests/{request.id}"
    assert "托架" not in received.body.decode()
    assert received.headers["content-type"] == "application/json"
    assert received.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert (received.path, received.id) == ("/hook", task.delivery.id)


@pytest.mark.parametrize(
    "forge",
    [
        lambda headers, body: (headers, body + b" "),
        lambda headers, body: (headers | {"webhook-id": "dl_other"}, body),
        lambda headers, body: (headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)}, body),
        lambda headers, body: (headers | {"webhook-signature": "v1," + base64.b64encode(b"x" * 32).decode()}, body),
        lambda headers, body: ({k: v for k, v in headers.items() if k != "webhook-signature"}, body),
    ],
)
def test_what_was_changed_on_the_way_is_not_believed(ctx: Context, receiver: Receiver, forge: Any) -> None:
    """Body, id and time are all signed; otherwise an old message could be sent as a new one."""
    made = make_webhook(ctx, url=receiver.url)
    task = Hand(ctx, made.id).take()
    assert task is not None
    sender(ctx)(task)
    (received,) = receiver.wait_for(1)
    received.verified(made.secret)
    headers, body = forge(received.headers, received.body)
    received = type(received)(path="/hook", headers=headers, body=body)
    with pytest.raises(WebhookVerificationError):
        received.verified(made.secret)


def test_every_attempt_has_its_own_time_and_the_same_id(ctx: Context, clock: HandClock, receiver: Receiver) -> None:
    """A retry after an hour would be refused as too old, or taken for something new."""
    made = make_webhook(ctx, url=receiver.url)
    task = Hand(ctx, made.id).take()
    assert task is not None
    clock.advance(timedelta(minutes=-6))
    sender(ctx)(task)
    clock.advance(timedelta(minutes=6))
    sender(ctx)(task)
    early, late = receiver.wait_for(2)
    assert (early.id, early.body) == (late.id, late.body)
    late.verified(made.secret)
    with pytest.raises(WebhookVerificationError, match="too old"):
        early.verified(made.secret)


def test_for_a_day_both_secrets_sign(ctx: Context, clock: HandClock, receiver: Receiver) -> None:
    """A receiver that has the old one, or already the new one, takes what comes."""
    made = make_webhook(ctx, url=receiver.url)
    fresh = webhooks.rotate_secret(ctx, _ADA, made.id)
    webhook_log.send_test(ctx, _ADA, made.id)
    task = Hand(ctx, made.id).take()
    assert task is not None
    sender(ctx)(task)
    (both,) = receiver.wait_for(1)
    assert both.verified(made.secret) == both.verified(fresh.secret)
    assert both.verified(fresh.secret)["type"] == "webhook.test"
    clock.advance(timedelta(hours=24))
    sender(ctx)(task)
    alone = receiver.wait_for(2)[1]
    assert len(both.headers["webhook-signature"].split(" ")) == 2
    assert len(alone.headers["webhook-signature"].split(" ")) == 1


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, Outcome.DELIVERED), (299, Outcome.DELIVERED), (199 + 101, Outcome.REFUSED), (400, Outcome.REFUSED),
     (410, Outcome.REFUSED), (500, Outcome.REFUSED)],
)  # fmt: skip
def test_only_a_status_of_success_is_success(ctx: Context, receiver: Receiver, status: int, outcome: Outcome) -> None:
    """What was refused would count as delivered, and be lost."""
    receiver.always = status
    attempt = send(ctx, receiver.url)
    assert (attempt.outcome, attempt.status) == (outcome, status)
    assert bool(attempt.error) is (outcome is not Outcome.DELIVERED)


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


def test_what_speaks_something_else_is_told_so(ctx: Context, receiver: Receiver) -> None:
    """A wrong port would look like a receiver that is down."""

    def speak(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.wfile.write(b"SSH-2.0-x\r\n\r\n")

    receiver.answer = speak
    attempt = send(ctx, receiver.url)
    assert (attempt.outcome, attempt.error) == (Outcome.UNREACHABLE, "what answers does not speak HTTP")


def test_a_receiver_that_answers_drop_by_drop_is_given_up(ctx: Context, receiver: Receiver) -> None:
    """It would hold a worker for ever, for every single byte comes in time."""
    receiver.answer = _drip_slowly
    attempt = send(ctx, receiver.url, seconds=0.3)
    assert (attempt.outcome, attempt.error) == (Outcome.TIMEOUT, "no whole answer within 0.3 s")


def _drip_slowly(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte whenever the other side has had a moment to read the one before, until it hangs up."""
    handler.close_connection = True
    handler.connection.settimeout(0.02)
    for byte in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000:
        try:
            handler.connection.sendall(bytes([byte]))
            handler.connection.recv(1)
        except TimeoutError:
            continue
        except OSError:
            return
        else:
            return


def test_of_an_endless_answer_only_the_beginning_is_read(ctx: Context, receiver: Receiver) -> None:
    """It would fill the memory; that the status was one of success counts."""
    sent = 0

    def flood(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.close_connection = True
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            while True:
                handler.wfile.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")
                sent += 4096
        except OSError:
            return

    receiver.answer = flood
    assert send(ctx, receiver.url).outcome is Outcome.DELIVERED
    assert MOST_BYTES == 4096


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
    served.sni_callback = lambda _, name, __: names.append(name)  # type: ignore[assignment]  # the library returns nothing for success
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


def test_a_defect_of_ours_is_an_outcome_too(ctx: Context, receiver: Receiver) -> None:
    """Unsettled, it would be taken up again every half minute for ever."""

    def broken(_: str, __: int) -> tuple[str, ...]:
        raise ZeroDivisionError

    attempt = send(ctx, receiver.url, resolver=broken)
    assert (attempt.outcome, attempt.error) == (
        Outcome.UNREACHABLE, "an error of the service; the operator's log has it",
    )  # fmt: skip
