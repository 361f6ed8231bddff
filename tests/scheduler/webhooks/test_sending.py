"""One attempt against a real receiver: what it sends, what it believes, where it does not go, when it gives up.

Over 150 lines because each way that a receiver can behave badly has its case.
"""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from scheduler.domain.delivery import Outcome
from scheduler.services import booking_requests, webhook_log, webhooks
from scheduler.webhooks.sending import MOST_BYTES
from tests.scheduler.builders import HandClock, make_terms, tenant
from tests.scheduler.webhooks.tasks import Hand, make_webhook, send, sender

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler

    from scheduler.services.context import Context
    from tests.scheduler.webhooks.receiver import Receiver

_ADA = tenant("ada")


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


def test_a_defect_of_ours_is_an_outcome_too(ctx: Context, receiver: Receiver) -> None:
    """Unsettled, it would be taken up again every half minute for ever."""

    def broken(_: str, __: int) -> tuple[str, ...]:
        raise ZeroDivisionError

    attempt = send(ctx, receiver.url, resolver=broken)
    assert (attempt.outcome, attempt.error) == (
        Outcome.UNREACHABLE, "an error of the service; the operator's log has it",
    )  # fmt: skip
