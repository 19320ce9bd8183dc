"""Everyday pictures, which are no lesions: how many of them the network refuses to answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from models.assets import assets
from models.lesions.calibration import Familiarity
from models.lesions.reader import Reader, as_lesions
from models.toolkit import frames
from models.training import flickr8k

Array = np.ndarray[Any, Any]

OTHERS = ("astronaut.png", "chelsea.png", "coffee.png")
"""Pictures that come with scikit-image, among the project's assets."""


def refusals(reader: Reader, familiarity: Familiarity, archive: Path) -> dict[str, Any]:
    """Shares of refused pictures: Flickr8k's dev split, and scikit-image's pictures one by one."""
    names = flickr8k.read_corpus(archive).dev
    pictures = np.stack([as_lesions(frames.decode(jpeg)) for jpeg in flickr8k.read_jpegs(archive, names)])
    refused = ~familiarity.is_lesion(reader(pictures).texture)
    found: dict[str, Any] = {"flickr8k_dev": {"pictures": len(names), "refused": round(float(refused.mean()), 4)}}
    for name in OTHERS:
        if (assets.CACHE / name).is_file():
            picture = as_lesions(frames.decode((assets.CACHE / name).read_bytes()))
            found[name] = {"refused": not familiarity.is_lesion(reader(picture[None]).texture)[0]}
    return found
