"""Makes the pictures of what goes wrong: ``python -m scripts.failures [DEMO…]``, of all demos where none is named.

A demo's folder says in ``failures.toml`` which of the project's own footage its network is shown, and how; this runs
the network on it, as a worker does, and writes ``failures/NAME.webp`` of at most 40 kB each: what the network saw, and
beside it what it answered. What happened there is on the demo's card, by people who looked at it. ::

    [saddle]
    footage = "bikes.mp4"               # a picture or a clip of models/assets/assets.toml, or of the demo's folder
    at = 2.0                            # of a clip, seconds
    crop = [0.0, 0.0, 1.0, 0.5]         # of the footage: left, top, right, bottom
    turn = 120                          # degrees
    light = 0.1                         # of the light that is left
    noise = 12                          # levels of 255
    small = 80                          # as high as this, on a plain ground of 640 × 480
    repeat = 7                          # so many side by side
    params = { boxes = true }           # settings of the demo, else its defaults
    style = "coffee.png"                # footage for a demo that takes a picture
    made_by = "models.x.training.y"     # a module of the demo's own whose failed(how, shown) gives picture and data
    turns = 130                         # of a demo that goes on by itself, in place of footage
    pictures = { painting = "coins.png" }  # footage for its parameters

Of a demo that hears, scripts.sounds says what it is to hear; its own picture of that is all that is written.

Where there is no ``footage``, of a demo to which nothing is sent, its own picture is shown with the settings
``before``, which are ``params`` but for those that it names, and beside it with ``params``.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from PIL import Image

from models.contract.demo import PICTURE, Demo, Memory, Picture, Sample
from models.contract.parameters import check_all
from models.contract.registry import find_demos
from models.contract.sources import Microphone
from models.toolkit import devices, frames
from scripts import sounds
from scripts.footage import path_of

if TYPE_CHECKING:
    from models.contract.demo import Frame

FILE, FOLDER = "failures.toml", "failures"
HEIGHT = 240
"""Of the pictures that are written."""
LARGEST = 40_000
TOLD = ("words", "captions", "people", "said", "told")
"""Of an answer's data, what is printed."""
CLIPS = (".mp4", ".webm")
_GROUND = (190, 200, 210)


def main(names: Sequence[str]) -> int:
    """Write the pictures of the named demos, or of all. Returns the exit code."""
    device = devices.configure("cpu")
    for name, demo in find_demos().items():
        file = demo.folder / FILE
        if (names and name not in names) or not file.is_file():
            continue
        demo.load(device)
        (demo.folder / FOLDER).mkdir(exist_ok=True)
        for label, how in tomllib.loads(file.read_text(encoding="utf-8")).items():
            own = how.get("made_by")
            picture, data = import_module(own).failed(how, partial(shown, demo=demo)) if own else failed(demo, how)
            size = write(picture, demo.folder / FOLDER / f"{label}.webp")
            told = {key: data[key] for key in TOLD if key in data}
            sys.stdout.write(f"{name}/{label}: {size / 1000:.1f} kB, {json.dumps(told)[:700]}\n")
            sys.stdout.flush()
    return 0


def failed(demo: Demo, how: Mapping[str, Any]) -> tuple[Frame, Any]:
    """What the network saw and what it answered, side by side, RGB uint8; and the answer's data."""
    if isinstance(demo.source, Microphone):
        return misheard(demo, how, demo.source.rate)
    if "turns" in how:
        return gone_on(demo, how)
    if "footage" not in how:
        return compared(demo, how)
    seen = shown(how, demo)
    params = dict(check_all(demo.params, how.get("params", {})))
    if "style" in how:
        params["picture"] = Picture(how["style"], footage(how["style"], 0.0, demo))
    answer = demo.run(Sample(seen), params)
    picture = answer.layers[PICTURE] if PICTURE in answer.layers else demo.render(Sample(seen.copy()), answer, params)
    parts = [seen, picture] if picture is not None else [seen]
    if "style" in how:
        parts.insert(1, footage(how["style"], 0.0, demo))
    return np.hstack([_high(part) for part in parts]), answer.data


