"""What nobody should send, over real HTTP: a clear refusal, nothing written, nothing told that is not the caller's.

Over 150 lines because the table of bad inputs is one list. What a single field refuses is in the tests of that field.
"""

from __future__ import annotations

import json
import re
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.api.parks import OPERATOR_KEY
from tests.api.serving import PATIENCE, client, new_tenant, post, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2

_ASK = "/v1/booking-requests"
#: What an answer of ours never has in it: the insides of the service, or what another tenant calls its things.
_INSIDE = re.compile(r'Traceback|File "|sqlite|site-packages|SELECT |secret-of-bob', re.IGNORECASE)
#: Lists that must be after all of this what they were before.
_LISTS = (
    _ASK,
    "/v1/machines",
    "/v1/tenants",
    "/v1/api-keys",
    "/v1/reservations",
    "/v1/schedule-runs",
    "/v1/calendar-feeds",
)


@dataclass(frozen=True)
class Target:
    """A running service, with a tenant that sends bad things and one that is to be left in peace."""

    base: str
    operator: httpx2.Client
    ada: httpx2.Client
    #: An id of each kind, by the path below which it is found.
    ids: dict[str, str]
    bobs: str

    def state(self) -> dict[str, Any]:
        """Return everything that could have been written."""
        return {path: self.operator.get(path).json() for path in _LISTS}


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The service on a park with a request of either tenant."""
    folder = tmp_path_factory.mktemp("park")
    with (
        served(
            folder,
            f"sqlite:///{folder / 'park.db'}",
            EQUISHARE_KEY_RATE="off",
            EQUISHARE_ADDRESS_RATE="off",
            EQUISHARE_ENGINE="inline",
        ) as (base, _),
        client(base, OPERATOR_KEY) as operator,
    ):
        machine = post(operator, "/v1/machines", {"id": "cut-1", "name": "Cutter", "capability": "cutting"})
        with new_tenant(operator, base, "ada") as ada, new_tenant(operator, base, "bob") as bob:
            bobs = post(bob, _ASK, _wish(title="secret-of-bob"))["id"]
            ids = {
                "/v1/schedule-runs/": _run(operator),
                "/v1/machines/": machine["id"],
                "/v1/booking-requests/": post(ada, _ASK, _wish())["id"],
                "/v1/tenants/": "ada",
                "/v1/calendar-feeds/": post(operator, "/v1/calendar-feeds", {"tenant_id": "ada"})["id"],
            }
            yield Target(base, operator, ada, ids, bobs)


def _run(operator: httpx2.Client) -> str:
    """Let a run come to its end, so that nothing changes by itself any more, and return its id."""
    run = post(operator, "/v1/schedule-runs", {"seconds": 0.1})
    while run["status"] not in {"completed", "failed"}:
        run = operator.get(f"/v1/schedule-runs/{run['id']}").json()
    key: str = run["id"]
    return key


def _wish(**facts: Any) -> dict[str, Any]:
    deadline = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    return {"operations": [{"capability": "cutting", "duration": "PT1H"}], "deadline": deadline} | facts


def _with(**facts: Any) -> bytes:
    return json.dumps(_wish(**facts)).encode()


def _lasting(duration: str) -> bytes:
    return _with(operations=[{"capability": "cutting", "duration": duration}])


def _deep(opening: str, closing: str, levels: int) -> bytes:
    return (opening * levels + closing * levels).encode()


#: Name, path, body, the statuses that are right.
_BODIES: tuple[tuple[str, str, bytes, set[int]], ...] = (
    ("ten megabytes of title", _ASK, _with(title="x" * 10_000_000), {422}),
    ("millions of operations", _ASK, b'{"operations": [' + b"{}," * 3_300_000 + b"{}]}", {413}),
    ("a hundred thousand wrong operations", _ASK, b'{"operations": [' + b"1," * 100_000 + b"1]}", {422}),
    ("more than may be sent", _ASK, b" " * (17 * 1024 * 1024), {413}),
    ("lists in lists", _ASK, _deep("[", "]", 100_000), {400, 422}),
    ("objects in objects", _ASK, _deep('{"a":', "}", 100_000).replace(b":}", b":1}", 1), {400, 422}),
    ("a deep title", _ASK, b'{"title": ' + _deep("[", "]", 500) + b"}", {400, 422}),
    ("no number", "/v1/schedule-runs", b'{"seconds": NaN}', {400, 422}),
    ("no end of a number", "/v1/schedule-runs", b'{"seconds": 1e999}', {400, 422}),
    ("minus no end", "/v1/schedule-runs", b'{"epsilon": -Infinity}', {400, 422}),
    ("a number of a thousand digits", "/v1/schedule-runs", b'{"seed": ' + b"9" * 1000 + b"}", {400, 422}),
    ("a number of ten thousand digits", "/v1/schedule-runs", b'{"seed": ' + b"9" * 10_000 + b"}", {400, 422}),
    ("bad UTF-8", _ASK, b'{"title": "\xff\xfe"}', {400}),
    ("half a character", _ASK, b'{"title": "\xe6\x89"}', {400}),
    ("a surrogate alone", _ASK, b'{"title": "\\ud800"}', {400, 422}),
    ("the same key twice", "/v1/schedule-runs", b'{"seconds": 0, "seconds": -1}', {400, 422}),
    ("a time without offset", _ASK, _with(deadline="2030-01-01T00:00:00"), {422}),
    ("the year 9999", _ASK, _with(deadline="9999-12-31T23:59:59Z"), {422}),
    ("the end of all years", _ASK, _with(deadline="9999-12-31T23:59:59-23:59"), {422}),
    ("the summer of 1988", _ASK, _with(earliest_start="1988-06-01T08:00:00+09:00"), {422}),
    ("a second that leaps", _ASK, _with(deadline="2030-06-30T23:59:60Z"), {422}),
    ("an offset of a hundred hours", _ASK, _with(deadline="2030-01-01T00:00:00+99:99"), {422}),
    ("less than no time", _ASK, _lasting("-PT1H"), {422}),
    ("no time", _ASK, _lasting("PT0S"), {422}),
    ("ten thousand years", _ASK, _lasting("P3650000D"), {422}),
    ("as many seconds as there are digits", _ASK, _lasting("PT" + "9" * 400 + "S"), {422}),
    ("ten years", _ASK, _lasting("P3650D"), {422}),
    (
        "a negative number of pieces",
        _ASK,
        _with(operations=[{"capability": "cutting", "quantity": -4, "time_per_piece": "PT1M"}]),
        {422},
    ),
    (
        "a lot of pieces",
        _ASK,
        _with(operations=[{"capability": "cutting", "quantity": 2**63, "time_per_piece": "PT1M"}]),
        {422},
    ),
    (
        "a way out of the folder as an id",
        "/v1/machines",
        b'{"id": "../../etc/passwd", "name": "x", "capability": "c"}',
        {403, 422},
    ),
)


@pytest.mark.parametrize(("path", "body", "right"), [row[1:] for row in _BODIES], ids=[row[0] for row in _BODIES])
def test_bad_bodies_are_refused(target: Target, path: str, body: bytes, right: set[int]) -> None:
    """A defect, a body that is half taken in, or an error that tells what the service is made of."""
    before, who = target.state(), target.ada if path == _ASK else target.operator
    _refused(who.post(path, content=body, headers={"Content-Type": "application/json"}), right)
    assert target.state() == before


@pytest.mark.parametrize(
    "text",
    ["a\r\nSet-Cookie: a=b", "a\x00b", "../../etc/passwd", "<script>alert(1)</script>", "{{7*7}}", "%s%n", "\u202e"],
)
def test_odd_texts_are_texts(target: Target, text: str) -> None:
    """A tenant may call its orders what it likes; what it likes would become a header, a path, a page or a command."""
    made = target.ada.post(_ASK, json=_wish(title=text, external_reference=text))
    assert made.status_code == 201, made.text
    assert "set-cookie" not in made.headers
    found = target.ada.get(made.headers["Location"])
    assert (found.json()["title"], found.json()["external_reference"]) == (text, text)
    listed = target.ada.get(_ASK, params={"external_reference": text}).json()["items"]
    assert [each["id"] for each in listed] == [made.json()["id"]]
    again = target.ada.post(_ASK, json=_wish(external_reference=text))
    assert (again.status_code, "set-cookie" in again.headers) == (409, False)


def test_ids_of_other_kinds_are_of_nothing(target: Target) -> None:
    """An id that fits another path would open what its holder may not see."""
    before = target.state()
    for path in target.ids:
        for of, key in target.ids.items():
            if path != of:
                _refused(target.ada.get(path + key), {403, 404, 405})
    for bad in (target.bobs, "br_" + "0" * 26, "br_", "%00", "..%2f..%2fetc%2fpasswd", "é" * 200, "x" * 5000):
        _refused(target.ada.get(f"/v1/booking-requests/{bad}"), {404})
        _refused(target.ada.post(f"/v1/booking-requests/{bad}:withdraw", headers={"If-Match": "*"}), {404})
    assert target.state() == before


@pytest.mark.parametrize(
    "line",
    [
        "GET /v1/booking-requests/x%0d%0aSet-Cookie:%20a=b HTTP/1.1",
        "GET /v1/booking-requests?external_reference=x%0d%0aSet-Cookie:%20a=b HTTP/1.1",
        "GET /docs/../../../../etc/passwd HTTP/1.1",
        "GET /docs/..%2f..%2f..%2f..%2fetc%2fpasswd HTTP/1.1",
        "GET /problems/..%2f..%2fapp.py HTTP/1.1",
        "GET //etc/passwd HTTP/1.1",
        "GET /v1/machines/%ff%fe HTTP/1.1",
        "GET /v1/machines/%00 HTTP/1.1",
        "BREW /v1/machines HTTP/1.1",
        "GET /v1/machines HTTP/9.9",
        "GET " + "/x" * 40_000 + " HTTP/1.1",
        "\x00\x01\x02",
    ],
)
def test_bad_lines_reach_nothing(target: Target, line: str) -> None:
    """A client library would not even send these; whoever writes to the socket does."""
    head, body = _raw(target, line, f"Authorization: Bearer {OPERATOR_KEY}")
    assert not re.search(r"(?im)^set-cookie:", head)
    assert "root:" not in body
    assert not _INSIDE.search(body), body
    if head:
        assert re.match(r"HTTP/1\.1 (200|4\d\d) ", head), head
    assert target.operator.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "Idempotency-Key: a b",
        "Idempotency-Key: " + "k" * 256,
        "Idempotency-Key: \xff",
        'If-Match: "1", "2"',
        "Content-Length: -1",
    ],
)
def test_bad_headers_are_refused(target: Target, header: str) -> None:
    """What stands in a header would come back in one, or be taken for something else."""
    before = target.state()
    request = target.ids["/v1/booking-requests/"]
    path = f"{_ASK}/{request}:withdraw" if header.startswith("If-Match") else _ASK
    key = target.ada.headers["Authorization"]
    head, body = _raw(
        target, f"POST {path} HTTP/1.1", f"Authorization: {key}", "Content-Type: application/json", header, body=_with()
    )
    assert not head or re.match(r"HTTP/1\.1 4\d\d ", head), head
    assert not _INSIDE.search(body), body
    assert target.state() == before


def test_keys_that_open_nothing(target: Target) -> None:
    """Revoked, forged, cut short, of another kind, in the wrong place: one answer for all of them, and none repeats what was sent."""
    made = post(target.operator, "/v1/api-keys", {"name": "gone", "role": "operator"})
    assert target.operator.delete(f"/v1/api-keys/{made['id']}").is_success
    secret = OPERATOR_KEY
    for bad in (made["secret"], secret[:-1], secret + "x", secret.upper(), "es_", "null", "' OR 1=1 --", "x" * 8000):
        with client(target.base, bad) as nobody:
            answer = nobody.get("/v1/machines")
        _refused(answer, {401, 431, 400})
        assert bad not in answer.text
    for path in (f"/v1/machines?key={secret}", f"/v1/machines?access_token={secret}"):
        head, _ = _raw(target, f"GET {path} HTTP/1.1")
        assert re.match(r"HTTP/1\.1 4(01|22) ", head), head


def test_cells_of_an_export_are_no_formulas(target: Target) -> None:
    """A company that calls itself a formula would run a program on the desk of whoever opens the report."""
    bad = "=cmd|' /C calc'!A0"
    post(target.operator, "/v1/tenants", {"id": "evil", "name": bad})
    text = target.operator.get("/v1/reports/fairness", headers={"Accept": "text/csv"})
    assert text.status_code == 200, text.text
    assert bad in text.text
    assert not re.search(r'(?m)(^|[,;])"?=cmd', text.text)


def _refused(answer: httpx2.Response, right: set[int]) -> None:
    """Hold a refusal against what each must be."""
    assert answer.status_code in right, (answer.status_code, answer.text[:500])
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["detail"]
    assert len(answer.content) < 100_000
    assert not _INSIDE.search(answer.text), answer.text[:500]


def _raw(target: Target, line: str, *headers: str, body: bytes = b"") -> tuple[str, str]:
    """Write a call to the socket as it is, and return head and body of what comes back; empty where the connection is closed."""
    address = urlsplit(target.base)
    length = () if any(header.startswith("Content-Length") for header in headers) else (f"Content-Length: {len(body)}",)
    head = "\r\n".join((line, f"Host: {address.netloc}", "Connection: close", *length, *headers, "", ""))
    with socket.create_connection((address.hostname or "", address.port or 80), PATIENCE) as connection:
        connection.settimeout(PATIENCE)
        received = b""
        try:
            connection.sendall(head.encode("latin-1") + body)
            while chunk := connection.recv(65536):
                received += chunk
        except (ConnectionResetError, BrokenPipeError):
            pass
    told, _, rest = received.decode("latin-1").partition("\r\n\r\n")
    return told, rest
