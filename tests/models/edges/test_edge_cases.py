"""The cases for the page's kernels are those that OpenCV gives now."""

from __future__ import annotations

import json

import numpy as np

from scripts.make_edge_cases import TARGET, cases


def test_the_cases_are_up_to_date() -> None:
    kept, now = json.loads(TARGET.read_text(encoding="utf-8")), cases()
    assert (kept["rgb"], kept["grey"]) == (now["rgb"], now["grey"])
    for was, found in zip(kept["maps"], now["maps"], strict=True):
        assert was["sigma"] == found["sigma"]
        for name in ("sobel", "laplacian"):
            np.testing.assert_allclose(was[name], found[name], atol=2e-4)
