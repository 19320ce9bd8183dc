"""The page's colours of feature maps are the server's."""

from __future__ import annotations

import json

import numpy as np

from models.contract.registry import find_demos
from models.features import drawing


def test_the_page_has_the_same_colours_of_levels() -> None:
    text = "".join(json.loads((find_demos()["features"].folder / "page" / "inferno.json").read_text()))
    table = np.frombuffer(bytes.fromhex(text), np.uint8).reshape(256, 3)
    np.testing.assert_array_equal(table, drawing._COLOURS)
