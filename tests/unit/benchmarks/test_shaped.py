"""A classroom's network: what the relay lets through and when, and what a crowd may take of it."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from unittest.mock import Mock

import pytest

from benchmarks.relay import HEADERS, PAYLOAD, QUEUED, End, Medium, relay
from benchmarks.shaped import exceeded, megabits, table, verdict
from tests.support.server import free_port

CROWD: dict[str, Any] = {
    "visitors": 40,
    "fps": 80.0,
    "each": 2.0,
    "share_spread": 0.05,
    "latency_p50": 90.0,
    "latency_p95": 150.0,
    "slope_ms_per_s": 0.1,
    "kb_up": 9.0,
    "kb_down": 1.0,
}


def test_a_piece_takes_its_bits_at_the_rate_and_the_delay() -> None:
    medium = Medium(megabits=8, delay=0.005)
    assert medium.arrives(PAYLOAD, 100.0) == pytest.approx(100 + (PAYLOAD + HEADERS) / 1e6 + 0.005)


def test_pieces_wait_for_those_before_them_whoever_sent_them() -> None:
    medium = Medium(megabits=8, delay=0.005)
    there = [medium.arrives(PAYLOAD, 0.0) for _ in range(10)]
    assert there[9] - there[0] == pytest.approx(9 * (PAYLOAD + HEADERS) / 1e6)
    assert medium.queue(0.0) == pytest.approx(10 * (PAYLOAD + HEADERS) / 1e6)
    assert medium.queue(1.0) == 0
    assert medium.arrives(0, 2.0) == pytest.approx(2.005)


def test_each_packet_has_its_headers() -> None:
    medium = Medium(megabits=8, delay=0)
    assert medium.arrives(10 * PAYLOAD + 1, 0.0) == pytest.approx((10 * PAYLOAD + 1 + 11 * HEADERS) / 1e6)


async def through(size: int, megabits: float, delay: float, close: bool = False) -> tuple[float, bytes]:
    """Seconds until ``size`` bytes came back through a relay from who sends back what comes, and what came."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await (reader.readexactly(size) if close else reader.read(1 << 16)):
            writer.write(data)
            await writer.drain()
            if close:
                break
        writer.close()

    far = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = free_port()
    passing = asyncio.create_task(relay(port, far.sockets[0].getsockname()[1], Medium(megabits, delay)))
    try:
        for _ in range(200):
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                break
            except OSError:
                await asyncio.sleep(0.02)
        begun = time.monotonic()
        writer.write(bytes(size))
        came = await asyncio.wait_for(reader.read() if close else reader.readexactly(size), 30)
        took = time.monotonic() - begun
        writer.close()
        return took, came
    finally:
        passing.cancel()
        far.close()


def test_a_little_comes_back_after_both_delays() -> None:
    took, came = asyncio.run(through(100, megabits=100, delay=0.05))
    assert len(came) == 100
    assert 0.1 <= took < 5


def test_much_comes_back_no_faster_than_the_rate_in_both_directions_together() -> None:
    size = 400_000
    took, came = asyncio.run(through(size, megabits=16, delay=0.0))
    assert len(came) == size
    assert took >= 2 * size * 8 / 16e6 - QUEUED


def test_what_arrives_at_the_same_time_keeps_its_order() -> None:
    class AtOnce(Medium):
        def arrives(self, size: int, now: float) -> float:
            return 0.0

    async def written() -> list[bytes]:
        medium, there = AtOnce(100, 0), asyncio.get_running_loop().create_future()
        near, far = End(medium, lambda _: None), End(medium, lambda _: None)
        near.other, near.transport, far.transport = far, Mock(), Mock()
        far.transport.close.side_effect = lambda: there.set_result(None)
        for number in range(50):
            near.data_received(bytes([number]))
        near.eof_received()
        await asyncio.wait_for(there, 10)
        return [call.args[0] for call in far.transport.write.call_args_list]

    assert asyncio.run(written()) == [bytes([number]) for number in range(50)]


def test_who_hangs_up_hangs_up_on_the_other_side_too_and_nothing_is_lost() -> None:
    for _ in range(20):
        _, came = asyncio.run(through(30_000, megabits=100, delay=0.001, close=True))
        assert len(came) == 30_000


def test_the_network_is_judged_by_what_it_would_carry_were_all_answered() -> None:
    assert megabits(CROWD) == pytest.approx(6.4)
    assert megabits(CROWD, 400) == pytest.approx(32)
    assert exceeded(CROWD, 10) == []
    assert exceeded(CROWD | {"kb_up": 20.0}, 10) == ["Mbit/s"]
    assert exceeded(CROWD | {"share_spread": 0.11, "slope_ms_per_s": 1.5}, 10) == ["shares", "lag"]


def test_the_verdict_says_what_was_too_much() -> None:
    assert verdict("pose", CROWD, 10).endswith("as it should be")
    assert "6.4 Mbit/s (with every frame answered, 40 x 10 a second, 32.0)" in verdict("pose", CROWD, 10)
    assert verdict("pose", CROWD | {"share_spread": 0.2}, 10).endswith("too much: shares")


def test_the_table_has_a_row_for_each_crowd() -> None:
    rows = table([{"demo": "pose", "fps": 10, "steps": [CROWD, CROWD | {"visitors": 8}]}]).splitlines()
    assert len({row.count("|") for row in rows}) == 1
    assert rows[2].startswith("| pose | 40 | 80.0 | 2.0 | 5.0% |")
    assert len(rows) == 4
