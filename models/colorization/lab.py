"""CIE Lab (D65) from and to sRGB: in NumPy with OpenCV for the worker, in TensorFlow for batches.

L is lightness 0..100; a and b are the colour axes. Both give the same numbers (the same white, the same piecewise
sRGB curve); TensorFlow is imported by those functions alone that need it.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

Array = np.ndarray[Any, Any]
Tensor = Any

_TO_XYZ = np.array(
    [[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]], np.float32
)
_WHITE = np.array([0.950456, 1.0, 1.088754], np.float32)
_LINEAR_BELOW = 0.008856
_SLOPE, _OFFSET = 7.787, 16 / 116


def to_lab(rgb: Array) -> Array:
    """RGB uint8 (height, width, 3) → Lab float32 of the same shape."""
    return np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB))


def to_rgb(picture: Array) -> Array:
    """Lab float32 (height, width, 3) → RGB uint8; what sRGB cannot show is clipped."""
    rgb = cv2.cvtColor(picture.astype(np.float32), cv2.COLOR_LAB2RGB)
    return np.asarray(np.clip(rgb * 255 + 0.5, 0, 255).astype(np.uint8))


def lab_tensor(rgb: Tensor) -> Tensor:
    """RGB (…, 3), 0..255 → Lab float32 (…, 3). Can be traced."""
    import tensorflow as tf

    value = tf.cast(rgb, tf.float32) / 255
    linear = tf.where(value <= 0.04045, value / 12.92, tf.pow((tf.maximum(value, 0.04045) + 0.055) / 1.055, 2.4))
    xyz = tf.tensordot(linear, (_TO_XYZ / _WHITE[:, None]).T, 1)  # (…, 3), the white at 1, 1, 1
    root = tf.where(xyz > _LINEAR_BELOW, tf.pow(tf.maximum(xyz, _LINEAR_BELOW), 1 / 3), _SLOPE * xyz + _OFFSET)
    x, y, z = tf.unstack(root, axis=-1)
    return tf.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def rgb_tensor(picture: Tensor) -> Tensor:
    """Lab (…, 3) → RGB float32 (…, 3), 0..255, clipped to what sRGB can show. Can be traced."""
    import tensorflow as tf

    lightness, a, b = tf.unstack(tf.cast(picture, tf.float32), axis=-1)
    y = (lightness + 16) / 116
    root = tf.stack([y + a / 500, y, y - b / 200], axis=-1)
    cubed = root**3
    xyz = tf.where(cubed > _LINEAR_BELOW, cubed, (root - _OFFSET) / _SLOPE) * _WHITE
    linear = tf.tensordot(xyz, np.linalg.inv(_TO_XYZ).T.astype(np.float32), 1)
    curved = 1.055 * tf.pow(tf.maximum(linear, 0.0031308), 1 / 2.4) - 0.055
    return tf.clip_by_value(tf.where(linear <= 0.0031308, 12.92 * linear, curved), 0.0, 1.0) * 255
