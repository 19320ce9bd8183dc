"""Somebody who stands: 17 joints in COCO's order, metres, x to the right, y up, z to the front."""

from __future__ import annotations

import numpy as np

PERSON = np.array(
    [
        *[(0, 1.62, 0.1), (0.03, 1.65, 0.09), (-0.03, 1.65, 0.09), (0.07, 1.63, 0.02), (-0.07, 1.63, 0.02)],
        *[
            (0.18, 1.42, 0),
            (-0.18, 1.42, 0),
            (0.22, 1.15, 0),
            (-0.22, 1.15, 0),
            (0.22, 0.92, 0.03),
            (-0.22, 0.92, 0.03),
        ],
        *[(0.1, 0.95, 0), (-0.1, 0.95, 0), (0.1, 0.5, 0), (-0.1, 0.5, 0), (0.1, 0.08, 0), (-0.1, 0.08, 0)],
    ],
    np.float32,
)
