"""What a painting's coding costs and keeps on the whole way: sent as a page of a class does, painted, coded, shown.

    python -m benchmarks.style_bytes            all ways, a report of the chosen one, and of it in all 26 styles
    python -m benchmarks.style_bytes --docs     and write docs/performance-style.json

Seven frames of the clip choose, seven others report. PSNR and SSIM at 640 × 480 against the painting of the frame
without any coding, no memory kept. Milliseconds are the least of many tries of one frame, of this thread's processor
time, so that whoever else computes on the machine hardly counts.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2

from benchmarks import quality
from benchmarks.footage import AS_LIKE, clip, webp
from models.contract.demo import PICTURE, Jpeg, Sample, Size
from models.contract.parameters import check_all
from models.style.demo import StyleDemo
from models.style.styles import OPTIONS
from models.toolkit import devices, frames
from tests.support.server import ROOT

SIZE = Size(320, 240)
EVERY, CHOOSING, REPORTING = 9, 5, 1
"""One frame in so many; the first of those that choose, and of those that report."""
SENT = (90, 86, 83, 78)
"""Qualities of what is sent, as a JPEG's; the WebP has that of the same likeness."""
CODED = (Jpeg(30), *(Jpeg(quality, own_tables=True) for quality in (30, 25, 22, 20)))
TRIES = 40


class Way(NamedTuple):
    """What a page sends with, 1 to 100, and what it gets."""

    sent: int
    jpeg: Jpeg

    def told(self) -> str:
        tables = ", own tables" if self.jpeg.own_tables else ""
        chroma = "4:4:4" if self.jpeg.full_chroma else "4:2:0"
        return f"WebP {self.sent + AS_LIKE}; JPEG {self.jpeg.quality}, {chroma}{tables}"


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", action="store_true", help="write docs/performance-style.json")
    options = parser.parse_args(argv)
    demo = StyleDemo()
    demo.load(devices.configure("cpu"))
    assert demo.crowd_jpeg is not None
    assert demo.crowd_quality is not None
    alone, before = Way(round(100 * demo.camera_quality), demo.answer_jpeg), Way(90, Jpeg(30))
    chosen = Way(round(100 * demo.crowd_quality), demo.crowd_jpeg)
    ways = [alone, *(Way(sent, jpeg) for sent in SENT for jpeg in CODED)]
    default = check_all(demo.params, {})["style"]
    found = {
        "frames that chose": [row(demo, way, CHOOSING, default) for way in ways],
        "frames that chose nothing": [row(demo, way, REPORTING, default) for way in (alone, before, chosen)],
        "by style, frames that chose nothing": [
            {"style": option.label, **row(demo, chosen, REPORTING, option.value)} for option in OPTIONS
        ],
    }
    for title, rows in found.items():
        print(title, *(json.dumps(one) for one in rows), sep="\n")
    if options.docs:
        parts = [f"{json.dumps(title)}: [\n{_lines(rows)}\n]" for title, rows in found.items()]
        (ROOT / "docs" / "performance-style.json").write_text("{\n" + ",\n".join(parts) + "\n}\n")
    return 0


def row(demo: StyleDemo, way: Way, first: int, style: str) -> dict[str, Any]:
    """Means over every ``EVERY``th frame of the clip from the ``first`` on."""
    whole = [cv2.resize(one, SIZE, interpolation=cv2.INTER_AREA) for one in clip()[first::EVERY]]
    truth = [painted(demo, one, style) for one in whole]
    sent = [webp(one, way.sent) for one in whole]
    shown = [painted(demo, frames.decode(one), style) for one in sent]
    coded = [frames.encode(one, way.jpeg) for one in shown]
    pairs = [(_large(frames.decode(one)), _large(true)) for one, true in zip(coded, truth, strict=True)]
    psnr, ssim = (statistics.mean(measure(*pair) for pair in pairs) for measure in (quality.psnr, quality.ssim))
    up, down = (statistics.mean(map(len, ones)) / 1000 for ones in (sent, coded))
    return {
        "way": way.told(),
        "kB up": round(up, 1),
        "kB down": round(down, 1),
        "kB": round(up + down, 1),
        "PSNR dB": round(psnr, 1),
        "SSIM": round(ssim, 3),
        "encode ms": round(_least(shown[0], way.jpeg), 2),
    }


def painted(demo: StyleDemo, picture: Any, style: str) -> Any:
    """RGB uint8 (240, 320, 3) in a style, nothing of it coded."""
    params = check_all(demo.params, {"detail": f"{SIZE.width}x{SIZE.height}", "style": style})
    sample = Sample(picture, 100.0)
    (prediction,) = demo.predict([demo.prepare(sample, params, {})])
    return demo.answer(sample, prediction, params, {}).layers[PICTURE].copy()


def _least(picture: Any, jpeg: Jpeg) -> float:
    """Milliseconds."""
    times = []
    for _ in range(TRIES):
        begin = time.thread_time()
        frames.encode(picture, jpeg)
        times.append(time.thread_time() - begin)
    return 1000 * min(times)


def _lines(rows: Sequence[dict[str, Any]]) -> str:
    return ",\n".join(json.dumps(one) for one in rows)


def _large(picture: Any) -> Any:
    return cv2.resize(picture, (640, 480), interpolation=cv2.INTER_LINEAR)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
