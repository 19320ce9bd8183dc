"""What is streamed: frames of the built-in clip of a man talking in a car, and a demo's own recorded sentence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from models.assets import assets
from models.contract.demo import Demo, Size
from models.contract.parameters import check_all
from models.contract.sources import Microphone
from models.toolkit import frames

MANY = 4
"""Streams from which on a page sends WebP, as static/js/live/coding.js has it."""
AS_LIKE = 2
"""By how much WebP's quality of the same likeness is higher than JPEG's, of 100."""


@cache
def clip() -> list[Any]:
    """``CLIP`` frames, RGB uint8 (480, 640, 3), in order."""
    import cv2

    from benchmarks.peers.log import CLIP  # which rivals' environments read as well

    capture = cv2.VideoCapture(str(assets.path("carphone.mp4")))
    found: list[Any] = []
    while len(found) < CLIP:
        there, bgr = capture.read()
        if not there:
            break
        found.append(cv2.cvtColor(cv2.resize(bgr, (640, 480), interpolation=cv2.INTER_CUBIC), cv2.COLOR_BGR2RGB))
    capture.release()
    return found


def clip_jpegs(width: int = 640, height: int = 480, quality: int = 85) -> list[bytes]:
    """The clip's frames as JPEGs, made smaller to ``width`` × ``height`` pixels."""
    return [frames.encode_jpeg(one, quality) for one in _sized(width, height)]


def page_pictures(demo: Demo, params: dict[str, Any], streams: int = 1) -> list[bytes]:
    """The clip as a page sends it to a demo: of the network's own size, in the quality that the demo asks for.

    As JPEG, or as WebP where many share the machine.
    """
    width, height = _within(demo.size(check_all(demo.params, params)))
    if streams < MANY:
        return clip_jpegs(width, height, round(100 * demo.camera_quality))
    quality = round(100 * (demo.crowd_quality or demo.camera_quality))
    return [webp(one, quality) for one in _sized(width, height)]


def webp(picture: Any, quality: int) -> bytes:
    """RGB uint8 (height, width, 3) as the WebP that is like a JPEG of this quality, 1 to 100."""
    import cv2

    flags = [cv2.IMWRITE_WEBP_QUALITY, quality + AS_LIKE]
    return bytes(cv2.imencode(".webp", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), flags)[1])


def _within(size: Size) -> Size:
    """As static/js/shared/stage/fit.js: the clip's own proportions, no larger than it is."""
    scale = min(1.0, size.width / 640, size.height / 480)
    return Size(round(640 * scale), round(480 * scale))


def _sized(width: int, height: int) -> Iterator[Any]:
    import cv2

    return (cv2.resize(one, (width, height), interpolation=cv2.INTER_AREA) for one in clip())


def pieces(demo: Demo) -> list[bytes]:
    """The example of a demo that listens as PCM, piece by piece, in order."""
    source = demo.source
    if not isinstance(source, Microphone):
        raise ValueError(f"{demo.name} does not listen")
    length = round(source.rate * source.hop)
    sound = (demo.example() * 32767).astype("<i2")
    return [sound[at : at + length].tobytes() for at in range(0, len(sound) - length + 1, length)]
