"""Pictures mutated by a seed, decoded in a process of its own that is watched: ``python -m tests.fuzz.containers``.

Each input is made from the seed and its number alone, so ``--only NUMBER`` makes it again. What counts as found: a
crash, an exception that is no FrameError, more than 700 MB, more than 2 s of processor time. The exit status is 1 then.
"""

from __future__ import annotations

import argparse
import collections
import io
import mmap
import os
import signal
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np
import psutil
from PIL import Image

from models.contract.pictures import STILL, FrameError

ROOT = Path(__file__).resolve().parents[2]
MOST_MEMORY = 700_000_000
MOST_BYTES = 2_000_000
MOST_SECONDS = 2.0
"""Of processor time: a machine that others use too makes nothing slow by itself."""
_STATE = struct.Struct("=Qd")
"""What the decoding process shares: the number of its input, and the processor time at which it began it."""

Random = np.random.Generator


# -- what there is to mutate ------------------------------------------------------------------------------


def originals() -> list[bytes]:
    """Small valid pictures of many kinds."""
    x, y = np.meshgrid(np.linspace(0, 1, 72), np.linspace(0, 1, 56))
    rgb = Image.fromarray((np.stack([x, y, (x + y) / 2], -1) * 255).astype(np.uint8))
    rgba, exif = rgb.convert("RGBA"), Image.Exif()
    rgba.putalpha(Image.linear_gradient("L").resize(rgb.size))
    exif[0x0112], exif[0x010E] = 6, "a picture"
    deep = Image.fromarray((x * 65535).astype(np.uint16))
    kinds: list[tuple[Image.Image, str, dict[str, Any]]] = [
        *(
            (rgb, "JPEG", {"quality": q, "progressive": p, "subsampling": s, "exif": exif})
            for q in (30, 95)
            for p in (False, True)
            for s in (0, 2)
        ),
        (rgb, "JPEG", {"restart_marker_rows": 1}),
        (rgb.convert("L"), "JPEG", {}),
        (rgb.convert("CMYK"), "JPEG", {}),
        *((image, "PNG", {"exif": exif}) for image in (rgb, rgba, rgb.convert("L"), rgba.convert("LA"), deep)),
        (rgb.quantize(16), "PNG", {}),
        (rgb.convert("1"), "PNG", {}),
        (rgba.quantize(9), "PNG", {}),
        (rgba, "PNG", {"save_all": True, "append_images": [rgba.rotate(90), rgba.rotate(180)]}),
        *((image, "WEBP", {"lossless": exact, "exif": exif}) for image in (rgb, rgba) for exact in (False, True)),
        (rgb, "WEBP", {}),
        (rgba, "WEBP", {"save_all": True, "append_images": [rgba.rotate(90)]}),
        *(
            (image, "TIFF", {"compression": c})
            for image in (rgb, rgba, rgb.convert("CMYK"))
            for c in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits")
        ),
        (rgb, "TIFF", {"compression": "jpeg"}),
        (rgb.convert("1"), "TIFF", {"compression": "group4"}),
        (deep, "TIFF", {}),
        (Image.fromarray(x.astype(np.float32)), "TIFF", {}),
        (rgb, "TIFF", {"big_tiff": True}),
        (rgb, "TIFF", {"save_all": True, "append_images": [rgb, rgb]}),
    ]
    made = []
    for image, kind, options in kinds:
        out = io.BytesIO()
        image.save(out, kind, **options)
        made.append(out.getvalue())
    return made


# -- how it is mutated ------------------------------------------------------------------------------------

