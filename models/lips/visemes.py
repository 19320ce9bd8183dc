"""Phones, what the lips show of them (visemes), and the five weights of a drawn mouth.

The fourteen visemes are those of MPEG-4's facial animation (ISO/IEC 14496-2, annex C) but for sil, which is rest.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

VISEMES = ("sil", "PP", "FF", "TH", "DD", "SS", "CH", "kk", "RR", "aa", "E", "I", "O", "U")
CLOSED = VISEMES.index("PP")
"""Lips on one another: p, b and m."""

_PHONES_OF = {
    "sil": "sil",
    "PP": "p b m",
    "FF": "f v",
    "TH": "th dh",
    "DD": "t d n l",
    "SS": "s z",
    "CH": "sh zh",
    "kk": "k g ng h",
    "RR": "r er",
    "aa": "aa ae ah",
    "E": "eh ax",
    "I": "iy ih y",
    "O": "ao",
    "U": "uw uh w",
}
PHONES = tuple(phone for phones in _PHONES_OF.values() for phone in phones.split())
"""What the network tells apart; finer than visemes, since it hears better than lips show."""
VISEME_OF = np.array([row for row, phones in enumerate(_PHONES_OF.values()) for _ in phones.split()])
"""The viseme of each phone, (len(PHONES),) indices in VISEMES."""

WEIGHTS = ("open", "wide", "round", "press", "tuck")
"""How far the mouth is open, drawn wide, rounded; lips pressed together; the lower lip under the teeth. Each 0..1."""
OPEN, PRESS = 0, 3
MOUTH = np.array(
    [
        [0.00, 0.00, 0.00, 0.15, 0.0],  # sil
        [0.00, 0.00, 0.05, 1.00, 0.0],  # PP
        [0.10, 0.10, 0.00, 0.00, 1.0],  # FF
        [0.22, 0.10, 0.00, 0.00, 0.0],  # TH
        [0.20, 0.20, 0.00, 0.00, 0.0],  # DD
        [0.10, 0.45, 0.00, 0.00, 0.0],  # SS
        [0.18, 0.00, 0.60, 0.00, 0.0],  # CH
        [0.30, 0.10, 0.00, 0.00, 0.0],  # kk
        [0.22, 0.00, 0.45, 0.00, 0.0],  # RR
        [0.90, 0.15, 0.00, 0.00, 0.0],  # aa
        [0.50, 0.40, 0.00, 0.00, 0.0],  # E
        [0.25, 0.75, 0.00, 0.00, 0.0],  # I
        [0.60, 0.00, 0.60, 0.00, 0.0],  # O
        [0.25, 0.00, 1.00, 0.00, 0.0],  # U
    ],
    np.float32,
)
"""The mouth of each viseme held long, (14, 5)."""


_TABLE = np.eye(len(VISEMES), dtype=np.float32)[VISEME_OF]


def to_visemes(phones: Array) -> Array:
    """Probabilities of PHONES (..., 34) → of VISEMES (..., 14): each viseme's phones together."""
    together: Array = phones @ _TABLE
    return together
