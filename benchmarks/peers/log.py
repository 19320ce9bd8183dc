"""What one visitor saw of the frames that they sent, by the numbers in the pixels."""

from __future__ import annotations

import statistics
import time
from typing import Any

WARM_UP = 4.0


class Log:
    """Times of sending and of seeing; nothing counts before ``start``, seconds of the monotonic clock."""

    def __init__(self, start: float, seconds: float) -> None:
        self.start, self.end = start, start + seconds
        self._sent: dict[int, float] = {}
        self._seen: dict[int, tuple[float, float]] = {}
        self.bytes = 0

    def sent(self, number: int) -> None:
        self._sent[number] = time.monotonic()

    def saw(self, number: int | None, size: int = 0) -> None:
        """A picture came; one that shows a frame already seen is of no use."""
        now = time.monotonic()
        if number is not None and number in self._sent and number not in self._seen and self.start <= now < self.end:
            self._seen[number] = (now, (now - self._sent[number]) * 1000)
            self.bytes += size

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
            "bytes": self.bytes / max(1, len(points)),
        }
