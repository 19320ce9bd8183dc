"""From what a client sent to what a demo is fed with, by the demo's source."""

from __future__ import annotations

import functools
import hashlib
from types import MappingProxyType
from typing import Any

from models.contract.demo import Demo, Params, Picture, Sample
from models.contract.parameters import Upload
from models.contract.pictures import LIVE, STILL
from models.contract.sources import Clock, Microphone
from models.toolkit import frames, sounds
from wire.protocol import Item


def params_of(demo: Demo, item: Item) -> Params:
    """The parameters, which nobody can change, with uploaded pictures in place of their ids."""
    params = dict(item.params)
    for declared in demo.params:
        if isinstance(declared, Upload):
            found = item.pictures.get(declared.name)
            params[declared.name] = _picture(found) if found else None
    return MappingProxyType(params)


def read(demo: Demo, item: Item, params: Params) -> Sample:
    """The sample that an item carries. Raises FrameError for what cannot be read."""
    return Sample(_value(demo, item, params), item.received, item.gap)


def _value(demo: Demo, item: Item, params: Params) -> Any:
    if isinstance(demo.source, Clock):
        return None
    if isinstance(demo.source, Microphone):
        return sounds.from_wav(item.image, demo.source.rate) if item.still else sounds.from_pcm(item.image)
    return frames.decode(item.image, STILL if item.still else LIVE, demo.decode_size(params))


@functools.lru_cache(maxsize=32)
def _picture(data: bytes) -> Picture:
    return Picture(hashlib.blake2b(data, digest_size=16).hexdigest(), frames.decode(data, STILL))
