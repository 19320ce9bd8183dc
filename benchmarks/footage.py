"""Real pictures to stream: frames of the built-in clip of a man talking in a car."""

from __future__ import annotations

from models.assets import assets
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
