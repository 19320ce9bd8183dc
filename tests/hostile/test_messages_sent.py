"""Rows 6 to 11: messages that no page of ours would send, over a raw WebSocket."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
import websocket

from tests.support import pictures
from tests.support.client import Client
from tests.support.server import Server
from tests.support.visitors import ended
from tests.support.waiting import eventually

DEEP = "[" * 50_000 + "]" * 50_000
GOOD = {"frame": pictures.GOOD, "sound": bytes(2560)}


def problem(client: Client, code: str) -> None:
    event = client.receive(20)
    assert event is not None, f"no answer, where {code} was due; closed: {client.closed}"
    assert event.name == "problem", event
    assert event.body["code"] == code, event.body
    assert event.body["message"]


def works(client: Client) -> None:
    """The connection itself is still good."""
    stream = client.open("mirror")["stream"]
    assert client.answer(stream, 0, pictures.GOOD).name == "result"
    assert client.call("close", {"stream": stream})["ok"]


@pytest.mark.parametrize("size", [1_010_000, 1_900_000, 3_000_000])
def test_a_message_over_the_limit_ends_its_connection_alone(server: Server, size: int) -> None:
    with Client(server.url) as other, Client(server.url) as client:
        stream = client.open("mirror")["stream"]
        with contextlib.suppress(OSError, websocket.WebSocketException):  # closed while it was still being sent
            client.frame(stream, 0, b"\0" * size)
        assert ended(client)
        works(other)


def test_unknown_events_are_answered(client: Client) -> None:
    for name in ("shutdown", "result", "message", "x" * 5000, "open ", "__proto__"):
        client.emit(name, {"a": 1})
        problem(client, "unknown_event")
    answer = client.call("nothing", 1)
    assert (answer["ok"], answer["error"]["code"]) == (False, "unknown_event")
    problem(client, "unknown_event")
    works(client)


WRONG: list[Any] = [
    None,
    5,
    "text",
    [],
    [1],
    {},
    True,
    {"v": 1},
    {"v": "1", "demo": "mirror"},
    {"v": True, "demo": "mirror"},
    {"v": 1, "demo": 5},
    {"v": 1, "demo": ""},
    {"v": 1, "demo": "x" * 5000},
    {"v": 1, "demo": ["mirror"]},
    {"v": 1, "demo": "mirror", "params": []},
    {"v": 1, "demo": "mirror", "params": {"x" * 100: 1}},
    {"v": 1, "demo": "mirror", "params": {str(i): i for i in range(1000)}},
    {"v": 10**90, "demo": "mirror"},
    {"v": 1, "demo": "mirror", "params": {"\ud800": 1}, "render": "\ud800"},
    {"v": 1.0, "demo": "mirror"},
]


@pytest.mark.parametrize("event", ["open", "params", "close"])
def test_wrong_arguments_are_refused_and_acknowledged(server: Server, event: str) -> None:
    with Client(server.url) as client:
        for value in WRONG:
            answer = client.call(event, value)
            assert (answer["ok"], answer["error"]["code"]) == (False, "invalid_format"), value
        values: tuple[Any, ...]
        for values in ((), (1, 2), ({"v": 1, "demo": "mirror"}, {}, None)):
            answer = client.call(event, *values)
            assert answer["error"]["code"] == "invalid_format", values
        works(client)


@pytest.mark.parametrize(
    "value", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400, "9" * 5000, '"1"', "null", "[]", "true"]
)
def test_a_parameter_that_is_no_number_is_refused(server: Server, value: str) -> None:
    with Client(server.url) as client:
        client.ws.send(f'42/live,7["open",{{"v":1,"demo":"mirror","params":{{"gain":{value}}}}}]')
        event = eventually(lambda: client.receive(0.2) or client._acks.get(7), "there is an answer")
        assert event is not None
        refused = event["error"] if isinstance(event, dict) else event.body
        assert refused["code"] in ("bad_params", "invalid_format")
        works(client)


FRAME_HEADS = [
    "null",
    "5",
    "{}",
    '{"stream":"x"}',
    '{"stream":5,"seq":0}',
    '{"stream":"%s","seq":-1}',
    '{"stream":"%s","seq":1.5}',
    '{"stream":"%s","seq":"0"}',
    '{"stream":"%s","seq":true}',
    '{"stream":"%s","seq":NaN}',
    '{"stream":"%s","seq":9007199254740993}',
    '{"stream":"%s","seq":' + "9" * 300 + "}",
    '{"stream":"%s","seq":0,"t":NaN}',
    '{"stream":"%s","seq":0,"t":1e999}',
    '{"stream":"%s","seq":0,"t":"now"}',
]


@pytest.mark.parametrize(("event", "demo"), [("frame", "mirror"), ("sound", "loudness")])
def test_wrong_frame_heads_are_refused(server: Server, event: str, demo: str) -> None:
    with Client(server.url) as client:
        stream = client.open(demo)["stream"]
        for head in FRAME_HEADS:
            text = head % stream if "%s" in head else head
            client.ws.send(f'451-/live,["{event}",{text},{{"_placeholder":true,"num":0}}]')
            client.ws.send_binary(GOOD[event])
            problem(client, "invalid_format")
        client.emit_picture(event, {"stream": stream, "seq": 0}, GOOD[event])
        assert client.wait_for("result").body["seq"] == 0


RAW_EVENTS = {
    "no name": "42/live,[]",
    "a number for a name": "42/live,[5]",
    "null for a name": "42/live,[null]",
    "an object": '42/live,{"open":1}',
    "null": "42/live,null",
    "no JSON": "42/live,[open",
    "half JSON": '42/live,["open",{"v":1',
    "deep JSON": f'42/live,["open",{DEEP}]',
    "deep JSON in params": f'42/live,["open",{{"v":1,"demo":"mirror","params":{{"gain":{DEEP}}}}}]',
    "a huge id": "42/live," + "9" * 4000 + '["open"]',
    "a surrogate": '42/live,["\\ud800","\\ud800"]',
    "a number of 400 digits": '42/live,["open",{"v":' + "9" * 400 + "}]",
    "a picture without bytes": '42/live,["frame",{"stream":"x","seq":0},"text"]',
    "a frame alone": '42/live,["frame",{"stream":"x","seq":0}]',
    "a sound without bytes": '42/live,["sound",{"stream":"x","seq":0},"text"]',
    "a sound alone": '42/live,["sound",{"stream":"x","seq":0}]',
    "a sound of numbers": '42/live,["sound",{"stream":"x","seq":0},[0,1,2]]',
    "deep JSON in seen": f'42/live,["seen",{{"stream":{DEEP},"seq":0}}]',
    "seen of a huge seq": '42/live,["seen",{"stream":"x","seq":' + "9" * 4000 + "}]",
    "seen with a place for bytes": '42/live,["seen",{"stream":"x","seq":0},{"_placeholder":true,"num":0}]',
    "a packet of no kind": "49/live,[]",
    "an acknowledgement with bytes": "461-/live,1[]",
    "an attachment too few": '450-/live,["frame",{"stream":"x","seq":0}]',
    "an attachment too many": '452-/live,["frame",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]',
    "endless attachments": '459999999-/live,["frame",{"_placeholder":true,"num":0}]',
    "the name used within": '42/live,["\\ufffdmalformed"]',
}


@pytest.mark.parametrize("name", RAW_EVENTS)
def test_what_is_no_event_is_refused_and_the_connection_kept(server: Server, name: str) -> None:
    with Client(server.url) as client:
        client.ws.send(RAW_EVENTS[name])
        event = client.receive(20)
        assert event is not None, f"no answer; closed: {client.closed}"
        assert event.name == "problem"
        assert event.body["code"] in ("invalid_format", "unknown_event")
        works(client)


@pytest.mark.parametrize("number", ["1", "-2", "99999999999999999999", '"0"', "null", "1.5", "[]"])
def test_a_wrong_attachment_index_is_refused(server: Server, number: str) -> None:
    with Client(server.url) as client:
        client.ws.send(f'451-/live,["frame",{{"stream":"x","seq":0}},{{"_placeholder":true,"num":{number}}}]')
        client.ws.send_binary(pictures.GOOD)
        problem(client, "invalid_format")
        works(client)


@pytest.mark.parametrize("name", ["connect", "disconnect", "connect_error", "disconnecting", "*"])
def test_the_names_of_lifecycle_events_do_nothing(server: Server, name: str) -> None:
    with Client(server.url) as client:
        eventually(lambda: server.metrics()["hype_visitors"] == 1, "there is one visitor")
        stream = client.open("mirror")["stream"]
        for args in ((), ({"sid": "x"},), ("a", "b", "c")):
            client.emit(name, *args)
            problem(client, "unknown_event")
        answer = client.call(name)
        assert answer["error"]["code"] == "unknown_event"
        problem(client, "unknown_event")
        assert server.metrics()["hype_visitors"] == 1
        assert client.answer(stream, 0, pictures.GOOD).name == "result"


ENDS: dict[str, Callable[[Client], Any]] = {
    "a text that is no packet": lambda client: client.ws.send("x"),
    "an empty text": lambda client: client.ws.send(""),
    "an empty binary": lambda client: client.ws.send_binary(b""),
    "half a WebSocket frame": lambda client: client.ws.sock.sendall(b"\x81\xfe"),
    "a frame without a mask": lambda client: client.ws.sock.sendall(b"\x81\x05hello"),
    "a frame of reserved kind": lambda client: client.ws.sock.sendall(b"\x8b\x80\0\0\0\0"),
    "no UTF-8": lambda client: client.ws.send(b"4\xff\xfe", websocket.ABNF.OPCODE_TEXT),
    "a length of 2 to the 63": lambda client: client.ws.sock.sendall(b"\x82\xff" + b"\x7f" + b"\xff" * 7 + b"\0" * 4),
}


KEPT = {("eventlet", "an empty binary"), ("threading", "an empty binary")}
"""An attachment that nobody announced is refused, and no more."""
AWAITED = {
    ("eventlet", "half a WebSocket frame"),
    ("threading", "half a WebSocket frame"),
    ("threading", "a length of 2 to the 63"),
}
"""The rest may come: the connection is kept until its visitor leaves."""


@pytest.mark.parametrize("name", ENDS)
def test_broken_transport_hurts_its_own_connection_only(server: Server, mode: str, name: str) -> None:
    with Client(server.url) as other:
        client = Client(server.url)
        client.open("mirror")
        ENDS[name](client)
        if (mode, name) in KEPT:
            problem(client, "invalid_format")
            works(client)
        elif (mode, name) in AWAITED:
            works(other)
            assert not ended(client, 0.2)
            client.ws.sock.close()
        else:
            assert ended(client)
        client.close()
        works(other)
        eventually(lambda: server.metrics()["hype_visitors"] == 1, "the broken connection is gone", 60)


def test_binary_messages_out_of_the_blue_are_refused_each(server: Server) -> None:
    with Client(server.url) as client:
        for _ in range(50):
            client.ws.send_binary(pictures.GOOD)
        for _ in range(50):
            problem(client, "invalid_format")
        works(client)


def test_attachments_that_never_come_hold_little(server: Server) -> None:
    """A hundred connections that announce a picture and send none; their memory is theirs, and small."""
    before = server.memory()
    clients = [Client(server.url) for _ in range(60)]
    for client in clients:
        client.ws.send('451-/live,["frame",{"stream":"x","seq":0},{"_placeholder":true,"num":0}]')
    with Client(server.url) as other:
        works(other)
    assert server.memory() - before < 60
    for client in clients:
        client.ws.sock.close()
    eventually(lambda: server.metrics()["hype_visitors"] == 0, "their sessions are gone", 60)
