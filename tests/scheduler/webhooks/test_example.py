"""The receiver of the how-to, as a child process: what is ours is done once, what is forged or old is not done at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2

from scheduler.services import webhook_log
from scheduler.webhooks.message import message_of
from tests.scheduler.builders import HandClock, make_context, tenant
from tests.scheduler.webhooks.tasks import Hand, make_webhook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.services.delivering import Task
    from scheduler.webhooks.message import Message

_EXAMPLE = Path(__file__).parents[3] / "examples" / "receive_webhooks.py"
_PATIENCE = 30


@contextmanager
def received(secret: str, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Run the example until the block ends; gives its address, and afterwards what it printed."""
    command = [sys.executable, str(_EXAMPLE), "0", "handled.txt"]
    environment = os.environ | {"EQUISHARE_WEBHOOK_SECRET": secret}
    printed: list[str] = []
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as child:
        assert child.stdout is not None
        port = child.stdout.readline().rpartition(" ")[2].strip()
        try:
            yield f"http://127.0.0.1:{port}/hook", printed
        finally:
            child.send_signal(signal.SIGINT)
            printed += child.stdout.read().splitlines()
            assert child.wait(_PATIENCE) == 0


def a_task() -> tuple[str, Task]:
    """Return the first event of a webhook of ada's, and the secret."""
    ctx = make_context(clock=HandClock(datetime.now(UTC)))
    made = make_webhook(ctx)
    webhook_log.send_test(ctx, tenant("ada"), made.id)
    hand = Hand(ctx, made.id)
    task = hand.take()
    assert task is not None
    following = hand.settle(task)
    assert following is not None
    return made.secret, following


def posted(url: str, message: Message, **headers: str) -> int:
    """Send a message, with other headers if given, and return the status."""
    changed = {name: headers.get(name.replace("-", "_"), value) for name, value in message.headers.items()}
    return httpx2.post(url, content=message.body, headers=changed).status_code


def test_what_is_ours_is_done_once(tmp_path: Path) -> None:
    """Also when it is sent again, by a retry or by somebody who listened, and also by the next process."""
    secret, task = a_task()
    message = message_of(task, datetime.now(UTC))
    with received(secret, tmp_path) as (url, printed):
        assert [posted(url, message) for _ in range(2)] == [204, 204]
    assert printed == [f"webhook.added /v1/webhooks/{task.webhook.id}"]
    with received(secret, tmp_path) as (url, printed):
        assert posted(url, message_of(task, datetime.now(UTC))) == 204
    assert printed == []


def test_what_is_forged_or_old_is_not_done(tmp_path: Path) -> None:
    """Anybody could otherwise have the receiver do something; an answer of 401 makes the service try again."""
    secret, task = a_task()
    now = datetime.now(UTC)
    message = message_of(task, now)
    with received(secret, tmp_path) as (url, printed):
        assert posted(url, message, webhook_id="dl_other") == 401
        assert posted(url, message, webhook_signature="v1,AAAA") == 401
        assert posted(url, message, webhook_signature="nonsense") == 401
        assert posted(url, message, webhook_timestamp=str(int(now.timestamp()) + 1)) == 401
        for minutes in (-6, 6):
            assert posted(url, message_of(task, now + timedelta(minutes=minutes))) == 401
        for body in (b"{}", b"", b"\xff"):
            assert httpx2.post(url, content=body).status_code == 401
    assert printed == []


def test_the_how_to_shows_the_example_that_is_tested() -> None:
    """What people copy would otherwise be something else."""
    page = (_EXAMPLE.parents[1] / "docs" / "howto" / "receive-webhooks.md").read_text("utf-8")
    code = _EXAMPLE.read_text("utf-8")
    (shown,) = [part.partition("```")[0] for part in page.split("```python\n")[1:]]
    assert shown.strip() in code
