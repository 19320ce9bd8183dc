"""Colour spaces as cameras use them: their profiles (ICC.1, version 2), and what their numbers are in sRGB.

The sums are made here anew, by the matrices that are published for D50, so that they can judge what the decoder does.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

_TO_SRGB = np.array(
    [[3.1341359, -1.6173863, -0.4906619], [-0.9787955, 1.9162543, 0.0334427], [0.0719454, -0.2289914, 1.4052427]]
)
"""From XYZ under D50 to sRGB's light (Lindbloom)."""
_TO_SRGB_D65 = np.array(
    [[3.2404542, -1.5371385, -0.4985314], [-0.9692660, 1.8760108, 0.0415560], [0.0556434, -0.2040259, 1.0572252]]
)
D50 = (np.array([0.96422, 1.0, 0.82521]), _TO_SRGB)
D65 = (np.array([0.95047, 1.0, 1.08883]), _TO_SRGB_D65)
"""A white, and what leads from XYZ under it to sRGB's light (Lindbloom)."""


@dataclass(frozen=True)
class Space:
    """``columns``: the XYZ under D50 of red, green and blue; ``points``: x and y of white, red, green and blue."""

    gamma: float
    columns: tuple[tuple[float, float, float], ...] = ()
    points: tuple[float, ...] = ()

    def in_srgb(self, picture: Any) -> Any:
        """What numbers from 0 to 255, shape (…, 3), are in sRGB."""
        light = (np.asarray(picture, float) / 255) ** self.gamma
        if self.columns:
            light = np.clip(light @ np.array(self.columns) @ _TO_SRGB.T, 0, 1)
        return _numbers(light)

    def profile(self) -> bytes:
        """An ICC profile: RGB where it has primaries, else grey."""
        curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(self.gamma * 256)) + bytes(2)
        tags = {b"wtpt": _xyz(0.9642, 1.0, 0.8249)}
        if self.columns:
            tags |= {
                name + b"XYZ": _xyz(*column) for name, column in zip((b"r", b"g", b"b"), self.columns, strict=True)
            }
            tags |= {name + b"TRC": curve for name in (b"r", b"g", b"b")}
        else:
            tags[b"kTRC"] = curve
        return _file(b"RGB " if self.columns else b"GRAY", tags)


def from_lab(lab: Any, white: tuple[Any, Any]) -> Any:
    """What CIELAB (…, 3), with L* to 100, is in sRGB, 0 to 255 (CIE 15:2004, annex D)."""
    lightness, a, b = np.moveaxis(np.asarray(lab, float), -1, 0)
    middle = (lightness + 16) / 116
    shares = (middle + a / 500, middle, middle - b / 200)
    cubes = [np.where(f > 24 / 116, f**3, (f - 16 / 116) * 108 / 841) for f in shares]
    return _numbers(np.clip(np.stack(cubes, axis=-1) * white[0] @ white[1].T, 0, 1))


def _numbers(light: Any) -> Any:
    return 255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


ADOBE = Space(
    563 / 256,
    ((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457)),
    (0.3127, 0.329, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06),
)
PROPHOTO = Space(461 / 256, ((0.79767, 0.28804, 0.0), (0.13519, 0.71188, 0.0), (0.03134, 0.00009, 0.82491)))
DISPLAY_P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
GREY = Space(461 / 256)
PLAIN = Space(2.2)
"""sRGB's primaries with a plain curve: what PNG's gAMA alone says."""


def _xyz(*values: float) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65536) for value in values))


def _file(kind: bytes, tags: dict[bytes, bytes]) -> bytes:
    table, body, start = b"", b"", 128 + 4 + 12 * len(tags)
    for name, content in tags.items():
        table += name + struct.pack(">II", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    head = struct.pack(">I4sI4s4s4s", start + len(body), b"", 0x02400000, b"mntr", kind, b"XYZ ") + bytes(12) + b"acsp"
    head = head.ljust(68, b"\0") + struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body
