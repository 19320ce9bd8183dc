"""What a worker does with a job, on a demo without a network."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, JpegImagePlugin

from models.contract.demo import Answer, Demo, Jpeg, Png
from models.contract.pictures import FrameError
from models.contract.registry import find_demos
from models.toolkit import frames, memory
from wire.protocol import Item, Outcome
from worker import memories
from worker.pictures import PICTURE_SIDE, reencode
from worker.stages import Stages

DEMOS = find_demos([Path(__file__).parents[2] / "demos"])
MIRROR = DEMOS["mirror"]
DEFAULTS = {"flip": True, "gain": 1.0, "picture": None}


def jpeg(left: int = 0, right: int = 255, width: int = 64, height: int = 48) -> bytes:
    """A picture whose left and right halves differ."""
    rgb = np.full((height, width, 3), left, np.uint8)
    rgb[:, width // 2 :] = right
    return frames.encode_jpeg(rgb, quality=95)


def item(stream: str = "s", seq: int = 0, image: bytes | None = None, **more: Any) -> Item:
    params = {**DEFAULTS, **more.pop("params", {})}
    values: dict[str, Any] = {"received": 0.0, "memory_seq": -1, "memory": b"", **more}
    return Item(stream=stream, seq=seq, params=params, image=jpeg() if image is None else image, **values)


def run(items: list[Item], demo: Demo = MIRROR, stages: Stages | None = None) -> tuple[list[Outcome], str]:
    stages = stages or Stages()
    batch = stages.prepare(1, demo, items)
    stages.predict(batch)
    outcomes = stages.finish(batch)
    assert [(o.stream, o.seq) for o in outcomes] == [(i.stream, i.seq) for i in items]
    return outcomes, batch.broken


def brightness(image: bytes) -> tuple[float, float]:
    rgb = frames.decode(image)
    middle = rgb.shape[1] // 2
    return float(rgb[:, : middle - 8].mean()), float(rgb[:, middle + 8 :].mean())


class Faulty(type(MIRROR)):  # type: ignore[misc]
    """The mirror, which fails at whatever step a frame's gain names."""

    def _trip(self, step: float, gain: float) -> None:
        if step == gain:
            raise RuntimeError(f"step {step}")

    def prepare(self, sample: Any, params: Any, memory: Any) -> Any:
        self._trip(0.1, params["gain"])
        return {"frame": super().prepare(sample, params, memory), "gain": params["gain"]}

    def predict(self, batch: Any) -> Any:
        for one in batch:
            self._trip(0.2, one["gain"])
        if any(one["gain"] == 0.3 for one in batch):
            batch = batch[:-1]
        return super().predict([one["frame"] for one in batch])

    def answer(self, sample: Any, prediction: Any, params: Any, memory: Any) -> Any:
        self._trip(0.4, params["gain"])
        answer = super().answer(sample, prediction, params, memory)
        return replace(answer, memory={"it": object()}) if params["gain"] == 0.5 else answer

    def render(self, sample: Any, answer: Any, params: Any) -> Any:
        self._trip(0.6, params["gain"])
        return np.zeros((0, 0, 3), np.uint8) if params["gain"] == 0.7 else super().render(sample, answer, params)


def kept(count: int) -> bytes:
    """What the mirror remembers after so many frames."""
    return memory.pack("mirror 1", {"count": count})


def test_a_frame_through_all_stages() -> None:
    (outcome,), broken = run([item()])
    assert (outcome.code, broken) == ("", "")
    assert outcome.data == {"count": 1, "shape": [48, 64, 3], "picture": None}
    left, right = brightness(outcome.layers["picture"])
    assert left > 240 > 15 > right
    assert outcome.memory == kept(1)
    assert list(outcome.layers) == ["picture"]
    assert set(outcome.timing) == {"decode", "predict", "render", "encode"}
    assert all(0 <= value < 10_000 for value in outcome.timing.values())


@pytest.mark.parametrize(("declared", "halved"), [(Jpeg(), True), (Jpeg(85, full_chroma=True), False)])
def test_answers_are_encoded_as_the_demo_declares(declared: Jpeg, halved: bool) -> None:
    class Declaring(type(MIRROR)):  # type: ignore[misc]
        answer_jpeg = declared

    (outcome,), _ = run([item()], Declaring())
    with Image.open(io.BytesIO(outcome.layers["picture"])) as image:
        tables = image.quantization  # type: ignore[attr-defined]
        assert (JpegImagePlugin.get_sampling(image) == 2) is halved
    with Image.open(io.BytesIO(frames.encode_jpeg(np.zeros((8, 8, 3), np.uint8), 85))) as image:
        assert tables == image.quantization  # type: ignore[attr-defined]


