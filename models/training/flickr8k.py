"""Flickr8k as it lies in its archive: pictures, five captions each, the official split (Hodosh et al., JAIR 2013).

The archive is read where it is; the photographs are never unpacked.
"""

from __future__ import annotations

import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

SIDE = 224
"""The pictures' width and height: squashed, not cut."""
CAPTIONS = 5


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


def open_pictures(archive: Path, work: Path, split: str) -> Array:
    """A split's pictures, RGB uint8 (N, 224, 224, 3), decoded at the first call, read from disk as they are used."""
    from models.toolkit import frames

    corpus = read_corpus(archive)
    names = getattr(corpus, split)
    file, shape = work / f"{split}.u8", (len(names), SIDE, SIDE, 3)
    if not file.exists():
        work.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".tmp")
        pictures = np.memmap(fresh, np.uint8, "w+", shape=shape)
        for index, jpeg in enumerate(read_jpegs(archive, names)):
            pictures[index] = frames.decode(jpeg)
        pictures.flush()
        fresh.replace(file)
    return np.memmap(file, np.uint8, "r", shape=shape)


def _text(tar: tarfile.TarFile, name: str) -> str:
    try:
        stream = tar.extractfile(f"flickr8k/{name}")
    except KeyError as error:
        raise DataError(f"the archive lacks {name}") from error
    if stream is None:
        raise DataError(f"{name} is not a file")
    return stream.read().decode("utf-8")
