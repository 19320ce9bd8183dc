"""Which JPEG settings suit a demo: bytes, time, and how near the picture stays.

    python -m benchmarks.jpeg                  all demos that draw, a table
    python -m benchmarks.jpeg --docs           and write docs/performance-jpeg.json

Photographs (the demos' own examples, at the size that a browser sends) go through each demo's whole pipeline without
any JPEG: that is the truth. "answer" encodes it in several ways and decodes it again; "sent" has the photograph
encoded as a browser would send it, and compares what the demo makes of that. PSNR of all three channels and of the
colour channels alone, in dB; SSIM of lightness. The last lines time what decoding at half size saves.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from benchmarks import quality
from benchmarks.timing import milliseconds
from models.contract.demo import Demo, Jpeg, Sample, Size
from models.contract.parameters import check_all
from models.contract.registry import find_demos
from models.toolkit import devices, frames, resizing
from tests.support.server import ROOT

Picture = Any
DEMOS = ("pose", "style", "colorization", "edges", "features")
ANSWERS = (Jpeg(75), Jpeg(85), Jpeg(95), Jpeg(85, full_chroma=True))
SENT = (70, 82, 90)
HEAD = "| demo | | kB | encode, decode ms | PSNR dB | of colour | SSIM |\n|---|---|---|---|---|---|---|"


def photographs(size: Size) -> list[Picture]:
    """RGB uint8 of shape (height, width, 3)."""
    examples = [find_demos()[name] for name in DEMOS if name != "style"]
    for demo in examples:
        demo.load(devices.configure("cpu", "auto"))
    return [resizing.letterbox(demo.example(), size)[0] for demo in examples]


def result(demo: Demo, params: Mapping[str, Any], frame: Picture) -> Picture:
    """What a demo makes of the first frame of a stream."""
    return demo.render(Sample(frame.copy()), demo.run(Sample(frame), params), params)


def row(demo: str, what: str, jpegs: Sequence[bytes], times: str, pairs: Sequence[tuple[Picture, Picture]]) -> str:
    """A line of the table; ``pairs`` are what came out and what it should be."""
    kilobytes = statistics.mean(map(len, jpegs)) / 1000
    near, colour, alike = (
        statistics.mean(measure(*pair) for pair in pairs)
        for measure in (quality.psnr, quality.colour_psnr, quality.ssim)
    )
    return f"| {demo} | {what} | {kilobytes:.0f} | {times} | {near:.1f} | {colour:.1f} | {alike:.3f} |"


def _all(do: Callable[[Any], Any], ones: Sequence[Any]) -> list[Any]:
    return [do(one) for one in ones]


def _encoded(way: Jpeg, picture: Picture) -> bytes:
    return frames.encode_jpeg(picture, *way)


def answers(demo: Demo, drawn: Sequence[Picture]) -> list[str]:
    """What each way of encoding does to finished pictures."""
    lines = []
    for way in ANSWERS:
        jpegs = _all(partial(_encoded, way), drawn)
        decoded = _all(frames.decode, jpegs)
        encoding = milliseconds(partial(_all, partial(_encoded, way), drawn)) / len(drawn)
        decoding = milliseconds(partial(_all, frames.decode, jpegs)) / len(drawn)
        name = f"answer, quality {way.quality}, {'4:4:4' if way.full_chroma else '4:2:0'}"
        name = f"**{name}**" if way == demo.answer_jpeg else name
        pairs = list(zip(decoded, drawn, strict=True))
        lines.append(row(demo.name, name, jpegs, f"{encoding:.2f}, {decoding:.2f}", pairs))
    return lines


def sent(demo: Demo, params: Mapping[str, Any], photos: Sequence[Picture], drawn: Sequence[Picture]) -> list[str]:
    """What the quality of the browser's pictures does to the demo's result."""
    lines = []
    for percent in SENT:
        jpegs = [frames.encode_jpeg(photo, percent) for photo in photos]
        found = [result(demo, params, frames.decode(jpeg)) for jpeg in jpegs]
        name = f"sent, quality {percent}"
        name = f"**{name}**" if percent == round(100 * demo.camera_quality) else name
        lines.append(row(demo.name, name, jpegs, "", list(zip(found, drawn, strict=True))))
    return lines


def reduced() -> str:
    """Decoding 640 × 480 whole and scaling it down, beside decoding it at half size, in ms."""
    whole, half = Size(640, 480), Size(320, 240)
    jpegs = [frames.encode_jpeg(photo, 82) for photo in photographs(whole)]
    first = milliseconds(lambda: [resizing.fit_within(frames.decode(jpeg), half) for jpeg in jpegs])
    second = milliseconds(lambda: [frames.decode(jpeg, fit=half) for jpeg in jpegs])
    return (
        f"640 × 480 to 320 × 240: decoded whole and scaled {first / len(jpegs):.2f} ms, "
        f"decoded at half size {second / len(jpegs):.2f} ms"
    )


def write(lines: Sequence[str], saved: str) -> None:
    """All rows beside docs/performance.md; what was chosen is in bold."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    names = ("demo", "way", "kB", "encode, decode ms", "PSNR dB", "of colour", "SSIM")
    rows = ",\n".join(json.dumps(dict(zip(names, one, strict=True))) for one in cells)
    decoding = json.dumps({"decoding": saved})
    (ROOT / "docs" / "performance-jpeg.json").write_text(f"[\n{rows},\n{decoding}\n]\n")


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.jpeg")
    parser.add_argument("demos", nargs="*", default=list(DEMOS))
    parser.add_argument("--docs", action="store_true", help="write docs/performance-jpeg.json")
    options = parser.parse_args(argv)
    lines = [HEAD]
    for name in options.demos:
        demo = find_demos()[name]
        demo.load(devices.configure("cpu", "auto"))
        params = check_all(demo.params, {})
        photos = photographs(demo.size(params))
        drawn = [result(demo, params, photo) for photo in photos]
        lines += [*answers(demo, drawn), *sent(demo, params, photos, drawn)]
    table = "\n".join(lines)
    saved = reduced()
    print(f"{table}\n\n{saved}")
    if options.docs:
        write(lines[1:], saved)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
