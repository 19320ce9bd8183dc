"""Whatever stands in a Socket.IO packet, reading it ends in an event that a handler can answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from socketio.packet import ACK, BINARY_EVENT, CONNECT, DISCONNECT, EVENT

from webapp.live.packets import MALFORMED, NAMESPACE, RESERVED, SafePacket


def read(encoded: Any) -> SafePacket:
    return SafePacket(encoded_packet=encoded)


def assert_malformed(packet: SafePacket) -> None:
    assert (packet.packet_type, packet.namespace, packet.id) == (EVENT, NAMESPACE, None)
    assert (packet.data, packet.attachment_count) == ([MALFORMED], 0)


def assert_fit_for_the_server(packet: SafePacket) -> None:
    """What python-socketio does next with a packet raises for nothing that is asserted here."""
    assert type(packet.packet_type) is int
    assert packet.packet_type in (CONNECT, DISCONNECT, EVENT, ACK, BINARY_EVENT)
    if packet.packet_type in (EVENT, BINARY_EVENT):
        assert isinstance(packet.data, list)
        assert isinstance(packet.data[0], str)
        assert packet.data[0] not in RESERVED
    if packet.packet_type == ACK:
        assert isinstance(packet.data, list)
    assert packet.attachment_count == (1 if packet.packet_type == BINARY_EVENT else 0)


@pytest.mark.parametrize(
    "encoded",
    [
        "x",
        "",
        " ",
        "9",
        "7[]",
        "-1",
        "2",
        "2x",
        "2{}",
        "2[]",
        "2null",
        "2true",
        "2[null]",
        "2[1]",
        "2[[]]",
        '2{"0":"frame"}',
        '2["frame"',
        '2["frame"]]',
        '4["x"]',
        '6["x"]',
        '61-["x",{"_placeholder":true,"num":0}]',
        "3",
        "3{}",
        "5",
        '5["frame"]',
        '50-["frame"]',
        '52-["frame"]',
        '5999-["frame"]',
        "51-",
        "51-[]",
        "51-{}",
        "599999999999-[]",
        "21-[]",
        '21-["frame"]',
        '2["frame",' + "9" * 5000 + "]",
        "2" + "9" * 101 + '["frame"]',
        "2" + "9" * 5000,
        "²",
        "2²",
        '2²["a"]',
        '5٣-["a"]',
        "2/live",
        "2/live,",
        "2,",
        '2["\ud800',
        "null",
        "{}",
        b"",
        b"abc",
        b"2[]",
        b"\x00\xff",
        bytearray(b"2"),
        {},
        {"a": 1},
        [],
        ["2"],
        [1],
        0,
        1,
        2,
        1.5,
        True,
        False,
    ],
)
def test_malformed_packets_become_one_plain_event(encoded: Any) -> None:
    assert_malformed(read(encoded))


@pytest.mark.parametrize("opening", ["[", '{"a":'])
@pytest.mark.parametrize("prefix", ['2["open",', "2", "2/live,1", '51-["frame",', "0", "3"])
def test_depth_beyond_reason(prefix: str, opening: str) -> None:
    assert_malformed(read(prefix + opening * 100_000))


def test_whole_json_beyond_reason() -> None:
    assert_malformed(read('2["open",' + "[" * 100_000 + "]" * 100_000 + "]"))


@pytest.mark.parametrize("name", sorted(RESERVED | {MALFORMED}))
@pytest.mark.parametrize("form", ['2["{}"]', '2/live,7["{}",1]'])
def test_reserved_names_are_ordinary_unknown_events(name: str, form: str) -> None:
    packet = read(form.replace("{}", name))
    assert packet.packet_type == EVENT
    assert packet.data[0] == f"reserved name {name}"


def test_reserved_names_with_an_attachment() -> None:
    packet = read('51-/live,["disconnect",{"_placeholder":true,"num":0}]')
    assert packet.add_attachment(b"x")
    assert packet.data == ["reserved name disconnect", b"x"]


def test_every_name_that_python_socketio_reserves_is_reserved_here() -> None:
    import socketio

    assert {*socketio.Server.reserved_events, "*"} <= RESERVED


def test_an_ordinary_event() -> None:
    packet = read('2/live,12["open",{"v":1,"demo":"pose"}]')
    assert (packet.packet_type, packet.namespace) == (EVENT, "/live")
    assert packet.id == 12
    assert packet.data == ["open", {"v": 1, "demo": "pose"}]


def test_a_frame_with_its_picture() -> None:
    packet = read('51-/live,["frame",{"stream":"s","seq":0},{"_placeholder":true,"num":0}]')
    assert packet.packet_type == BINARY_EVENT
    assert packet.attachment_count == 1
    assert packet.add_attachment(b"\xff\xd8")
    assert packet.data == ["frame", {"stream": "s", "seq": 0}, b"\xff\xd8"]
    assert (packet.packet_type, packet.namespace) == (BINARY_EVENT, "/live")


@pytest.mark.parametrize("num", ["1", "5", "-2", '"0"', "null", "1.5", "[]", "1e99", "NaN"])
def test_a_wrong_attachment_index(num: str) -> None:
    packet = read('51-/live,["frame",{},{"_placeholder":true,"num":' + num + "}]")
    assert packet.add_attachment(b"x")
    assert packet.data == [MALFORMED]
    assert packet.packet_type == BINARY_EVENT  # the server then hands its data to the event's handler


@pytest.mark.parametrize("attachment", ["text", "", None, 5, {"a": 1}, ["x"], bytearray(b"x")])
def test_an_attachment_that_is_no_bytes(attachment: Any) -> None:
    packet = read('51-/live,["frame",{},{"_placeholder":true,"num":0}]')
    assert packet.add_attachment(attachment)
    assert packet.data == [MALFORMED]


def test_an_attachment_too_many() -> None:
    packet = read('51-/live,["frame",{},{"_placeholder":true,"num":0}]')
    assert packet.add_attachment(b"x")
    assert packet.add_attachment(b"y")
    assert packet.data == [MALFORMED]


def test_placeholders_below_the_top_level_stay_what_they_are() -> None:
    packet = read('51-/live,["frame",{"a":{"_placeholder":true,"num":0}}]')
    assert packet.add_attachment(b"x")
    assert packet.data == ["frame", {"a": {"_placeholder": True, "num": 0}}]


def test_numbers_that_json_does_not_have_reach_the_handlers_check() -> None:
    packet = read('2["frame",NaN,Infinity,1e999]')
    assert packet.data[0] == "frame"
    assert len(packet.data) == 4


noise = st.text(max_size=60) | st.binary(max_size=60)
json_like = st.builds(
    lambda kind, count, namespace, id, data: kind + count + namespace + id + data,
    st.sampled_from("0123456789"),
    st.sampled_from(["", "0-", "1-", "2-", "-"]),
    st.sampled_from(["", "/live,", "/,", "/live", "/live?a=1,", ","]),
    st.sampled_from(["", "0", "7", "9" * 120]),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=5)
        | st.sampled_from(sorted(RESERVED)),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["_placeholder", "num", "a"]), inner, max_size=3)
        ),
        max_leaves=6,
    ).map(json.dumps),
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(noise | json_like | values)
@example("2" + "[" * 2000)
def test_nothing_raises(encoded: Any) -> None:
    assert_fit_for_the_server(read(encoded))


@given(json_like, noise | values)
def test_no_attachment_raises(encoded: str, attachment: Any) -> None:
    packet = read(encoded)
    if packet.packet_type == BINARY_EVENT:
        assert packet.add_attachment(attachment)
        assert isinstance(packet.data[0], str)
        assert packet.data[0] not in RESERVED


@given(name=st.text(min_size=1, max_size=10), head=values, image=st.none() | st.binary(max_size=50))
def test_what_the_server_sends_is_read_back(name: str, head: Any, image: bytes | None) -> None:
    head = json.loads(json.dumps(head).replace("NaN", "0").replace("Infinity", "0"))
    packet = SafePacket(EVENT, data=["x" + name, {"data": head}, image], namespace=NAMESPACE)
    encoded = packet.encode()
    first, *attachments = encoded if isinstance(encoded, list) else [encoded]
    back = read(first)
    for attachment in attachments:
        assert back.add_attachment(attachment)
    assert back.data == ["x" + name, {"data": head}, image]
    assert len(attachments) == (image is not None)


@pytest.mark.parametrize("kind", [CONNECT, DISCONNECT])
def test_lifecycle_packets_pass(kind: int) -> None:
    packet = read(f"{kind}/live,")
    assert (packet.packet_type, packet.namespace) == (kind, "/live")


def test_packets_made_by_the_server_itself_are_left_alone() -> None:
    assert SafePacket(CONNECT, data={"sid": "a"}, namespace=NAMESPACE).encode() == '0/live,{"sid":"a"}'
    assert SafePacket(ACK, data=[], namespace=NAMESPACE, id=3).encode() == "3/live,3[]"
    assert SafePacket(DISCONNECT, namespace=NAMESPACE).encode() == "1/live,"
