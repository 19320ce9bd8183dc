"""What /metrics tells. Kept in a registry of its own, so that every app in a test starts from zero."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

STAGES = ("wait", "decode", "predict", "render", "encode", "total")
SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)


class Metrics:
    """Counters and times of frames; gauges are asked when somebody looks."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.frames = Counter("hype_frames", "Frames answered", ["demo", "outcome"], registry=self.registry)
        self.dropped = Counter(
            "hype_frames_dropped", "Frames that a newer one replaced", ["demo"], registry=self.registry
        )
        self.seconds = Histogram(
            "hype_frame_seconds",
            "Time a frame spends in a stage",
            ["demo", "stage"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._stages: dict[str, list[tuple[str, Histogram]]] = {}
        self.refused = Counter("hype_refused", "Messages refused", ["code"], registry=self.registry)

    def gauge(self, name: str, help: str, value: Callable[[], float]) -> None:
        Gauge(name, help, registry=self.registry).set_function(value)

    def result(self, demo: str, timing: dict[str, float], dropped: int) -> None:
        """One frame answered; ``timing`` in milliseconds."""
        self.frames.labels(demo, "ok").inc()
        if dropped:
            self.dropped.labels(demo).inc(dropped)
        if demo not in self._stages:  # looked up once: six times a frame it costs more than the observing
            self._stages[demo] = [(stage, self.seconds.labels(demo, stage)) for stage in STAGES]
        for stage, seconds in self._stages[demo]:
            seconds.observe(timing.get(stage, 0.0) / 1000)
