"""Adding a demo is adding a folder: the examples of docs/adding-a-demo.md, put into an empty place, and driven over
real sockets and over HTTP. One looks, one listens, one goes on by itself."""

from __future__ import annotations

import base64
import io
import shutil
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.support import pictures
from tests.support.client import Client, Event
from tests.support.server import DEMOS, ROOT, Server

EXAMPLES = ("negative", "loudness", "drifting")
ADDED = {"negative": "inverted", "loudness": "heard", "drifting": "walked"}


def example(name: str) -> Path:
    return DEMOS / name / "demo.py"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the three in a folder of their own, under other names, and nothing else."""
    place = tmp_path_factory.mktemp("added")
    for name, added in ADDED.items():
        (place / added).mkdir()
        text = example(name).read_text().replace(f'"{name}", "{name.title()}"', f'"{added}", "{added.title()}"')
        (place / added / "demo.py").write_text(text)
    with Server(demo_path=place, demos=",".join(ADDED.values())) as server:
        yield server
    shutil.rmtree(place)


def tone(seconds: float, level: float = 0.5, rate: int = 16_000) -> bytes:
    """int16 little-endian mono: a sine of 440 Hz."""
    wave_ = np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)
    return (wave_ * level * 32767).astype("<i2").tobytes()


def wav(samples: bytes, rate: int = 16_000) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(rate)
        written.writeframes(samples)
    return file.getvalue()


def results(client: Client, count: int) -> list[Event]:
    return [client.wait_for("result") for _ in range(count)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_short(name: str) -> None:
    lines = [line for line in example(name).read_text().splitlines() if line.strip()]
    assert len(lines) <= 25


def test_the_examples_keep_their_types() -> None:
    """As the docs tell to check."""
    files = [str(example(name)) for name in EXAMPLES]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", *files], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_new_folders_are_listed_and_shown(running: Server) -> None:
    entries = {entry["name"]: entry for entry in running.get("/api/demos").json["demos"]}
    assert {name: (entry["title"], entry["state"]) for name, entry in entries.items()} == {
        name: (name.title(), "ready") for name in ADDED.values()
    }
    assert entries["inverted"]["source"] == {"kind": "camera"}
    assert entries["heard"]["source"] == {"kind": "microphone", "rate": 16_000, "hop": 0.08}
    assert entries["walked"]["source"] == {"kind": "clock", "rate": 20}
    for name in entries:
        assert f"/demos/{name}" in running.get("/").text
        page = running.get(f"/demos/{name}")
        assert page.status == 200
        assert name.title() in page.text


@pytest.mark.parametrize("render", ["server", "layers"])
def test_what_is_seen_is_streamed(running: Server, render: str) -> None:
    with Client(running.url) as client:
        opened = client.open("inverted", render=render)
        event = client.answer(opened["stream"], 0, pictures.GOOD)
    assert event.body["layers"] == ["picture"]
    seen = pictures.decode(event.image).astype(int)
    assert np.abs(seen - (255 - pictures.halves().astype(int))).mean() < 8
    assert event.body["data"]["brightness"] > 0


def test_what_is_heard_is_streamed_in_order(running: Server) -> None:
    with Client(running.url) as client:
        opened = client.open("heard")
        assert opened["source"] == {"kind": "microphone", "rate": 16_000, "hop": 0.08}
        for seq in range(10):
            client.sound(opened["stream"], seq, tone(0.08))
        answered = results(client, 10)
    assert [event.body["seq"] for event in answered] == list(range(10))
    assert all(event.body["layers"] == [] and event.body["dropped"] == [] for event in answered)
    assert answered[-1].body["data"] == {"level": pytest.approx(0.5 / 2**0.5, abs=0.01), "samples": 1280, "gap": False}


def test_a_loss_is_told_to_the_demo(running: Server) -> None:
    with Client(running.url) as client:
        stream = client.open("heard")["stream"]
        for seq in (0, 1, 5, 6):
            client.sound(stream, seq, tone(0.08))
        assert [event.body["data"]["gap"] for event in results(client, 4)] == [False, False, True, False]


def test_a_clock_goes_on_as_its_viewer_sees(running: Server) -> None:
    with Client(running.url) as client:
        opened = client.open("walked")
        stream = opened["stream"]
        first = results(client, 2)
        assert [event.body["seq"] for event in first] == [0, 1]
        assert client.receive(0.4) is None, "two are unseen"
        client.emit("seen", {"stream": stream, "seq": 1})
        client.emit("seen", {"stream": stream, "seq": 0})  # older: changes nothing
        more = results(client, 2)
        assert client.receive(0.4) is None
        for seq in range(3, 10):
            client.emit("seen", {"stream": stream, "seq": seq})
            more += results(client, 1)
        assert [event.body["data"]["step"] for event in first + more] == list(range(1, 12))
        assert pictures.decode(more[-1].image).shape == (64, 64, 3)
        assert client.call("close", {"stream": stream})["ok"]
        closed = time.monotonic()
        late = client.receive(0.4)
        while late is not None and late.at <= closed:  # the twelfth may have come before the stream was closed
            late = client.receive(0.4)
        assert late is None


def test_all_three_over_http(running: Server) -> None:
    picture = running.post("/api/demos/inverted", pictures.GOOD, {"Accept": "image/jpeg"})
    assert picture.headers["Content-Type"] == "image/jpeg"
    told = running.post("/api/demos/inverted?layers=1", pictures.GOOD).json
    assert pictures.decode(base64.b64decode(told["layers"]["picture"])).shape == pictures.halves().shape
    heard = running.post("/api/demos/heard", wav(tone(3.0, rate=8_000), 8_000)).json["data"]
    assert heard == {"level": pytest.approx(0.5 / 2**0.5, abs=0.01), "samples": 48_000, "gap": False}
    assert running.post("/api/demos/heard", wav(tone(0.5)), {"Accept": "image/jpeg"}).json["data"]["samples"] == 8_000
    step = running.post("/api/demos/walked?layers=1", b"").json
    assert step["data"] == {"step": 1}
    assert pictures.decode(base64.b64decode(step["layers"]["picture"])).shape == (64, 64, 3)
    drawn = running.post("/api/demos/walked", b"", {"Accept": "image/jpeg"})
    assert pictures.decode(drawn.body).shape == (64, 64, 3)


@pytest.mark.parametrize("body", [b"", b"RIFF", pictures.GOOD, wav(tone(0.1))[:30], wav(b""), wav(tone(61))])
def test_what_is_no_sound_or_too_long_is_refused(running: Server, body: bytes) -> None:
    refused = running.post("/api/demos/heard", body)
    assert refused.json["error"]["code"] == ("too_large" if len(body) > 1_000_000 else "invalid_format")


@pytest.mark.parametrize("event", ["frame", "sound"])
def test_what_a_demo_is_not_fed_with_is_refused(running: Server, event: str) -> None:
    with Client(running.url) as client:
        for demo in {"inverted", "heard", "walked"} - {"inverted" if event == "frame" else "heard"}:
            stream = client.open(demo)["stream"]
            client.emit_picture(event, {"stream": stream, "seq": 0}, pictures.GOOD)
            refused = client.wait_for("problem").body
            assert (refused["code"], refused["stream"]) == ("invalid_format", stream)
            client.call("close", {"stream": stream})


@pytest.mark.parametrize(
    ("samples", "code"),
    [(b"", "invalid_format"), (b"\0", "invalid_format"), (bytes(1281), "invalid_format"), (bytes(16_002), "too_large")],
)
def test_a_sound_that_is_none_or_too_long_is_refused_and_the_next_one_taken(
    running: Server, samples: bytes, code: str
) -> None:
    with Client(running.url) as client:
        stream = client.open("heard")["stream"]
        client.sound(stream, 0, samples)
        refused = client.wait_for("problem").body
        assert (refused["code"], refused["stream"], refused["seq"]) == (code, stream, 0)
        client.sound(stream, 1, tone(0.5))
        assert client.wait_for("result").body["seq"] == 1


SEEN = [None, 5, {}, {"stream": 5, "seq": 0}, {"seq": 0}, {"stream": "%s"}, {"stream": "%s", "seq": -1}]


def test_what_cannot_have_been_seen_is_refused(running: Server) -> None:
    with Client(running.url) as client:
        stream = client.open("walked")["stream"]
        results(client, 2)
        other = client.open("inverted")["stream"]
        for value in SEEN:
            whole = {**value, "stream": stream} if isinstance(value, dict) and value.get("stream") == "%s" else value
            client.emit("seen", whole)
            assert client.wait_for("problem").body["code"] == "invalid_format", value
        for stream_, seq, code in (
            ("x", 0, "unknown_stream"),
            (stream, 2**53 - 1, "invalid_format"),
            (other, 0, "invalid_format"),
        ):
            client.emit("seen", {"stream": stream_, "seq": seq})
            assert client.wait_for("problem").body["code"] == code
        client.emit("seen", {"stream": stream, "seq": 1})
        assert client.wait_for("result").body["seq"] == 2


def test_sound_that_floods_is_bounded_and_the_newest_second_stays(running: Server) -> None:
    """Forty times half a second at once: what is over a second is told as dropped, in order, and nothing is lost."""
    with Client(running.url) as client:
        stream = client.open("heard")["stream"]
        for seq in range(40):
            client.sound(stream, seq, tone(0.5))
        answered, gone = [], []
        while 39 not in answered:
            body = client.wait_for("result").body
            answered.append(body["seq"])
            gone += body["dropped"]
        assert answered == sorted(answered)
        assert sorted(answered + gone) == list(range(40))
