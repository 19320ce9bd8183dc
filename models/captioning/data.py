"""Flickr8k as it lies in its archive: pictures, five captions each, the official split (Hodosh et al., JAIR 2013).

The archive is read where it is; the photographs are never unpacked.
"""

from __future__ import annotations

import tarfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

Frame = np.ndarray

SIDE = 224
CAPTIONS = 5
VIEWS = 6
"""The picture, its mirror image, then random crops, every second one mirrored, the last two with other colours."""
DEV_VIEWS = 2
"""The dev pictures are only looked at as they are and, to see whether captions agree, mirrored."""

_LEAST_AREA = 0.75
"""The smallest share of the picture that a crop shows: what a caption tells of is seldom at the rim."""
_COLOURED_FROM = 4


class DataError(ValueError):
    """The archive is not Flickr8k as it is expected here."""


@dataclass(frozen=True)
class Corpus:
    """Names of the pictures in each split, and each picture's five captions as written.

    rest: pictures with five captions that no split has.
    """

    train: tuple[str, ...]
    dev: tuple[str, ...]
    rest: tuple[str, ...]
    captions: dict[str, tuple[str, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        """The training pictures, then the dev pictures: the order of the features."""
        return self.train + self.dev


def read_corpus(archive: Path) -> Corpus:
    """Read the splits and captions. Raises DataError when a picture lacks captions or is in both splits."""
    with tarfile.open(archive) as tar:
        captions = parse_captions(_text(tar, "captions.token.txt"))
        train, dev = (tuple(_text(tar, f"{split}.txt").split()) for split in ("train", "dev"))
    if set(train) & set(dev):
        raise DataError("a picture is in the training and in the dev split")
    rest = tuple(name for name in sorted(set(captions) - set(train) - set(dev)) if len(captions[name]) == CAPTIONS)
    for name in train + dev:
        if len(captions.get(name, ())) != CAPTIONS:
            raise DataError(f"{name} does not have {CAPTIONS} captions")
    return Corpus(train, dev, rest, {name: captions[name] for name in train + dev + rest})


def parse_captions(text: str) -> dict[str, tuple[str, ...]]:
    """Captions by picture from lines of ``name#index<tab>caption``, in the order of the lines."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        identity, tab, caption = line.partition("\t")
        name, mark, _ = identity.rpartition("#")
        if not tab or not mark:
            raise DataError(f"a line of the captions cannot be read: {line[:80]!r}")
        found.setdefault(name, []).append(caption.strip())
    return {name: tuple(captions) for name, captions in found.items()}


def read_jpegs(archive: Path, names: tuple[str, ...]) -> list[bytes]:
    """The encoded pictures in the order of ``names``: about 100 MB for all of them."""
    wanted = {f"flickr8k/images/{name}": index for index, name in enumerate(names)}
    found: list[bytes] = [b""] * len(names)
    with tarfile.open(archive) as tar:
        for member in tar:
            index = wanted.get(member.name)
            stream = tar.extractfile(member) if index is not None else None
            if index is not None and stream is not None:
                found[index] = stream.read()
    missing = [name for name, data in zip(names, found, strict=True) if not data]
    if missing:
        raise DataError(f"{len(missing)} pictures are missing, such as {missing[0]}")
    return found


def view_of(picture: Frame, view: int, seed: int) -> Frame:
    """One of the VIEWS of a picture; the same seed gives the same crop and colours.

    picture: RGB uint8 (224, 224, 3); so is the view.
    """
    if view >= 2:
        rng = np.random.default_rng((seed, view))
        picture = _crop(picture, rng)
        if view >= _COLOURED_FROM:
            picture = _recolour(picture, rng)
    return np.ascontiguousarray(picture[:, ::-1]) if view % 2 else picture


def _crop(picture: Frame, rng: np.random.Generator) -> Frame:
    import cv2

    side = round(SIDE * float(np.sqrt(rng.uniform(_LEAST_AREA, 0.95))))
    top, left = (int(offset) for offset in rng.integers(0, SIDE - side + 1, 2))
    crop = picture[top : top + side, left : left + side]
    return np.asarray(cv2.resize(crop, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR))


def _recolour(picture: Frame, rng: np.random.Generator) -> Frame:
    """Another exposure, contrast and white balance, as another camera or hour would give."""
    gains = rng.uniform(0.75, 1.25) * rng.uniform(0.93, 1.07, 3)
    shift = rng.uniform(-20, 20)
    coloured = (picture.astype(np.float32) - 128) * gains + 128 + shift
    return np.clip(coloured, 0, 255).astype(np.uint8)


def _text(tar: tarfile.TarFile, name: str) -> str:
    try:
        stream = tar.extractfile(f"flickr8k/{name}")
    except KeyError as error:
        raise DataError(f"the archive lacks {name}") from error
    if stream is None:
        raise DataError(f"{name} is not a file")
    return stream.read().decode("utf-8")
