"""What a painting's coding costs and keeps on the whole way: sent as a page of a crowd does, painted, coded, shown.

    python -m benchmarks.style_bytes                    JPEGs beside one another, on every ninth frame of the clip
    python -m benchmarks.style_bytes --from 1 --chosen  what was chosen, on frames that chose nothing

PSNR and SSIM at 640 × 480 against the painting of the frame without any coding, no memory kept.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from typing import Any

import cv2

from benchmarks import quality
from benchmarks.footage import MANY, clip, page_pictures
from models.contract.demo import PICTURE, Jpeg, Sample, Size
from models.contract.parameters import check_all
from models.style.demo import StyleDemo
from models.toolkit import devices, frames

SIZE = Size(320, 240)
EVERY = 9


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="first", type=int, default=5)
    parser.add_argument("--chosen", action="store_true", help="only what the demo declares")
    options = parser.parse_args(argv)
    demo = StyleDemo()
    demo.load(devices.configure("cpu"))
    params = check_all(demo.params, {"detail": f"{SIZE.width}x{SIZE.height}"})
    chosen = [demo.answer_jpeg, demo.crowd_jpeg]
    others = [] if options.chosen else [Jpeg(quality) for quality in (20, 40, 50, 60)]

    def painted(picture: Any) -> Any:
        sample = Sample(picture, 100.0)
        (prediction,) = demo.predict([demo.prepare(sample, params, {})])
        return demo.answer(sample, prediction, params, {}).layers[PICTURE].copy()

    whole, sent = clip()[options.first :: EVERY], page_pictures(demo, params, MANY)[options.first :: EVERY]
    truth = [painted(cv2.resize(one, SIZE, interpolation=cv2.INTER_AREA)) for one in whole]
    shown = [painted(frames.decode(one)) for one in sent]
    print(f"{len(truth)} frames, {statistics.mean(map(len, sent)) / 1000:.1f} kB up")
    print("quality, chroma    kB down    PSNR dB     SSIM    encode ms")
    for jpeg in (*chosen, *others):
        if jpeg is not None:
            print(f"{jpeg.quality:>3}, {'4:4:4' if jpeg.full_chroma else '4:2:0':12}" + told(jpeg, shown, truth))
    return 0


def told(jpeg: Jpeg, shown: list[Any], truth: list[Any]) -> str:
    """Means over all frames."""
    begin = time.process_time()
    coded = [frames.encode(one, jpeg) for one in shown]
    spent = 1000 * (time.process_time() - begin) / len(shown)
    pairs = [(_large(frames.decode(one)), _large(true)) for one, true in zip(coded, truth, strict=True)]
    psnr, ssim = (statistics.mean(measure(*pair) for pair in pairs) for measure in (quality.psnr, quality.ssim))
    return f"{statistics.mean(map(len, coded)) / 1000:9.1f}{psnr:11.1f}{ssim:9.3f}{spent:13.2f}"


def _large(picture: Any) -> Any:
    return cv2.resize(picture, (640, 480), interpolation=cv2.INTER_LINEAR)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
