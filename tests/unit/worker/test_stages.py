"""What a worker does with a job, on a demo without a network."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image, JpegImagePlugin

from models.contract.demo import Jpeg
from models.toolkit import frames
from tests.support.stages import MIRROR, TRUNCATED, brightness, item, jpeg, kept, run
from worker.stages import Stages


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
