"""Weights out of TensorFlow.js models that a package ships as JavaScript: a manifest in one file, base64 in the other.

Nothing of the JavaScript is run. What is looked for has one form each, written by the package's bundler, and everything
between the entries must be what the form says.
"""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path
from typing import Any

import numpy as np

from models.toolkit.importers import tfjs

Array = np.ndarray[Any, Any]

_NUMBER = r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?"
_QUANTIZATION = rf"\{{min:(?P<min>{_NUMBER}),scale:(?P<scale>{_NUMBER}),dtype:\"uint8\"\}}"
_ENTRY = re.compile(
    rf"\{{name:\"(?P<name>[\w/]+)\",shape:\[(?P<shape>\d+(?:,\d+)*)\],dtype:\"float32\",quantization:{_QUANTIZATION}\}}"
)
_BEGIN = re.compile(r"weightsManifest:\[\{paths:\[\"[\w-]+\"\],weights:\[")
_DATA = re.compile(r"\.exports=\"([A-Za-z0-9+/]+={0,2})\"")
_END = "]}]"


class BundleError(ValueError):
    """The files are not a model's weights in the form that this module reads."""


def read(model: Path, weights: Path) -> dict[str, Array]:
    """The arrays by name, float32: value · scale + min of the bytes, one after another, in the manifest's order.

    Raises BundleError.
    """
    entries = _entries(model.read_text(encoding="utf-8", errors="replace"))
    try:
        return tfjs.read_weights([{"weights": entries}], _bytes(weights.read_text(encoding="utf-8", errors="replace")))
    except tfjs.GraphModelError as error:
        raise BundleError(str(error)) from error


def _entries(text: str) -> list[dict[str, Any]]:
    """The manifest's entries as tfjs has them."""
    begins = list(_BEGIN.finditer(text))
    if len(begins) != 1:
        raise BundleError(f"there are {len(begins)} manifests of weights, not one")
    place, found = begins[0].end(), []
    while entry := _ENTRY.match(text, place):
        found.append(_entry(entry))
        place = entry.end()
        if text.startswith(_END, place):
            return found
        if text[place : place + 1] != ",":
            break
        place += 1
    raise BundleError(f"after {len(found)} weights there is something that is none")


def _entry(entry: re.Match[str]) -> dict[str, Any]:
    scale, least = float(entry["scale"]), float(entry["min"])
    if not (np.isfinite(scale) and np.isfinite(least) and scale > 0):
        raise BundleError(f"the weight {entry['name']} has no scale")
    return {
        "name": entry["name"],
        "shape": [int(side) for side in entry["shape"].split(",")],
        "dtype": "float32",
        "quantization": {"dtype": "uint8", "scale": scale, "min": least},
    }


def _bytes(text: str) -> bytes:
    exported = _DATA.findall(text)
    if len(exported) != 1:
        raise BundleError(f"there are {len(exported)} texts of base64, not one")
    try:
        return base64.b64decode(exported[0], validate=True)
    except binascii.Error as error:
        raise BundleError("the weights are not base64") from error
