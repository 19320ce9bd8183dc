"""What the benchmarks send is what pages send."""

from __future__ import annotations

import re

import pytest

from benchmarks.footage import AS_LIKE, MANY, page_pictures
from models.contract.registry import find_demos
from models.toolkit.frames import decode
from tests.support.server import ROOT


def test_pictures_are_coded_as_a_page_codes_them() -> None:
    """static/js/live/coding.js says from how many streams on, and how."""
    code = (ROOT / "static/js/live/coding.js").read_text()
    said = dict(re.findall(r"^const (MANY|AS_LIKE) = ([\d.]+);", code, re.MULTILINE))
    assert int(said["MANY"]) == MANY
    assert float(said["AS_LIKE"]) == pytest.approx(AS_LIKE / 100)


@pytest.mark.parametrize(("streams", "begins"), [(MANY - 1, b"\xff\xd8"), (MANY, b"RIFF")])
def test_a_lone_page_sends_jpeg_and_a_class_webp(streams: int, begins: bytes) -> None:
    demo = find_demos()["pose"]
    first = page_pictures(demo, {}, streams)[0]
    assert first.startswith(begins)
    assert decode(first).shape == (192, 256, 3)


def test_a_demo_may_have_a_class_send_less() -> None:
    class Spared(type(find_demos()["pose"])):  # type: ignore[misc]
        crowd_quality = 0.5

    (few, usual), (many, spared) = (
        [len(page_pictures(demo, {}, streams)[0]) for demo in (find_demos()["pose"], Spared())] for streams in (1, MANY)
    )
    assert few == usual
    assert spared < many
