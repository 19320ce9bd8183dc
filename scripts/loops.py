"""Makes what moves on the gallery's cards: ``python -m scripts.loops [DEMO…]``, of all demos where none is named.

A demo's folder says in ``loop.toml`` which of the project's footage its network is to see, and with which settings;
this runs the network on it, as a worker does, and writes three files beside it: ``loop.webm``, silent, about two
seconds that can be repeated; ``loop.webp``, the still that stands in its place until then; and ``example.jpg``, the
same still for the demo's own page. Where words are drawn, the same is made once more in each of ``languages``, with the
language before the ending: ``loop.LANGUAGE.webm``. Needs ffmpeg.

::

    footage = "bikes.mp4"       # a picture or a clip of models/assets/assets.toml, or of the demo's folder
    every = 1                   # answers of a demo that goes on by itself that make one frame of the loop
    fill = false                # cut what the demo shows so that it fills the card
    start = 2.0                 # of a clip, seconds
    rate = 12                   # frames a second of the loop
    zoom = 1.0                  # how much of the footage is seen: 2 is half as much
    across = 0.5                # from where: 0 its left, 1 its right; and down likewise
    back = true                 # runs to its end and back again, so that nothing jumps
    still = 0                   # the frame that becomes the still
    quality = 40                # of VP9, 0 best to 63 smallest
    example = true              # whether the demo's page has the same still
    languages = ["LANGUAGE"]    # in which, besides English, the words in it are drawn
    [[parts]]
    frames = 8
    params = { view = "hed" }   # settings of the demo, else its defaults
    to = { strength = 1.0 }     # settings that move there while the part lasts

Of a demo that hears, scripts.sounds says what it is to hear in place of ``footage``; it is shown from the begin.

Without ``footage``, of a demo to which nothing is sent, each frame is a turn.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.contract.demo import Demo, Memory, Sample, Size
from models.contract.parameters import check_all
from models.contract.pictures import STILL
from models.contract.registry import find_demos
from models.contract.sources import Microphone
from models.contract.texts import ENGLISH
from models.toolkit import devices, frames
from scripts import sounds
from scripts.footage import path_of

if TYPE_CHECKING:
    from models.contract.demo import Frame

SEEN = Size(640, 480)
"""What a network gets, as from a camera."""
SHOWN = Size(480, 360)
CLIPS = (".mp4", ".webm")
EXAMPLE_BYTES = 60_000


def main(names: list[str]) -> int:
    """Write the loops of the named demos, or of all. Returns the exit code."""
    device = devices.configure("cpu")
    for name, demo in find_demos().items():
        file = demo.folder / "loop.toml"
        if (names and name not in names) or not file.is_file():
            continue
        demo.load(device)
        loop = tomllib.loads(file.read_text(encoding="utf-8"))
        for language in (ENGLISH, *loop.get("languages", ())):
            demo.drawn_in = language
            pictures = list(shown(demo, loop))
            made = write(pictures, loop, demo.folder, "" if language == ENGLISH else f".{language}")
            sizes = ", ".join(f"{file.stat().st_size / 1000:.1f} kB" for file in made)
            sys.stdout.write(f"{name}, {language}: {len(pictures)} frames, {sizes}\n")
    return 0


def shown(demo: Demo, loop: Mapping[str, Any]) -> Iterator[Frame]:
    """What a visitor would see, frame by frame, RGB uint8 of the size SEEN."""
    settings = list(settings_of(loop["parts"]))
    if isinstance(demo.source, Microphone):
        yield from sounding(demo, loop, settings, demo.source.rate)
        return
    footage: Iterable[Frame | None] = [None] * len(settings)
    if "footage" in loop:
        footage = seen(path_of(demo, loop["footage"]), loop, len(settings))
    memory: Memory = {}
    for index, (frame, given) in enumerate(zip(footage, settings, strict=True)):
        params = check_all(demo.params, given)
        for _ in range(loop.get("every", 1) if index else 1):
            answer = demo.run(Sample(frame, index / loop["rate"]), params, memory)
            memory = answer.memory
        picture = demo.render(Sample(None if frame is None else frame.copy()), answer, params)
        if picture is not None:
            yield cut(picture, {}) if loop.get("fill") else fitted(picture, SEEN)


def sounding(demo: Demo, loop: Mapping[str, Any], settings: list[dict[str, Any]], rate: int) -> Iterator[Frame]:
    """What a visitor would see of a sound, a picture for each of its pieces."""
    sound, piece = sounds.heard(demo.folder, loop, rate), round(rate / loop["rate"])
    memory: Memory = {}
    for index, given in enumerate(settings):
        params, sample = check_all(demo.params, given), Sample(sound[index * piece : (index + 1) * piece])
        answer = demo.run(sample, params, memory)
        memory = answer.memory
        picture = demo.render(sample, answer, params)
        if picture is not None:
            yield fitted(picture, SEEN)


def settings_of(parts: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The settings of each frame: those of its part, with what moves on its way."""
    for part in parts:
        count, given, ends = part["frames"], part.get("params", {}), part.get("to", {})
        for index in range(count):
            share = index / max(1, count - 1)
            moved = {name: round(given[name] + (end - given[name]) * share, 4) for name, end in ends.items()}
            yield {**given, **moved}


