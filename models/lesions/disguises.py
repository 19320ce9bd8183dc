"""What can be done to a picture of a lesion that ought not to change the answer, or ought to leave none.

Each takes RGB uint8 (height, width, 3) and gives a new picture of the same shape; the same picture gives the same.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]

_CORNER_RADIUS, _CORNER_SOFTNESS = 0.82, 0.06
_INK = (72, 50, 130)
_HAIR_COLOUR = (38, 28, 24)
_HAIR = 14
"""Grey levels by which a line is darker than what is beside it."""
_DARK_SKIN = (0.56, 0.45, 0.38)
"""What is left of red, green and blue light: melanin takes more of blue than of red."""


def hide(picture: Array, mask: Array) -> Array:
    """The lesion painted over with the skin round it. mask: bool (height, width), where the lesion is."""
    reach = max(3, picture.shape[0] // 25) | 1
    return _filled(picture, _wider(mask, reach), reach)


def alone(picture: Array, mask: Array) -> Array:
    """The lesion and the skin near it; all else, with what rulers, ink or hairs there are, painted over with skin."""
    height = picture.shape[0]
    return _filled(picture, ~_wider(mask, height // 5 | 1), max(3, height // 25) | 1)


def without_corners(picture: Array) -> Array:
    """The corners, dark or not, painted over with the skin before them."""
    height, width = picture.shape[:2]
    view = round_view(height, width, _CORNER_RADIUS - _CORNER_SOFTNESS, 1e-3)[..., 0]
    return _filled(picture, view < 0.5, max(3, height // 25) | 1)


def without_hairs(picture: Array) -> Array:
    """Thin dark lines painted over, in the way of DullRazor (Lee et al., Computers in Biology and Medicine, 1997).

    What a closing along lines of three directions fills counts as a hair; so do the thinnest lines of a lesion.
    """
    long = max(5, picture.shape[0] // 16) | 1
    lines = (np.eye(long, dtype=np.uint8), np.eye(long, dtype=np.uint8)[::-1], np.ones((1, long), np.uint8))
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    kernels = (*(np.ascontiguousarray(one) for one in lines), np.ones((long, 1), np.uint8))
    filled = np.max([cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, kernel) for kernel in kernels], axis=0)
    hairs = _wider(filled > _HAIR, 3).astype(np.uint8)
    return np.asarray(cv2.inpaint(picture, hairs, 3, cv2.INPAINT_TELEA))


def _wider(mask: Array, reach: int) -> Array:
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((reach, reach), np.uint8)) > 0)


def _filled(picture: Array, hidden: Array, reach: int) -> Array:
    """What is hidden, bool (height, width), painted over with what lies round it, its edge soft by so many pixels."""
    if hidden.all():
        return np.full_like(picture, picture.reshape(-1, 3).mean(0).astype(np.uint8))
    skin = (~hidden).astype(np.float32)
    spread = picture.shape[0] / 6
    share = cv2.GaussianBlur(skin, (0, 0), spread)[..., None]
    blurred = cv2.GaussianBlur(picture * skin[..., None], (0, 0), spread)
    mean = (picture * skin[..., None]).sum((0, 1)) / skin.sum()
    filled = (blurred + 1e-3 * mean) / (share + 1e-3)
    edge = cv2.GaussianBlur(hidden.astype(np.float32), (0, 0), reach / 3)[..., None]
    edge = np.where(hidden[..., None], np.maximum(edge, 0.5) * 2 - 1, 0)
    return _whole(picture * (1 - edge) + filled * edge)


def cut_out(picture: Array, mask: Array) -> Array:
    """The lesion painted black, as Bissoto et al. (CVPR workshops 2019) did. mask: as for ``hide``."""
    return np.where(mask[..., None], np.uint8(0), picture)


def dark_corners(picture: Array) -> Array:
    """The dark surround of a dermatoscope's round view."""
    height, width = picture.shape[:2]
    light = round_view(height, width, _CORNER_RADIUS, _CORNER_SOFTNESS)
    return _whole(picture * light)


def round_view(height: int, width: int, radius: float, softness: float) -> Array:
    """Light in a round view: float32 (height, width, 1), 1 inside, 0 outside; radius in halves of the diagonal."""
    down, across = np.mgrid[:height, :width].astype(np.float32)
    far = np.hypot(down - (height - 1) / 2, across - (width - 1) / 2) / (np.hypot(height, width) / 2)
    return np.asarray(np.clip((radius - far) / softness + 0.5, 0, 1)[..., None], np.float32)


def border(picture: Array) -> Array:
    """A black frame, as scanners leave it."""
    found, wide = picture.copy(), max(2, picture.shape[0] // 18)
    found[:wide] = found[-wide:] = found[:, :wide] = found[:, -wide:] = 0
    return found


def hairs(picture: Array) -> Array:
    """A dozen dark hairs across it, the same for every picture."""
    height, width = picture.shape[:2]
    rng = np.random.default_rng(12)
    drawn = np.zeros((height, width), np.float32)
    along = np.linspace(0, 1, 24)[:, None]
    for _ in range(12):
        begin, bend, end = rng.uniform(-0.1, 1.1, (3, 2)) * (width, height)
        points = (1 - along) ** 2 * begin + 2 * along * (1 - along) * bend + along**2 * end
        cv2.polylines(drawn, [points.round().astype(np.int32)], False, 1.0, max(1, height // 120), cv2.LINE_AA)
    cover = 0.85 * drawn[..., None]
    return _whole(picture * (1 - cover) + np.array(_HAIR_COLOUR) * cover)


def ruler(picture: Array) -> Array:
    """A ruler's scale along the lower edge, each tenth line longer."""
    found = picture.copy()
    height, width = found.shape[:2]
    step, edge = width / 60, height - max(2, height // 30)
    for index in range(61):
        length = height * (0.10 if index % 10 == 0 else 0.075 if index % 5 == 0 else 0.045)
        across = round(index * step)
        cv2.line(
            found, (across, edge), (across, round(edge - length)), (25, 25, 25), max(1, height // 150), cv2.LINE_AA
        )
    return found


def ink(picture: Array) -> Array:
    """Marks of a surgeon's violet pen beside the lesion."""
    height, width = picture.shape[:2]
    drawn = np.zeros((height, width), np.float32)
    for side, bend in ((0.13, 1), (0.87, -1)):
        down = np.linspace(0.18, 0.82, 24)
        across = side + bend * 0.05 * np.cos((down - 0.5) * np.pi * 2)
        points = np.stack([across * width, down * height], 1).round().astype(np.int32)
        cv2.polylines(drawn, [points], False, 1.0, max(3, height // 26), cv2.LINE_AA)
    grain = 0.75 + 0.25 * np.sin(np.arange(height)[:, None] * 1.7) * np.sin(np.arange(width) * 2.3)
    cover = (cv2.GaussianBlur(drawn, (0, 0), height / 150) * 0.8 * grain)[..., None]
    return _whole(picture * (1 - cover) + np.array(_INK) * cover)


def darken(picture: Array) -> Array:
    """All of it as under more melanin. A rough stand-in: on dark skin real lesions look otherwise too."""
    linear = (picture.astype(np.float32) / 255) ** 2.2 * np.array(_DARK_SKIN, np.float32)
    return _whole(255 * linear ** (1 / 2.2))


def turn(picture: Array, degrees: float) -> Array:
    """Turned about the middle, clockwise; what is missing is mirrored in."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -degrees, 1.0)
    return np.asarray(
        cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)
    )


def _whole(picture: Array) -> Array:
    return np.asarray(np.clip(picture, 0, 255).round().astype(np.uint8))
