"""What feeds a demo that listens, and what says that a clock's result was seen: as no page of ours would send it.

Each is answered with its code, in one line of the log, on a connection that is kept; a healthy visitor is served
beside.
"""

from __future__ import annotations

import contextlib
import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support import pictures
from tests.support.beside import Beside
from tests.support.client import Client
from tests.support.lean_socket import BINARY, packed
from tests.support.pushing import push, text
from tests.support.server import Server
from tests.support.visitors import answers
from tests.support.waiting import eventually

pytestmark = pytest.mark.alone

SECOND = 32_000
"""Bytes of a second's sound."""
HOP = bytes(2560)
HUGE = 2**53 - 1
PLACE = {"_placeholder": True, "num": 0}
DEMO = {"frame": "mirror", "sound": "loudness", "seen": "drifting"}
"""What is fed by each event."""
DATA = {"frame": pictures.GOOD, "sound": HOP}


def send(client: Client, event: str, head: Any, data: Any = None) -> None:
    """``data`` as it would come: bytes as an attachment, None as nothing, all else as a second argument."""
    if isinstance(data, bytes):
        client.emit_picture(event, head, data)
    else:
        client.emit(event, head, *([] if data is None else [data]))


def refused(server: Server, send_it: Callable[[Client], Any], code: str) -> None:
    """Answered by one problem, told in one line of the log; then the same connection hears of a right sound."""
    with Client(server.url) as client:
        before = len(server.log)
        send_it(client)
        stream = client.open("loudness")["stream"]
        client.sound(stream, 7, HOP)
        told = []
        while (event := client.receive(20)) is not None and event.body.get("seq") != 7:
            told.append(event)
        problems = [event.body for event in told if event.name == "problem"]
        assert [body["code"] for body in problems] == [code]
        assert problems[0]["message"]
        assert event is not None, "the connection is kept"
        assert event.name == "result", event.body
        lines = [line for line in server.log[before:].splitlines() if client.sid in line]
        assert len(lines) == 1, lines
        assert lines[0].endswith(code)


def to_own(event: str, demo: str, data: Any = None, **head: Any) -> Callable[[Client], Any]:
    """One event for a stream that the client opens for it."""

    def send_it(client: Client) -> None:
        send(client, event, {"stream": client.open(demo)["stream"], "seq": 0} | head, data)

    return send_it


def after_closing(event: str) -> Callable[[Client], Any]:
    def send_it(client: Client) -> None:
        stream = client.open(DEMO[event])["stream"]
        assert client.call("close", {"stream": stream})["ok"]
        send(client, event, {"stream": stream, "seq": 0}, DATA.get(event))

    return send_it


def out_of_order(*seqs: int) -> Callable[[Client], Any]:
    """Sounds of which the last one does not follow those before."""

    def send_it(client: Client) -> None:
        stream = client.open("loudness")["stream"]
        for seq in seqs:
            client.sound(stream, seq, HOP)

    return send_it


