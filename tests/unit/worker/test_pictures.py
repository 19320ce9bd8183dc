"""Pictures that visitors give as parameters: on their way to the demo, and made anew."""

from __future__ import annotations

from typing import Any

import pytest

from models.contract.pictures import FrameError
from models.toolkit import frames
from tests.support.stages import MIRROR, TRUNCATED, item, jpeg, run
from worker.pictures import PICTURE_SIDE, reencode


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