def gone_on(demo: Demo, how: Mapping[str, Any]) -> tuple[Frame, Any]:
    """What a demo that goes on by itself began with, its layers one beside the other, and where it came to."""
    params = dict(check_all(demo.params, how.get("params", {})))
    params |= {name: Picture(file, footage(file, 0.0, demo)) for name, file in how.get("pictures", {}).items()}
    memory: Memory = {}
    begun: list[Frame] = []
    for turn in range(how["turns"]):
        answer = demo.run(Sample(None, float(turn)), params, memory)
        memory, begun = answer.memory, begun or list(answer.layers.values())
    return np.hstack([_high(part) for part in (*begun, answer.layers[PICTURE])]), answer.data


def compared(demo: Demo, how: Mapping[str, Any]) -> tuple[Frame, Any]:
    """What a demo to which nothing is sent shows, with two settings side by side; and the last answer's data."""
    settings = [how["params"] | how["before"], how["params"]] if "before" in how else [how["params"]]
    parts = []
    for given in settings:
        params = check_all(demo.params, given)
        answer = demo.run(Sample(None), params)
        picture = demo.render(Sample(None), answer, params)
        if picture is None:
            raise ValueError(f"{demo.name} draws nothing")
        parts.append(_high(picture))
    return np.hstack(parts), answer.data


def misheard(demo: Demo, how: Mapping[str, Any], rate: int) -> tuple[Frame, Any]:
    """The demo's own picture of what it heard and answered; and the answer's data."""
    sample, params = Sample(sounds.heard(demo.folder, how, rate)), check_all(demo.params, how.get("params", {}))
    answer = demo.run(sample, params)
    picture = demo.render(sample, answer, params)
    if picture is None:
        raise ValueError(f"{demo.name} draws nothing of a sound")
    return _high(picture), answer.data


def shown(how: Mapping[str, Any], demo: Demo) -> Frame:
    """The footage, changed as asked for: RGB uint8."""
    picture = footage(how["footage"], how.get("at", 0.0), demo)
    if "crop" in how:
        height, width = picture.shape[:2]
        left, top, right, bottom = (
            round(part * side) for part, side in zip(how["crop"], (width, height) * 2, strict=True)
        )
        picture = picture[top:bottom, left:right]
    if "turn" in how:
        height, width = picture.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), how["turn"], 1)
        picture = cv2.warpAffine(picture, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    if "repeat" in how:
        picture = np.hstack([picture] * how["repeat"])
    if "small" in how:
        side = how["small"]
        width = round(picture.shape[1] * side / picture.shape[0])
        ground = np.full((480, 640, 3), _GROUND, np.uint8)
        ground[200 : 200 + side, 270 : 270 + width] = cv2.resize(picture, (width, side), interpolation=cv2.INTER_AREA)
        picture = ground
    changed = picture * how.get("light", 1.0)
    changed = changed + np.random.default_rng(1).normal(0, 1, picture.shape) * how.get("noise", 0)
    return np.ascontiguousarray(np.clip(changed, 0, 255).astype(np.uint8))


def footage(name: str, at: float, demo: Demo) -> Frame:
    """A picture, or a frame of a clip at so many seconds: RGB uint8."""
    path = path_of(demo, name)
    if path.suffix not in CLIPS:
        return frames.decode(path.read_bytes())
    reader = cv2.VideoCapture(str(path))
    reader.set(cv2.CAP_PROP_POS_MSEC, 1000 * at)
    done, frame = reader.read()
    if not done:
        raise ValueError(f"{name} has no frame at {at} s")
    return np.ascontiguousarray(frame[:, :, ::-1])


def write(picture: Frame, file: Path) -> int:
    """Write WebP as good as LARGEST allows; returns the bytes."""
    for quality in (82, 70, 58, 46, 34, 22):
        Image.fromarray(picture).save(file, quality=quality, method=6)
        if file.stat().st_size <= LARGEST:
            break
    return file.stat().st_size


def _high(picture: Frame) -> Frame:
    width = round(picture.shape[1] * HEIGHT / picture.shape[0])
    return np.asarray(cv2.resize(picture, (width, HEIGHT), interpolation=cv2.INTER_AREA))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