def test_the_browser_draws_by_itself_when_it_asks_to() -> None:
    (outcome,), _ = run([item(render="browser")])
    assert outcome.layers == {}
    assert outcome.data is not None
    assert outcome.timing["encode"] == 0.0


def test_each_frame_of_a_batch_gets_its_own_result() -> None:
    dark, bright = item("dark", 3, jpeg(0, 0)), item("bright", 8, jpeg(250, 250))
    outcomes, _ = run([dark, bright, item("turned", params={"flip": False})])
    assert brightness(outcomes[0].layers["picture"])[0] < 10
    assert brightness(outcomes[1].layers["picture"])[0] > 240
    assert brightness(outcomes[2].layers["picture"])[0] < 15


TRUNCATED = jpeg(width=640, height=480)[:400]


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (b"", "bad_image"),
        (b"no picture", "bad_image"),
        (TRUNCATED, "bad_image"),
        (jpeg(width=4, height=4), "too_small"),
        (jpeg(width=2400, height=1000), "too_large"),
    ],
)
def test_a_bad_picture_leaves_the_others_in_peace(image: bytes, code: str) -> None:
    outcomes, broken = run([item("a"), item("bad", 7, image), item("c")])
    assert [o.code for o in outcomes] == ["", code, ""]
    assert broken == ""
    assert outcomes[1].message
    assert (outcomes[1].data, outcomes[1].layers, outcomes[1].memory) == (None, {}, None)
    assert "predict" not in outcomes[1].timing
    assert all(brightness(o.layers["picture"])[0] > 240 for o in (outcomes[0], outcomes[2]))


def test_a_single_picture_over_http_may_be_larger() -> None:
    large = jpeg(width=2400, height=1000)
    (outcome,), _ = run([item(image=large, still=True)])
    assert outcome.code == ""


def test_a_batch_of_bad_pictures_does_not_reach_the_network() -> None:
    outcomes, broken = run([item(image=b"x"), item(image=b"y", params={"gain": 0.2})], Faulty())
    assert [o.code for o in outcomes] == ["bad_image"] * 2
    assert broken == ""


def test_preparing_that_fails_is_that_frames_alone() -> None:
    outcomes, broken = run([item("a"), item("b", params={"gain": 0.1}), item("c")], Faulty())
    assert [o.code for o in outcomes] == ["", "internal", ""]
    assert broken == ""


@pytest.mark.parametrize("gain", [0.2, 0.3])
def test_a_network_that_fails_or_miscounts_fails_the_whole_batch(gain: float) -> None:
    outcomes, broken = run([item("a"), item("bad", image=b"x"), item("c", params={"gain": gain})], Faulty())
    assert [o.code for o in outcomes] == ["model_restarting", "bad_image", "model_restarting"]
    assert all((o.data, o.layers, o.memory) == (None, {}, None) for o in outcomes)
    assert broken.startswith("predict: ")


@pytest.mark.parametrize("gain", [0.4, 0.5, 0.6, 0.7])
def test_drawing_that_fails_breaks_the_demo_and_leaves_the_others_their_results(gain: float) -> None:
    outcomes, broken = run([item("a"), item("b", params={"gain": gain}), item("c")], Faulty())
    assert [o.code for o in outcomes] == ["", "model_restarting", ""]
    assert (outcomes[1].data, outcomes[1].layers, outcomes[1].memory) == (None, {}, None)
    assert broken.startswith("render: ")
    assert all(brightness(o.layers["picture"])[0] > 240 for o in (outcomes[0], outcomes[2]))


def test_the_reason_is_short_whatever_is_raised() -> None:
    class Verbose(type(MIRROR)):  # type: ignore[misc]
        def predict(self, batch: Any) -> Any:
            raise MemoryError("x" * 10_000)

    _, broken = run([item()], Verbose())
    assert broken.startswith("predict: MemoryError: xxx")
    assert len(broken) < 300


class ResourceExhaustedError(Exception):
    """As TensorFlow calls its own, which this test does not load."""


