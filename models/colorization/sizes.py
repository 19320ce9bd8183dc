"""The network's sizes and units, which training and the demo share."""

SIDE = 224
STRIDE = 4
"""Colours are predicted at a quarter of the width and height."""
HINT_SCALE = 110.0
"""A hint's ab is divided by this."""