INTERESTING = (0, 1, 2, 7, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def flip(data: bytearray, random: Random, others: list[bytes]) -> bytearray:
    """A few bytes anywhere."""
    for _ in range(int(random.integers(1, 9))):
        data[int(random.integers(len(data)))] = int(random.integers(256))
    return data


def number(data: bytearray, random: Random, others: list[bytes]) -> bytearray:
    """A number of 2, 3 or 4 bytes, in either order, anywhere, but mostly near the start, where sizes are."""
    at = int(random.integers(min(len(data), 400 if random.random() < 0.7 else len(data))))
    width, order = int(random.choice([2, 3, 4])), str(random.choice(["big", "little"]))
    value = int(random.choice(INTERESTING)) % 256**width
    data[at : at + width] = value.to_bytes(width, order)
    return data


def truncate(data: bytearray, random: Random, others: list[bytes]) -> bytearray:
    return data[: 1 + int(random.integers(len(data)))]


def splice(data: bytearray, random: Random, others: list[bytes]) -> bytearray:
    """The start of this one and the end of another."""
    other = others[int(random.integers(len(others)))]
    return data[: 1 + int(random.integers(len(data)))] + other[int(random.integers(len(other))) :]


def repeat(data: bytearray, random: Random, others: list[bytes]) -> bytearray:
    """A piece many times over, as scans, chunks or entries."""
    start = int(random.integers(len(data)))
    piece = data[start : start + int(random.integers(2, 300))]
    return data[:start] + piece * int(random.integers(2, 3000 // len(piece) + 40)) + data[start:]


def scans(data: bytearray, random: Random, others: list[bytes]) -> bytearray:
    """A JPEG's last scan again and again, whole or only its head."""
    at = data.rfind(b"\xff\xda")
    if at < 0:
        return repeat(data, random, others)
    scan = data[at:-2] if random.random() < 0.5 else data[at : at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")]
    return data[:-2] + scan * int(random.integers(1, 3000)) + data[-2:]


def chunk(data: bytearray, random: Random, others: list[bytes]) -> bytearray:
    """Another kind, length or content of a PNG chunk, with a sum that is right."""
    places = [data.find(kind) for kind in (b"IHDR", b"PLTE", b"tRNS", b"eXIf", b"acTL", b"fcTL", b"fdAT", b"IDAT")]
    places = [place for place in places if place >= 8]
    if not places:
        return number(data, random, others)
    at = int(random.choice(places))
    length = int.from_bytes(data[at - 4 : at], "big")
    content = number(bytearray(data[at + 4 : at + 4 + length] or b"\0"), random, others)
    if random.random() < 0.3:
        content *= int(random.integers(1, 200))
    kind = bytes(data[at : at + 4])
    if random.random() < 0.2:
        kind = bytes(random.choice([b"zTXt", b"iCCP", b"eXIf", b"fdAT", b"tRNS", b"sBIT", b"hIST"]))
    made = struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    return data[: at - 4] + made + data[at + 8 + length :]


def entry(data: bytearray, random: Random, others: list[bytes]) -> bytearray:
    """A number in a TIFF's first directory."""
    if not data.startswith((b"II", b"MM")):
        return number(data, random, others)
    order: Literal["little", "big"] = "little" if data.startswith(b"II") else "big"
    at = int.from_bytes(data[4:8], order) + 2 + 12 * int(random.integers(20)) + int(random.choice([0, 2, 4, 8]))
    if at + 4 < len(data):
        data[at : at + 4] = int(random.choice(INTERESTING)).to_bytes(4, order)
    return data


MUTATIONS: tuple[Callable[[bytearray, Random, list[bytes]], bytearray], ...] = (
    flip,
    number,
    number,
    truncate,
    splice,
    repeat,
    scans,
    chunk,
    chunk,
    entry,
    entry,
)


def mutated(seed: int, index: int, from_: list[bytes]) -> bytes:
    """The input of this number."""
    random = np.random.default_rng((seed, index))
    data = bytearray(from_[int(random.integers(len(from_)))])
    for _ in range(int(random.integers(1, 4))):
        data = MUTATIONS[int(random.integers(len(MUTATIONS)))](data, random, from_)[:MOST_BYTES] or bytearray(b"\0")
    return bytes(data)


# -- the process that decodes -----------------------------------------------------------------------------


def decode_all(seed: int, start: int, state: int) -> None:
    """Decode inputs without end, each announced in the shared page; a line with its outcome for each."""
    from models.contract.demo import Size
    from models.toolkit import frames

    page, from_ = mmap.mmap(state, _STATE.size), originals()
    index = start
    while True:
        data = mutated(seed, index, from_)
        _STATE.pack_into(page, 0, index, time.process_time())
        try:
            frames.decode(data, STILL, Size(32, 24) if index % 3 == 0 else None)
            outcome = "decoded"
        except FrameError as error:
            outcome = error.code
        sys.stdout.write(f"{index} {outcome}\n")
        index += 1


# -- and the one that watches -----------------------------------------------------------------------------


class Watch:
    """Runs the decoding process, and starts it again behind an input at which it had to end."""

    def __init__(self, seed: int, start: int = 0) -> None:
        self._seed, self._start = seed, start
        self.outcomes: collections.Counter[str] = collections.Counter()
        self.found: list[tuple[int, str]] = []
        self.peak = 0
        self.slowest = 0.0
        self._said = ""

    def run(self, seconds: float, most: int = 10**9) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._start < most:
            self._run_one(end, most)

    def _run_one(self, end: float, most: int) -> None:
        page_at = os.memfd_create("state")
        os.ftruncate(page_at, _STATE.size)
        page = mmap.mmap(page_at, _STATE.size)
        _STATE.pack_into(page, 0, self._start, 0.0)
        command = [sys.executable, "-m", "tests.fuzz.containers", "--seed", str(self._seed)]
        command += ["--decode", str(self._start), "--state", str(page_at)]
        out = Path(f"/proc/self/fd/{os.memfd_create('out')}")
        with out.open("wb") as writing:
            child = subprocess.Popen(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, pass_fds=(page_at,))
        why = self._watch(child, page, end, most)
        child.kill()
        child.wait()
        index = _STATE.unpack_from(page, 0)[0]
        self.outcomes.update(line.split()[1] for line in out.read_text().splitlines() if line.count(" ") == 1)
        if why:
            self.found.append((index, why + self._said))
        self._start = index + 1

    def _watch(self, child: subprocess.Popen[bytes], page: mmap.mmap, end: float, most: int) -> str:
        """Why the process had to end; empty when the time is over."""
        process = psutil.Process(child.pid)
        os.set_blocking(child.stderr.fileno(), False)  # type: ignore[union-attr]
        while time.monotonic() < end:
            self._said = ((child.stderr.read(65536) or b"").decode(errors="replace") or self._said)[-300:]  # type: ignore[union-attr]
            if child.poll() is not None:
                return f"ended with {child.returncode}: "
            times, index, begun = process.cpu_times(), *_STATE.unpack_from(page, 0)
            if index >= most:
                return ""
            used = times.user + times.system - begun if begun else 0.0
            memory = process.memory_info().rss
            self.peak, self.slowest = max(self.peak, memory), max(self.slowest, used)
            if memory > MOST_MEMORY:
                return f"{memory / 1e6:.0f} MB"
            if used > MOST_SECONDS:
                return f"over {MOST_SECONDS:g} s"
            time.sleep(0.01)
        return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--only", type=int, help="write the input of this number to standard output")
    parser.add_argument("--decode", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--state", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only is not None:
        sys.stdout.buffer.write(mutated(options.seed, options.only, originals()))
        return 0
    if options.decode is not None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        decode_all(options.seed, options.decode, options.state)
    watch = Watch(options.seed)
    watch.run(options.seconds)
    print(f"{sum(watch.outcomes.values())} inputs: {dict(watch.outcomes)}")
    print(f"at most {watch.peak / 1e6:.0f} MB, {watch.slowest:.2f} s; found: {watch.found or 'nothing'}")
    return int(bool(watch.found))


if __name__ == "__main__":
    sys.exit(main())
