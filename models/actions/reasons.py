"""Why an action was said: what is lost of its probability without each joint, and the window that was read."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.actions.network import ActionNet
from models.actions.windows import JOINTS, LENGTH, Window, features

Array = np.ndarray[Any, Any]

SHOWN = 8
"""Moments of a window that are told, of LENGTH."""
_LEAST = 0.02
"""Where all joints together cost less of the probability, no joint is the reason."""


def shares(network: ActionNet, window: Window, action: int, *, also: int | None = None) -> Array:
    """Each joint's share (17,) in an action's probability, together 1, or all 0 where none makes a difference.

    Each joint is left out of the whole window, as if never seen (Zeiler and Fergus, ECCV 2014, do so with patches of
    a picture). also: an action that counts as the same.
    """
    places, seen = (np.repeat(part[None], JOINTS + 1, axis=0) for part in window)
    rows = np.arange(JOINTS)
    seen[rows, :, rows] = False
    places[rows, :, rows] = 0
    probabilities = network(features(Window(places, seen)))
    told = probabilities[:, action] + (probabilities[:, also] if also is not None else 0)
    lost: Array = np.maximum(told[JOINTS] - told[:JOINTS], 0)
    total = lost.sum()
    return lost / total if total >= _LEAST else np.zeros(JOINTS)


def figures(window: Window) -> list[list[list[int] | None]]:
    """SHOWN moments of a window as the network reads them: of each the 17 joints' x and y in hundredths of the torso,
    from where the shoulders' middle usually is; None for those not seen.
    """
    read = features(Window(window.places[None], window.seen[None]))[0]
    beside = read[:, : 2 * JOINTS].reshape(LENGTH, JOINTS, 2)
    moved = read[:, 4 * JOINTS : 4 * JOINTS + 2]
    places = np.round(100 * (beside + moved[:, None])).astype(int)
    chosen = np.linspace(0, LENGTH - 1, SHOWN).round().astype(int)
    return [
        [
            place if is_seen else None
            for place, is_seen in zip(places[at].tolist(), window.seen[at].tolist(), strict=True)
        ]
        for at in chosen
    ]