def seen(file: Path, loop: Mapping[str, Any], count: int) -> Iterator[Frame]:
    """``count`` frames as a camera would send them: of a picture the same one each time."""
    import cv2

    if file.suffix not in CLIPS:
        still = cut(frames.decode(file.read_bytes(), STILL), loop)
        yield from (still.copy() for _ in range(count))
        return
    capture = cv2.VideoCapture(str(file))
    for index in range(count):
        capture.set(cv2.CAP_PROP_POS_MSEC, 1000 * (loop.get("start", 0.0) + index / loop["rate"]))
        there, bgr = capture.read()
        if not there:
            raise ValueError(f"{file.name} is over after {index} of {count} frames")
        yield cut(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), loop)
    capture.release()


def cut(rgb: Frame, loop: Mapping[str, Any]) -> Frame:
    """The part of a picture that the loop is about, in the shape of SEEN, scaled to SEEN."""
    height, width = rgb.shape[:2]
    wide = min(width, height * SEEN.width / SEEN.height) / loop.get("zoom", 1.0)
    high = wide * SEEN.height / SEEN.width
    top, left = round((height - high) * loop.get("down", 0.5)), round((width - wide) * loop.get("across", 0.5))
    return fitted(rgb[top : top + round(high), left : left + round(wide)], SEEN)


def fitted(rgb: Frame, size: Size) -> Frame:
    import cv2

    smaller = rgb.shape[1] > size.width
    resized: Frame = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
    return resized


def write(pictures: list[Frame], loop: Mapping[str, Any], folder: Path, tag: str = "") -> tuple[Path, Path]:
    """The two files, through ffmpeg and Pillow, which are returned. tag: what stands before their endings."""
    from PIL import Image

    small = [fitted(picture, SHOWN) for picture in pictures]
    still = loop.get("still", 0)
    video, picture = folder / f"loop{tag}.webm", folder / f"loop{tag}.webp"
    Image.fromarray(small[still]).save(picture, quality=loop.get("still_quality", 70), method=6)
    if loop.get("example", True):
        (folder / f"example{tag}.jpg").write_bytes(light(pictures[still]))
    order = [*small, *small[-2:0:-1]] if loop.get("back") else small
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    command += ["-s", f"{SHOWN.width}x{SHOWN.height}", "-r", str(loop["rate"]), "-i", "-", "-an", "-pix_fmt", "yuv420p"]
    command += ["-c:v", "libvpx-vp9", "-b:v", "0", "-crf", str(loop.get("quality", 40)), "-deadline", "good"]
    command += [
        "-cpu-used",
        "1",
        "-row-mt",
        "0",
        "-threads",
        "1",
        "-g",
        "240",
        "-map_metadata",
        "-1",
        "-fflags",
        "+bitexact",
    ]
    with tempfile.TemporaryDirectory() as work:
        made = Path(work) / "loop.webm"
        raw = b"".join(picture.tobytes() for picture in order)
        subprocess.run([*command, str(made)], input=raw, check=True)
        video.write_bytes(made.read_bytes())
    return video, picture


def light(picture: Frame) -> bytes:
    """A JPEG as good as EXAMPLE_BYTES allow."""
    for quality in range(85, 20, -5):
        data = frames.encode_jpeg(picture, quality)
        if len(data) <= EXAMPLE_BYTES:
            break
    return data


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
