"""A picture as the 1,280 features of EfficientNet-Lite0, for layers that are taught in a page: how it is made ready,
and how features are packed. Without TensorFlow; the network itself is :mod:`models.toolkit.looking`."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from models.toolkit import resizing

Array = np.ndarray[Any, Any]

ASSET = "efficientnet-lite0.pth"
SEEN = 256 * 192
"""Pixels of the picture that the network sees: about as many as it was trained on."""
MULTIPLE = 32
MOST = 6.0
"""ReLU6: no feature is larger."""


def made_ready(frame: Array) -> Array:
    """The frame, RGB uint8, as the network takes it: sides multiples of 32, about SEEN pixels."""
    return resizing.resize_to_area(frame, SEEN, MULTIPLE)


def packed(features: Array) -> str:
    """Features (n,), 0..6, as base64 of unsigned 16-bit numbers, little-endian, 65,535 for 6."""
    return base64.b64encode(np.rint(np.clip(features, 0, MOST) * (65_535 / MOST)).astype("<u2").tobytes()).decode()


def unpacked(text: str) -> Array:
    """What :func:`packed` gave, as float32 (n,)."""
    return (np.frombuffer(base64.b64decode(text), "<u2") * (MOST / 65_535)).astype(np.float32)