WRONG_SOURCE = {
    f"{event} for {demo}": (to_own(event, demo, DATA.get(event)), "invalid_format")
    for event in DEMO
    for demo in DEMO.values()
    if demo != DEMO[event]
}
NOBODYS = {
    **{f"{event} after closing": (after_closing(event), "unknown_stream") for event in ("sound", "seen")},
    **{
        f"{event} for nobody": (to_own(event, DEMO[event], DATA.get(event), stream="none"), "unknown_stream")
        for event in ("sound", "seen")
    },
}
SOUNDS: dict[str, Any] = {
    "no bytes": (b"", "invalid_format"),
    "half a sample": (b"\0", "invalid_format"),
    "an odd length": (bytes(2559), "invalid_format"),
    "two bytes over half a second": (bytes(SECOND // 2 + 2), "too_large"),
    "as long as a message may be": (bytes(1_000_000), "too_large"),
    "nothing beside the head": (None, "invalid_format"),
    "text": ("\0\0" * 1280, "invalid_format"),
    "numbers": ([0] * 1280, "invalid_format"),
    "an object": ({"samples": [0]}, "invalid_format"),
}
SEEN: dict[str, Any] = {
    "null": None,
    "a number": 5,
    "text": "seen",
    "a list": ["%s", 0],
    "an empty object": {},
    "no stream": {"seq": 0},
    "no seq": {"stream": "%s"},
    "a stream that is a number": {"stream": 5, "seq": 0},
    "a stream without a name": {"stream": "", "seq": 0},
    "a long stream": {"stream": "x" * 5000, "seq": 0},
    "a negative seq": {"stream": "%s", "seq": -1},
    "half a seq": {"stream": "%s", "seq": 0.5},
    "a seq in text": {"stream": "%s", "seq": "0"},
    "a seq that is true": {"stream": "%s", "seq": True},
    "a seq of 300 digits": {"stream": "%s", "seq": 10**300},
    "a seq beyond what JavaScript counts": {"stream": "%s", "seq": 2**53},
    "a seq that was never sent": {"stream": "%s", "seq": HUGE},
    "a seq that is not due yet": {"stream": "%s", "seq": 50},
}


def seen_as(value: Any, *more: Any) -> Callable[[Client], Any]:
    def send_it(client: Client) -> None:
        stream = client.open("drifting")["stream"]
        whole = json.loads(json.dumps(value).replace("%s", stream))
        client.emit("seen", whole, *more)

    return send_it


CASES: dict[str, tuple[Callable[[Client], Any], str]] = {
    **WRONG_SOURCE,
    **NOBODYS,
    **{f"sound: {name}": (to_own("sound", "loudness", data), code) for name, (data, code) in SOUNDS.items()},
    "sound: the same seq": (out_of_order(5, 5), "invalid_format"),
    "sound: a lower seq": (out_of_order(5, 4), "invalid_format"),
    "sound: after the largest seq": (out_of_order(HUGE, 0), "invalid_format"),
    **{f"seen: {name}": (seen_as(value), "invalid_format") for name, value in SEEN.items()},
    "seen: two arguments": (seen_as({"stream": "%s", "seq": 0}, {}), "invalid_format"),
    "seen: with bytes": (to_own("seen", "drifting", HOP), "invalid_format"),
}


def test_what_is_wrong_is_refused_with_its_code_in_one_line_and_the_connection_kept(server: Server) -> None:
    with Beside(server):
        for name, (send_it, code) in CASES.items():
            try:
                refused(server, send_it, code)
            except AssertionError as error:
                raise AssertionError(f"{name}: {error}") from None


@pytest.mark.parametrize("event", ["sound", "seen"])
def test_a_stream_of_somebody_elses_is_none(server: Server, event: str) -> None:
    """Nor does it change anything there: its owner goes on where it was."""
    with Client(server.url) as owner:
        stream = owner.open(DEMO[event])["stream"]
        if event == "seen":
            assert [owner.wait_for("result").body["seq"] for _ in range(2)] == [0, 1]
        refused(
            server, lambda client: send(client, event, {"stream": stream, "seq": 1}, DATA.get(event)), "unknown_stream"
        )
        if event == "seen":
            assert owner.receive(0.2) is None, "nobody else's word gives credit"
            owner.emit("seen", {"stream": stream, "seq": 1})
        else:
            owner.sound(stream, 1, HOP)
        assert owner.wait_for("result").body["seq"] == {"sound": 1, "seen": 2}[event]


@pytest.mark.parametrize("size", [1_010_000, 3_000_000])
def test_a_sound_over_the_limit_of_messages_ends_its_connection_alone(server: Server, size: int) -> None:
    with Client(server.url) as client, Beside(server):
        stream = client.open("loudness")["stream"]
        with contextlib.suppress(OSError):
            client.sound(stream, 0, bytes(size))
        eventually(lambda: client.receive(0.1) is None and client.closed, "it is closed")


def _whole(event: str, stream: str, data: bytes) -> bytes:
    """A whole event with its attachment, as it lies on the wire, with a seq that does not grow."""
    head = json.dumps([event, {"stream": stream, "seq": 0}, PLACE])
    return text(f"451-/live,{head}") + packed(BINARY, data)


FLOODS: dict[str, Callable[[str], bytes]] = {
    "sounds": lambda stream: _whole("sound", stream, HOP),
    "sounds of one sample": lambda stream: _whole("sound", stream, HOP[:2]),
    "sounds of half a second for nobody": lambda stream: _whole("sound", "none", bytes(SECOND // 2)),
    "seen": lambda stream: text(f'42/live,["seen",{{"stream":"{stream}","seq":0}}]'),
    "seen with an acknowledgement": lambda stream: text(f'42/live,7["seen",{{"stream":"{stream}","seq":9}}]'),
}


@pytest.mark.parametrize("kind", FLOODS)
def test_what_comes_without_end_is_cut_off(server: Server, elsewhere: str, kind: str) -> None:
    before = len(server.log)
    with Beside(server):
        client = Client(server.url, source=elsewhere)
        data = FLOODS[kind](client.open("drifting" if kind.startswith("seen") else "loudness")["stream"])
        assert push(client, data * max(1, 20_000 // len(data)), 12), "it goes on and on"
    eventually(lambda: "connection closed" in server.log[before:], "the log says so")  # after the connection has ended
    written = server.log[before:]
    assert len(written) < 4000, written


def test_sounds_beyond_the_rate_are_each_answered_once(server: Server, elsewhere: str) -> None:
    """As far back as 256 dropped ones are told, however they were lost."""
    with Client(server.url, source=elsewhere) as client:
        stream = client.open("loudness")["stream"]
        for seq in range(400):
            client.sound(stream, seq, HOP)
        eventually(lambda: client.call("params", {"stream": stream, "params": {}})["ok"], "it is let in again")
        client.sound(stream, 400, HOP)
        assert all(len(got) == 1 for got in answers(client, range(145, 401)).values())


def test_what_a_clock_is_flooded_with_leaves_it_going(server: Server, elsewhere: str) -> None:
    """Frames with the largest seq there is, beyond the rate, on a stream whose seqs are the server's own."""
    with Client(server.url, source=elsewhere) as client:
        stream = client.open("drifting")["stream"]
        for _ in range(400):
            client.frame(stream, HUGE, b"x")
        eventually(lambda: client.call("params", {"stream": stream, "params": {}})["ok"], "it is let in again")
        while client.receive(0.2) is not None:
            pass
        for seq in range(2, 6):
            client.emit("seen", {"stream": stream, "seq": seq - 1})
            event = client.wait_for("result")
            assert (event.body["seq"], event.body["dropped"]) == (seq, [])


def made(server: Server, demo: str) -> float:
    """Results of a demo, since the server is up."""
    return sum(
        value for name, value in server.metrics().items() if name.startswith("hype_frames_total") and demo in name
    )


def test_credit_does_not_grow_by_what_was_not_sent_yet(server: Server, elsewhere: str) -> None:
    """Who says of each result that may come next that it was seen gets what the clock gives and no more; who then falls
    silent gets what was under way."""
    with Client(server.url, source=elsewhere) as client, Beside(server, rate=20):
        stream = client.open("drifting", render="browser")["stream"]
        begin = time.monotonic()
        seqs: list[int] = []
        while (passed := time.monotonic() - begin) < 1.5:
            for ahead in range(4):
                client.emit("seen", {"stream": stream, "seq": len(seqs) + ahead})
            if (event := client.receive(0.08)) is not None and event.name == "result":
                seqs.append(event.body["seq"])
        rest = []
        while (event := client.receive(0.4)) is not None:
            if event.name == "result":
                rest.append(event.body["seq"])
        assert seqs + rest == list(range(len(seqs + rest))), "in order, and none twice"
        assert len(seqs + rest) <= 20 * passed + 4
        assert client.receive(0.3) is None


def test_who_sees_without_reading_costs_little(server: Server, elsewhere: str) -> None:
    """Pictures of a clock, each said to be seen before it was read: they are not piled up."""
    before, done = server.memory(), made(server, "snowing")
    client = Client(server.url, source=elsewhere)
    client.ws.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    stream = client.open("snowing")["stream"]
    size = len(client.wait_for("result").image)
    sent = 0.0
    for _ in range(30):
        client.emit("seen", {"stream": stream, "seq": round(sent)})
        sent = made(server, "snowing") - done
        time.sleep(1 / 60)  # below the rate limit
    grown = server.memory() - before
    print(f"\n{sent:.0f} pictures of {size / 1000:.0f} kB, the web process grew by {grown:.1f} MB")
    assert sent * size > 1e6, "too little was sent to prove anything"
    assert grown < 12
    client.ws.sock.close()


def patiently(ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What is answered once there is room: who asks as fast as a machine can is told to wait."""
    while not (answer := ask())["ok"]:
        assert answer["error"]["code"] == "rate_limited", answer
        time.sleep(answer["error"]["retry_after"])
    return answer


@pytest.mark.parametrize("demo", ["loudness", "drifting"])
def test_a_thousand_streams_opened_and_closed_leave_nothing(server: Server, elsewhere: str, demo: str) -> None:
    """Half of them closed, half left by whoever goes away in the middle."""

    def come_and_go(_: int) -> None:
        client = Client(server.url, source=elsewhere)
        for _ in range(50):
            stream = patiently(lambda: client.open(demo))["stream"]
            if demo == "loudness":
                client.sound(stream, 0, HOP)
            patiently(lambda: client.call("close", {"stream": stream}))  # noqa: B023
        client.close()
        for _ in range(12):
            leaver = Client(server.url, source=elsewhere)
            for _ in range(4):
                patiently(lambda: leaver.open(demo))  # noqa: B023
            leaver.ws.sock.close()

    before = server.memory()
    with Beside(server), ThreadPoolExecutor(5) as pool:
        list(pool.map(come_and_go, range(10)))
    eventually(lambda: server.metrics()["hype_streams"] == 0, "all are gone")
    quiet = made(server, demo)
    time.sleep(0.3)  # what is waited for is that nothing happens
    assert made(server, demo) == quiet, "no clock goes on for somebody who has gone"
    assert server.memory() - before < 25


@pytest.fixture
def crowd() -> Iterator[list[Client]]:
    """Clients that are closed at the end."""
    clients: list[Client] = []
    yield clients
    for client in clients:
        with contextlib.suppress(OSError):
            client.close()


@pytest.mark.parametrize("event", ["sound", "seen"])
def test_one_address_cannot_take_all_streams_from_the_others(
    server: Server, elsewhere: str, crowd: list[Client], event: str
) -> None:
    crowd += [Client(server.url, source=elsewhere) for _ in range(25)]
    streams = [(client, client.open(DEMO[event])["stream"]) for client in crowd for _ in range(4)]
    with Beside(server, rate=20), Client(server.url) as newcomer:
        for client, stream in streams:
            send(client, event, {"stream": stream, "seq": 0}, DATA.get(event))
        opened = newcomer.open(DEMO[event])
        assert opened["ok"], opened
        if event == "sound":
            newcomer.sound(opened["stream"], 0, HOP)
        assert newcomer.wait_for("result").body["stream"] == opened["stream"]
