"""What is streamed: frames of the built-in clip of a man talking in a car, and a demo's own recorded sentence."""

from __future__ import annotations

from typing import Any

from models.assets import assets
from models.contract.demo import Demo
from models.contract.parameters import check_all
from models.contract.registry import find_demos
from models.contract.sources import Microphone
from models.toolkit import frames


def clip_jpegs(width: int = 640, height: int = 480, count: int = 60, quality: int = 85) -> list[bytes]:
    """``count`` JPEGs of the clip, in order, stretched to ``width`` × ``height`` pixels."""
    import cv2

    capture = cv2.VideoCapture(str(assets.path("carphone.mp4")))
    jpegs: list[bytes] = []
    while len(jpegs) < count:
        there, bgr = capture.read()
        if not there:
            break
        rgb = cv2.cvtColor(cv2.resize(bgr, (width, height), interpolation=cv2.INTER_CUBIC), cv2.COLOR_BGR2RGB)
        jpegs.append(frames.encode_jpeg(rgb, quality))
    capture.release()
    return jpegs


def page_jpegs(name: str, params: dict[str, Any]) -> list[bytes]:
    """The clip as a page sends it to a demo: of the network's own size, in the quality that the demo asks for."""
    demo = find_demos()[name]
    width, height = demo.size(check_all(demo.params, params))
    return clip_jpegs(width, height, quality=round(100 * demo.camera_quality))


def pieces(demo: Demo) -> list[bytes]:
    """The example of a demo that listens as PCM, piece by piece, in order."""
    source = demo.source
    if not isinstance(source, Microphone):
        raise ValueError(f"{demo.name} does not listen")
    length = round(source.rate * source.hop)
    sound = (demo.example() * 32767).astype("<i2")
    return [sound[at : at + length].tobytes() for at in range(0, len(sound) - length + 1, length)]