@pytest.mark.parametrize(
    ("raised", "exhausted"),
    [
        (MemoryError(), True),
        (type("_ArrayMemoryError", (MemoryError,), {})("as NumPy's is"), True),
        (ResourceExhaustedError("OOM"), True),
        (ValueError("a text that says MemoryError and ResourceExhausted"), False),
    ],
)
def test_memory_is_exhausted_where_an_error_of_that_kind_is_raised(raised: Exception, exhausted: bool) -> None:
    class Raising(type(MIRROR)):  # type: ignore[misc]
        def predict(self, batch: Any) -> Any:
            raise raised

    stages = Stages()
    batch = stages.prepare(1, Raising(), [item()])
    stages.predict(batch)
    assert batch.exhausted is exhausted


# -- memory ----------------------------------------------------------------------------------------------


def count(outcome: Outcome) -> int:
    assert outcome.data is not None
    return int(outcome.data["count"])


def test_what_travels_with_the_frame_is_remembered() -> None:
    (outcome,), _ = run([item(seq=9, memory_seq=8, memory=kept(41))])
    assert count(outcome) == 42


def test_the_newer_of_two_memories_counts() -> None:
    """A frame sent before the one before it was finished carries what is one frame old."""
    stages = Stages()
    run([item(seq=4, memory_seq=3, memory=kept(10))], stages=stages)
    (stale,), _ = run([item(seq=5, memory_seq=3, memory=kept(10))], stages=stages)
    assert count(stale) == 12
    (newer,), _ = run([item(seq=9, memory_seq=8, memory=kept(100))], stages=stages)
    assert count(newer) == 101


def test_streams_do_not_share_a_memory() -> None:
    stages = Stages()
    for seq in range(3):
        run([item("a", seq), item("b", seq, b"bad" if seq else None)], stages=stages)
    (a, b), _ = run([item("a", 3), item("b", 3)], stages=stages)
    assert (count(a), count(b)) == (4, 2)


def test_a_memory_that_the_demo_cannot_read_starts_anew() -> None:
    (outcome,), _ = run([item(memory_seq=3, seq=4, memory=b"from another version")])
    assert count(outcome) == 1


def test_what_is_remembered_here_is_bounded() -> None:
    stages = Stages()
    for n in range(memories.MOST + 10):
        run([item(f"s{n}", render="browser")], stages=stages)
    assert len(stages._memories) == memories.MOST
    (newest,), _ = run([item(f"s{memories.MOST + 9}", 1)], stages=stages)
    (oldest,), _ = run([item("s0", 1)], stages=stages)
    assert (count(newest), count(oldest)) == (2, 1)


def test_a_demo_that_remembers_nothing_sends_no_bytes() -> None:
    (outcome,), _ = run(
        [Item(stream="s", seq=0, params={}, received=0.0, memory_seq=-1, image=jpeg(), memory=b"")], DEMOS["raising"]
    )
    assert (outcome.code, outcome.memory) == ("", b"")


def test_another_form_of_memory_counts_as_empty() -> None:
    class Later(type(MIRROR)):  # type: ignore[misc]
        memory_version = 2

    (outcome,), _ = run([item(seq=9, memory_seq=8, memory=kept(41))], Later())
    assert count(outcome) == 1


# -- layers ----------------------------------------------------------------------------------------------


class Layered(type(MIRROR)):  # type: ignore[misc]
    """Two layers, each encoded in its own way, and a drawing of both."""

    def encoding(self, layer: str, params: Any) -> Any:
        return Jpeg(90) if layer == "grey" else Png()

    def answer(self, sample: Any, prediction: Any, params: Any, memory: Any) -> Any:
        exact = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
        return Answer({}, {"grey": np.full((16, 24), 77, np.uint8), "exact": exact})

    def render(self, sample: Any, answer: Any, params: Any) -> Any:
        return np.full_like(sample.value, answer.layers["grey"][0, 0])


def test_whoever_composes_gets_the_layers_in_order_as_they_are_declared() -> None:
    (outcome,), broken = run([item(render="layers")], Layered())
    assert (outcome.code, broken) == ("", "")
    assert list(outcome.layers) == ["grey", "exact"]
    with Image.open(io.BytesIO(outcome.layers["grey"])) as grey:
        assert (grey.format, grey.mode, grey.size) == ("JPEG", "L", (24, 16))
    with Image.open(io.BytesIO(outcome.layers["exact"])) as exact:
        assert (exact.format, exact.mode) == ("PNG", "RGB")
        np.testing.assert_array_equal(np.asarray(exact), np.arange(48, dtype=np.uint8).reshape(4, 4, 3))


