"""What is told and shown of the network's answer: probabilities, heat, and how much of it lies on the lesion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from models.lesions.classes import CLASSES, MELANOMA

if TYPE_CHECKING:
    Array = np.ndarray[Any, Any]

_COLD = 0.45
"""How light the picture is where nothing spoke for the answer."""


def probabilities(answer: int, shares: Array) -> dict[str, Any]:
    """The answer's class by its code, its probability, melanoma's, and all. shares: (7,), 0..1."""
    rounded = [round(float(share), 4) for share in shares]
    return {
        "class": CLASSES[answer],
        "probability": rounded[answer],
        "melanoma": rounded[MELANOMA],
        "probabilities": dict(zip(CLASSES, rounded, strict=True)),
    }


def warmth(heat: Array, answer: int, height: int, width: int) -> Array:
    """Where a class's score comes from, beside the other classes': (n, m, 7) → (height, width), 0..1, the largest 1.

    Zero where nothing speaks for the class more than for the others.
    """
    import cv2

    lead = np.maximum(heat[..., answer] - heat.mean(-1), 0)
    spread = np.maximum(cv2.resize(lead.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC), 0)
    return np.asarray(spread / max(float(spread.max()), 1e-6))


def share_inside(warm: Array, mask: Array) -> float | None:
    """How much of the heat lies on the lesion, 0..1; None without any heat. warm, mask: (height, width)."""
    total = float(warm.sum())
    return round(float(warm[mask].sum()) / total, 4) if total else None


def glowing(picture: Array, warm: Array) -> Array:
    """The picture with its colours where it is warm, grey and darker where it is cold, so that the lesion stays to be
    seen: RGB uint8. warm: (height, width), 0..1."""
    cold = _COLD * picture.mean(-1, keepdims=True)
    share = warm[..., None]
    return np.asarray((picture * share + cold * (1 - share)).round().astype(np.uint8))
