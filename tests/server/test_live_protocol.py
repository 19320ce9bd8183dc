"""The protocol of /live, version 1, as the design gives it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support import pictures
from tests.support.client import Client
from tests.support.server import Server
from tests.support.visitors import answers, assert_healthy, assert_quiet
from tests.support.waiting import eventually

TIMES = {"wait", "decode", "predict", "render", "encode", "total"}


def test_open_is_acknowledged_with_all_that_a_page_needs(client: Client) -> None:
    answer = client.open("mirror", {"gain": 1.5})
    assert answer == {
        "ok": True,
        "stream": answer["stream"],
        "window": 2,
        "max_bytes": 1_000_000,
        "size": {"width": 640, "height": 480},
        "quality": 0.82,
        "crowd_quality": 0.82,
        "params": {"flip": True, "gain": 1.5, "picture": None},
        "source": {"kind": "camera"},
    }
    assert len(answer["stream"]) >= 12


def test_two_streams_have_two_ids(client: Client) -> None:
    assert client.open("mirror")["stream"] != client.open("mirror")["stream"]


@pytest.mark.parametrize("render", ["server", "browser", "layers"])
def test_a_result_carries_what_the_protocol_says(client: Client, render: str) -> None:
    stream = client.open("mirror", render=render)["stream"]
    client.frame(stream, 41, pictures.GOOD, t=1234.5)
    event = client.wait_for("result")
    body = event.body
    assert set(body) == {"stream", "seq", "t", "data", "timing", "batch", "share", "dropped", "layers"}
    assert (body["stream"], body["seq"], body["t"]) == (stream, 41, 1234.5)
    assert body["data"] == {"count": 1, "shape": [48, 64, 3], "picture": None}
    assert (body["batch"], body["dropped"]) == (1, [])
    assert set(body["timing"]) == TIMES
    assert all(value >= 0 for value in body["timing"].values())
    parts = sum(value for name, value in body["timing"].items() if name != "total")
    assert body["timing"]["total"] == pytest.approx(parts, abs=0.1)
    assert body["layers"] == ([] if render == "browser" else ["picture"])
    if render != "browser":
        assert pictures.decode(event.image).shape == (48, 64, 3)
    else:
        assert event.image == b""


def test_without_a_picture_the_second_argument_is_null(client: Client) -> None:
    stream = client.open("mirror", render="browser")["stream"]
    client.frame(stream, 0, pictures.GOOD)
    text = client.message(30)
    assert isinstance(text, str)
    assert text.startswith('42/live,["result",')
    assert text.endswith(",null]")


def test_the_picture_is_the_demos(client: Client) -> None:
    stream = client.open("mirror")["stream"]
    seen = pictures.decode(client.answer(stream, 0, pictures.GOOD).image).astype(int)
    assert np.abs(seen - pictures.halves()[:, ::-1]).mean() < 8
    assert client.call("params", {"stream": stream, "params": {"flip": False}})["params"]["flip"] is False
    seen = pictures.decode(client.answer(stream, 1, pictures.GOOD).image).astype(int)
    assert np.abs(seen - pictures.halves()).mean() < 8


def test_params_are_answered_like_open_and_start_from_the_defaults(client: Client) -> None:
    opened = client.open("mirror", {"gain": 0.5})
    changed = client.call("params", {"stream": opened["stream"], "params": {"flip": False}})
    assert changed == {**opened, "params": {"flip": False, "gain": 1.0, "picture": None}}


def test_refused_params_leave_the_old_ones(client: Client) -> None:
    stream = client.open("mirror", {"flip": False})["stream"]
    refused = client.call("params", {"stream": stream, "params": {"gain": 7}})
    assert refused["ok"] is False
    assert refused["error"]["code"] == "bad_params"
    assert "between 0 and 2" in refused["error"]["message"]
    seen = pictures.decode(client.answer(stream, 0, pictures.GOOD).image).astype(int)
    assert np.abs(seen - pictures.halves()).mean() < 8


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"v": 1, "demo": "nothing"}, "unknown_demo"),
        ({"v": 2, "demo": "mirror"}, "invalid_format"),
        ({"demo": "mirror"}, "invalid_format"),
        ({"v": 1, "demo": "mirror", "params": {"gain": "loud"}}, "bad_params"),
        ({"v": 1, "demo": "mirror", "params": {"colour": 1}}, "bad_params"),
        ({"v": 1, "demo": "mirror", "render": "printer"}, "invalid_format"),
        ({"v": 1, "demo": "mirror", "params": {"picture": "no-such-id"}}, "bad_params"),
    ],
)
def test_what_cannot_be_opened_is_refused_in_words(client: Client, message: object, code: str) -> None:
    answer = client.call("open", message)
    assert answer["ok"] is False
    assert answer["error"]["code"] == code
    assert len(answer["error"]["message"]) > 10
    assert "\n" not in answer["error"]["message"]
    assert "stream" not in answer


def test_a_closed_stream_is_gone(client: Client) -> None:
    stream = client.open("mirror")["stream"]
    assert client.call("close", {"stream": stream}) == {"ok": True}
    assert client.call("close", {"stream": stream})["error"]["code"] == "unknown_stream"
    assert client.call("params", {"stream": stream, "params": {}})["error"]["code"] == "unknown_stream"
    client.frame(stream, 3, pictures.GOOD)
    problem = client.wait_for("problem").body
    assert (problem["code"], problem["seq"], problem["stream"]) == ("unknown_stream", 3, stream)


def test_another_visitors_stream_is_unknown(server: Server, client: Client) -> None:
    stream = client.open("mirror")["stream"]
    with Client(server.url) as other:
        assert other.call("close", {"stream": stream})["error"]["code"] == "unknown_stream"
        other.frame(stream, 0, pictures.GOOD)
        assert other.wait_for("problem").body["code"] == "unknown_stream"
    assert client.answer(stream, 0, pictures.GOOD).name == "result"


def test_a_seq_that_does_not_grow_is_refused(client: Client) -> None:
    stream = client.open("mirror")["stream"]
    assert client.answer(stream, 5, pictures.GOOD).name == "result"
    for seq in (5, 4):
        event = client.answer(stream, seq, pictures.GOOD)
        assert (event.name, event.body["code"]) == ("problem", "invalid_format")
    assert client.answer(stream, 6, pictures.GOOD).name == "result"


def test_a_flood_is_answered_once_for_each_frame(client: Client) -> None:
    """30 frames at once for a demo of 50 ms: the newest is shown, and every frame is accounted for."""
    stream = client.open("sleeping", {"ms": 50})["stream"]
    for seq in range(30):
        client.frame(stream, seq, pictures.GOOD)
    found = answers(client, range(30))
    assert all(len(got) == 1 for got in found.values()), {seq: got for seq, got in found.items() if len(got) != 1}
    results = [seq for seq, [(how, _)] in found.items() if how == "result"]
    assert results == sorted(results)
    assert results[-1] == 29, "the newest frame must win"
    dropped = sum(how == "dropped" for [(how, _)] in found.values())
    assert len(results) + dropped == 30
    assert dropped >= 15
    assert client.receive(0.3) is None, "an answer came twice"


def test_more_streams_than_a_page_needs_are_refused(server: Server) -> None:
    with Client(server.url) as client:
        streams = [client.open("mirror") for _ in range(5)]
        assert [answer["ok"] for answer in streams] == [True] * 4 + [False]
        assert streams[-1]["error"]["code"] == "server_full"
        assert client.call("close", {"stream": streams[0]["stream"]})["ok"]
        assert client.open("mirror")["ok"]
    eventually(lambda: server.metrics()["hype_streams"] == 0, "the streams go with the visitor")


def test_a_frame_that_is_too_large_has_its_own_answer(client: Client) -> None:
    stream = client.open("mirror")["stream"]
    event = client.answer(stream, 0, b"\xff\xd8" + b"\0" * 1_000_000)
    assert (event.name, event.body["code"]) == ("problem", "too_large")
    assert client.answer(stream, 1, pictures.GOOD).name == "result"


def test_afterwards_nothing_is_left(server: Server) -> None:
    assert_healthy(server)
    assert_quiet(server)