def test_whoever_cannot_gets_what_the_server_draws_of_them() -> None:
    (outcome,), _ = run([item()], Layered())
    assert list(outcome.layers) == ["picture"]
    assert abs(brightness(outcome.layers["picture"])[0] - 77) < 3


@pytest.mark.parametrize("layer", [np.zeros((4, 4), np.float32), np.zeros((4, 4, 4), np.uint8), np.zeros(4, np.uint8)])
def test_a_layer_that_is_no_picture_breaks_the_demo(layer: np.ndarray) -> None:
    class Odd(Layered):
        def answer(self, sample: Any, prediction: Any, params: Any, memory: Any) -> Any:
            return Answer({}, {"odd": layer})

    (outcome,), broken = run([item(render="layers")], Odd())
    assert (outcome.code, outcome.layers) == ("model_restarting", {})
    assert broken.startswith("render: ValueError")


def test_the_demo_sees_when_it_came_what_was_lost_and_parameters_that_nobody_changes() -> None:
    seen: list[Any] = []

    class Seeing(type(MIRROR)):  # type: ignore[misc]
        def answer(self, sample: Any, prediction: Any, params: Any, memory: Any) -> Any:
            seen.append((sample.at, sample.gap))
            with pytest.raises(TypeError):
                params["gain"] = 0
            return super().answer(sample, prediction, params, memory)

    run([item(received=4.5), item("t", gap=True)], Seeing())
    assert seen == [(4.5, False), (0.0, True)]


def test_prepare_gets_the_newest_memory() -> None:
    found: list[Any] = []

    class Feeding(type(MIRROR)):  # type: ignore[misc]
        recurrent = True

        def prepare(self, sample: Any, params: Any, memory: Any) -> Any:
            found.append(dict(memory))
            return super().prepare(sample, params, memory)

    stages, demo = Stages(), Feeding()
    run([item(seq=9, memory_seq=8, memory=kept(41))], demo, stages)
    run([item(seq=10, memory_seq=8, memory=kept(41))], demo, stages)
    assert found == [{"count": 41}, {"count": 42}]


# -- uploaded pictures -----------------------------------------------------------------------------------


def test_an_uploaded_picture_reaches_the_demo_in_place_of_its_id() -> None:
    (outcome,), _ = run([item(params={"picture": "an id"}, pictures={"picture": jpeg(width=40, height=20)})])
    assert outcome.data is not None
    assert outcome.data["picture"] == [40, 20]


def test_an_id_without_its_picture_is_no_picture() -> None:
    (outcome,), _ = run([item(params={"picture": "an id"})])
    assert outcome.data is not None
    assert outcome.data["picture"] is None


def test_equal_pictures_have_equal_keys_and_others_do_not() -> None:
    keys = []

    class Keys(type(MIRROR)):  # type: ignore[misc]
        def prepare(self, sample: Any, params: Any, memory: Any) -> Any:
            keys.append(params["picture"].key)
            return super().prepare(sample, params, memory)

    one, other = jpeg(width=40, height=20), jpeg(width=20, height=40)
    run([item(pictures={"picture": picture}) for picture in (one, bytes(bytearray(one)), other)], Keys())
    assert keys[0] == keys[1] != keys[2]


def test_the_params_that_were_sent_stay_as_they_were() -> None:
    sent = item(params={"picture": "an id"}, pictures={"picture": jpeg()})
    run([sent])
    assert sent.params["picture"] == "an id"


def test_a_picture_is_made_anew_and_small_and_nothing_of_the_file_is_left() -> None:
    hidden = b"<script>alert(1)</script>"
    original = jpeg(width=2000, height=1000) + hidden
    data, width, height = reencode(original)
    assert (width, height) == (PICTURE_SIDE, PICTURE_SIDE // 2)
    assert frames.decode(data).shape == (height, width, 3)
    assert hidden not in data
    assert data[:2] == b"\xff\xd8"
    assert data[-2:] == b"\xff\xd9"


@pytest.mark.parametrize("data", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a" + bytes(50), TRUNCATED])
def test_what_is_no_picture_is_not_kept(data: bytes) -> None:
    with pytest.raises(FrameError):
        reencode(data)
