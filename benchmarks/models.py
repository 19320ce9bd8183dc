"""How fast the bare models are: one process, no web, JPEG in and JPEG out.

    python -m benchmarks.models pose
    python -m benchmarks.models pose --size fast --threads 1
    python -m benchmarks.models pose --set people=2 --batch 4

For each demo it prints the minimum and the median milliseconds a frame of each stage of a frame's way through a
worker, and the frames a second that they add up to. It uses demos through their contract alone.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.assets import assets
from models.contract.demo import Demo, Memory, Sample
from models.contract.parameters import BadParameter, check_all
from models.contract.registry import find_demos
from models.contract.sources import Camera
from models.toolkit import devices, frames, resizing
from models.toolkit.memory import EMPTY

if TYPE_CHECKING:
    from models.contract.demo import Frame

STAGES = ("decode", "prepare", "predict", "answer", "render", "encode")


@dataclass
class Stopwatch:
    """Milliseconds a frame of each stage, one entry a batch."""

    times: dict[str, list[float]] = field(default_factory=lambda: {stage: [] for stage in STAGES})

    def measure(self, stage: str, frames_in_it: int, work: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        result = work()
        self.times[stage].append((time.perf_counter() - start) * 1000 / frames_in_it)
        return result

    def totals(self) -> list[float]:
        """Milliseconds a frame of all stages together, one entry a batch."""
        return [sum(stages) for stages in zip(*self.times.values(), strict=True)]


def measure(demo: Demo, params: Mapping[str, Any], count: int, batch: int, jpegs: Sequence[bytes] = ()) -> Stopwatch:
    """Put ``count`` batches through all stages: of ``jpegs`` in turn, or of the demo's example at the size that a
    browser sends that has the server draw.
    """
    if not jpegs:
        picture, *_ = resizing.letterbox(_example(demo), demo.canvas(params))
        jpegs = [frames.encode_jpeg(picture)]
    for _ in range(3):  # the first calls build and reserve
        _round(demo, params, jpegs[0], batch, [EMPTY] * batch, 0.0, Stopwatch())
    watch, memory = Stopwatch(), [EMPTY] * batch
    for number in range(count):
        memory = _round(demo, params, jpegs[number % len(jpegs)], batch, memory, number / 30, watch)
    return watch


def _example(demo: Demo) -> Frame:
    """The demo's own picture; where there is none, since it is for those of its page alone, the astronaut."""
    shown = demo.example()
    return frames.decode(assets.path("astronaut.png").read_bytes()) if shown is None else shown


def _round(
    demo: Demo,
    params: Mapping[str, Any],
    jpeg: bytes,
    batch: int,
    memory: Sequence[Memory],
    now: float,
    watch: Stopwatch,
) -> list[Memory]:
    fit = demo.decode_size(params)
    pictures = watch.measure("decode", batch, lambda: [frames.decode(jpeg, fit=fit) for _ in range(batch)])
    rows = [(Sample(picture, now), before) for picture, before in zip(pictures, memory, strict=True)]
    inputs = watch.measure("prepare", batch, lambda: [demo.prepare(sample, params, before) for sample, before in rows])
    found = watch.measure("predict", batch, lambda: demo.predict(inputs))
    each = list(zip(rows, found, strict=True))
    answers = watch.measure("answer", batch, lambda: [demo.answer(s, one, params, m) for (s, m), one in each])
    pairs = [(sample, answer) for (sample, _), answer in zip(rows, answers, strict=True)]
    drawn = watch.measure("render", batch, lambda: [demo.render(s, answer, params) for s, answer in pairs])
    watch.measure("encode", batch, lambda: [frames.encode(picture, demo.answer_jpeg) for picture in drawn])
    return [answer.memory for answer in answers]


def table(title: str, watch: Stopwatch) -> str:
    """The figures as lines of text."""
    lines = [title, f"{'':10}{'minimum':>10}{'median':>10}   ms a frame"]
    for stage, times in [*watch.times.items(), ("total", watch.totals())]:
        lines.append(f"{stage:10}{min(times):10.2f}{statistics.median(times):10.2f}")
    best, usual = min(watch.totals()), statistics.median(watch.totals())
    lines.append(f"{'':10}{1000 / best:10.1f}{1000 / usual:10.1f}   frames a second")
    return "\n".join(lines)


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.models", description="Bare speed of the models.")
    parser.add_argument("demos", nargs="*", help="names of demos; all when none is given")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter of the demo")
    parser.add_argument("--size", help="short for --set size=VALUE")
    parser.add_argument("--frames", type=int, default=100, help="batches to measure (100)")
    parser.add_argument("--batch", type=int, default=1, help="frames in one batch (1)")
    parser.add_argument("--threads", default="auto", help="threads of the network (auto: one a core)")
    parser.add_argument("--lanes", default=1, help="pictures that the device computes side by side; auto: as a worker")
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "gpu"))
    return parser.parse_args(argv)


def _given(arguments: argparse.Namespace) -> dict[str, Any]:
    pairs = [*arguments.set, *([f"size={arguments.size}"] if arguments.size else [])]
    return {name: _value(text) for name, _, text in (pair.partition("=") for pair in pairs)}


def _value(text: str) -> Any:
    """Numbers and true or false as such, anything else as text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def main(argv: Sequence[str]) -> int:
    arguments = _arguments(argv)
    demos = find_demos()
    names = arguments.demos or list(demos)
    unknown = [name for name in names if name not in demos]
    if unknown:
        print(f"There is no demo {unknown[0]!r}. There are: {', '.join(demos)}.", file=sys.stderr)
        return 2
    device = devices.configure(arguments.device, arguments.threads, arguments.lanes)
    for name in names:
        demo = demos[name]
        try:
            params = check_all(demo.params, _given(arguments))
        except BadParameter as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 2
        if not isinstance(demo.source, Camera):
            print(f"\n{name} takes no pictures.")
            continue
        demo.load(device)
        for _ in demo.settle():  # as a worker does while nobody waits
            pass
        batch = max(1, min(arguments.batch, demo.max_batch))
        watch = measure(demo, params, max(1, arguments.frames), batch)
        size = demo.canvas(params)
        place = f"{size.width}x{size.height}, {device.kind}, {device.cores} thread(s), batch {batch}"
        print(table(f"\n{name}: {_given(arguments) or 'defaults'}, {place}", watch), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
