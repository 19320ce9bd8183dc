"""What one visitor saw of the frames that they sent, by the numbers in the pixels, and how good the pictures were."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

import cv2

from benchmarks import quality
from benchmarks.peers import stamp

WARM_UP = 4.0
KEPT = 5
"""Pictures of each visitor that are compared with the truth, once all is over."""
CLIP = 60
"""Frames after which the clip begins anew."""


class Log:
    """Times of sending and of seeing; nothing counts before ``start``, seconds of the monotonic clock.

    ``truth`` is a folder with what the model makes of each frame of the clip without any coding, as N.png.
    """

    def __init__(self, start: float, seconds: float, truth: Path | None = None) -> None:
        self.start, self.end = start, start + seconds
        self._truth, self._every, self._kept_last = truth, seconds / KEPT, start
        self._sent: dict[int, float] = {}
        self._seen: dict[int, tuple[float, float]] = {}
        self._kept: list[tuple[int, Any]] = []
        self._up = self._down = 0

    def carried(self, up: int = 0, down: int = 0) -> None:
        """Bytes that went over the network; what goes before ``start`` or after the end does not count."""
        if self.start <= time.monotonic() < self.end:
            self._up, self._down = self._up + up, self._down + down

    def carried_in_all(self, up: int, down: int) -> None:
        """Bytes between ``start`` and the end, counted elsewhere."""
        self._up, self._down = up, down

    def sent(self, number: int) -> None:
        self._sent[number] = time.monotonic()

    def saw(self, number: int | None, picture: Any = None) -> None:
        """A picture came; one that shows a frame already seen is of no use.

        ``picture`` is coded, a video frame, or what makes an array of it.
        """
        now = time.monotonic()
        if number is not None and number in self._sent and number not in self._seen and self.start <= now < self.end:
            self._seen[number] = (now, (now - self._sent[number]) * 1000)
            if picture is not None and now - self._kept_last >= self._every:
                self._kept_last = now
                self._kept.append((number, picture))

    def summary(self) -> dict[str, Any]:
        points = sorted(self._seen.values())
        latencies = sorted(latency for _, latency in points)
        slope = 0.0
        if len(points) > 2:
            slope = statistics.linear_regression([at for at, _ in points], [latency for _, latency in points]).slope
        return {
            "fps": len(points) / (self.end - self.start),
            "p50": statistics.median(latencies) if latencies else None,
            "p95": latencies[int(0.95 * (len(latencies) - 1))] if latencies else None,
            "slope": slope,
            "kb_up": self._up / max(1, len(points)) / 1000,
            "kb_down": self._down / max(1, len(points)) / 1000,
            **self._likeness(),
        }

    def _likeness(self) -> dict[str, float | None]:
        """PSNR (dB) and SSIM to the truth, the median picture's, below the number's rows."""
        if self._truth is None or not self._kept:
            return {"psnr": None, "ssim": None}
        pairs = []
        for number, picture in self._kept:
            truth = cv2.imread(str(self._truth / f"{number % CLIP}.png"), cv2.IMREAD_COLOR_RGB)
            assert truth is not None, "the truth was written before"
            pairs.append((_rgb(picture)[stamp.HEIGHT :], truth[stamp.HEIGHT :]))
        return {
            "psnr": statistics.median(quality.psnr(*pair) for pair in pairs),
            "ssim": statistics.median(quality.ssim(*pair) for pair in pairs),
        }


def _rgb(picture: Any) -> Any:
    """A picture as RGB uint8 (H, W, 3)."""
    if callable(picture):
        return picture()
    if isinstance(picture, bytes):
        import numpy as np

        return cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR_RGB)
    return picture.to_ndarray(format="rgb24")
