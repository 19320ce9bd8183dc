"""A picture in the disguises that a visitor has switched on, one over the other, and the lesion's place in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    Array = np.ndarray[Any, Any]

SWITCHES = ("hide", "dark", "corners", "ruler", "ink", "hairs")
"""The order in which they are laid over the picture: skin and its colour first, what lies before the camera last."""


def wanted(params: Mapping[str, Any]) -> dict[str, Any]:
    """Of all parameters, those that disguise and are set: names of SWITCHES, and ``turn`` in degrees."""
    switched = {name: True for name in SWITCHES if params[name]}
    return switched | ({"turn": params["turn"]} if params["turn"] else {})


def disguised(picture: Array, mask: Array | None, how: Mapping[str, Any]) -> tuple[Array, Array | None]:
    """The picture, RGB uint8 (height, width, 3), as ``wanted`` asks for it, and its mask turned alike.

    mask: bool (height, width), where the lesion is; None where nobody knows, and then nothing is hidden.
    """
    from models.lesions import disguises

    if "turn" in how:
        picture = disguises.turn(picture, how["turn"])
        mask = None if mask is None else disguises.turn(mask.astype(np.uint8) * 255, how["turn"]) > 127
    if "hide" in how and mask is not None:
        picture = disguises.hide(picture, mask)
    laid = {
        "dark": disguises.darken,
        "corners": disguises.dark_corners,
        "ruler": disguises.ruler,
        "ink": disguises.ink,
        "hairs": disguises.hairs,
    }
    for name, lay in laid.items():
        if name in how:
            picture = lay(picture)
    return picture, mask
