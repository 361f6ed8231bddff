"""The load benchmark: its figures derived by hand, its wire against a real server, and one look at the whole."""

from __future__ import annotations

import asyncio
import json
from random import Random
from typing import TYPE_CHECKING

import pytest

from benchmarks.__main__ import main
from benchmarks.errors import BenchmarkError
from benchmarks.load.drive import Seen
from benchmarks.load.figures import figures_of, percentile
from benchmarks.load.mix import Tenancy
from benchmarks.load.park import Tenant
from benchmarks.load.wire import Answer, Call, Wire

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter


@pytest.mark.parametrize(("percent", "found"), [(50, 2), (99, 4), (100, 4), (25, 1), (1, 1)])
def test_a_percentile_is_a_value_that_was_seen(percent: float, found: float) -> None:
    """Of four values half are at most the second, and 99 of a hundred are at most the last."""
    assert percentile([3, 1, 4, 2], percent) == found
    assert percentile([], percent) == 0


def test_figures_count_every_call() -> None:
    """Four calls in two seconds are two a second; what is refused is an error."""
    seen = Seen(seconds={"a": [0.001, 0.003], "b": [0.002, 0.5]}, lasted=2.0)
    seen.statuses.update([200, 200, 503, 409])
    told = figures_of(seen)
    assert (told["calls"], told["calls_per_second"], told["errors"]) == (4, 2.0, 2)
    assert (told["p50_ms"], told["p99_ms"], told["worst_ms"]) == (2.0, 500.0, 500.0)


def test_the_mix_is_nine_reads_of_ten_and_the_same_for_a_seed() -> None:
    """Two measurements could otherwise not be compared."""

    def asked(seed: int) -> list[Call]:
        tenancy = Tenancy(Tenant("t", "k"), Random(seed))
        tenancy.requests += ["br_1", "br_2"]
        return [tenancy.next() for _ in range(1000)]

    first = asked(1)
    assert 70 <= sum(call.method == "POST" for call in first) <= 130
    assert [call.name for call in first] == [call.name for call in asked(1)]


def test_the_wire_speaks_http_and_says_when_it_is_cut() -> None:
    """A trial would otherwise measure half answers, or hang."""

    async def serve(reader: StreamReader, writer: StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = int(head.lower().partition("content-length: ")[2].split()[0])
        said = {"head": head, "body": (await reader.readexactly(length)).decode()}
        body = json.dumps(said).encode()
        writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async def talk() -> Answer:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, Wire(f"http://127.0.0.1:{port}", "es_key") as wire:
            answer = await wire.ask(Call("POST", "/v1/x", {"a": 1}), key="once")
            with pytest.raises(BenchmarkError, match="got no answer"):
                await wire.ask(Call("GET", "/v1/y"))
        return answer

    answer = asyncio.run(talk())
    told = answer.json()
    assert (answer.status, json.loads(told["body"])) == (201, {"a": 1})
    assert "Authorization: Bearer es_key" in told["head"]
    assert "Idempotency-Key: once" in told["head"]


def test_a_short_trial_of_the_whole(capsys: pytest.CaptureFixture[str]) -> None:
    """A service, thirty-two tenants and their mix: no call fails. How quick it is this test does not say."""
    assert main(["load", "--seconds", "0.5", "--only", "flat-out"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["trial"] == "load flat-out sqlite"
    assert row["figures"]["errors"] == 0
    assert row["figures"]["calls"] > 0
