"""The seven classes of HAM10000 (Tschandl, Rosendahl and Kittler, Scientific Data 5:180161, 2018)."""

from __future__ import annotations

NAMES = {
    "akiec": "actinic keratosis or Bowen's disease",
    "bcc": "basal cell carcinoma",
    "bkl": "benign keratosis",
    "df": "dermatofibroma",
    "mel": "melanoma",
    "nv": "melanocytic naevus",
    "vasc": "vascular lesion",
}
"""What each class is called, by the code that the data set has for it."""

CLASSES = tuple(NAMES)
"""The order of the network's outputs."""
MELANOMA = CLASSES.index("mel")
NAEVUS = CLASSES.index("nv")
HEIGHT, WIDTH = 150, 200
"""Of the data set's pictures as they are used here, in pixels."""
