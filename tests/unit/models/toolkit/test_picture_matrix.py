"""Every kind of picture: right within two levels of 255, or refused with a sentence; never wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models.contract.pictures import STILL, FrameError
from models.toolkit.frames import decode
from tests.support import picturematrix

COUNTS = {
    "tiff_grey": (896, 128),
    "tiff_signed_and_float": (512, 0),
    "tiff_coloured": (2560, 1536),
    "tiff_palette": (256, 0),
    "tiff_ycbcr": (192, 0),
    "tiff_lab": (768, 384),
    "tiff_by_pillow": (48, 0),
    "tiff_profiles": (1344, 0),
    "png_kinds": (416, 0),
    "png_colours": (508, 52),
    "jpeg": (448, 0),
    "webp": (128, 0),
    "refused": (24, 24),
}
"""Cases of each family, and how many of them are refused."""


def said_of(data: bytes) -> Any:
    """The picture, or why it is refused."""
    try:
        return decode(data, STILL)
    except FrameError as error:
        return error


def fault_of(shown: Any, expected: Any) -> str:
    """What is wrong about an answer; empty for what is right."""
    if isinstance(shown, FrameError):
        sound = expected is None and shown.code == "bad_image" and str(shown).endswith(".")
        return "" if sound else f"refused: {shown}"
    if expected is None:
        return "not refused"
    if shown.shape != expected.shape:
        return f"of shape {shown.shape} instead of {expected.shape}"
    distance = float(np.abs(shown - expected).max())
    return f"{distance:.0f} levels beside it" if distance > 2 else ""


@pytest.mark.parametrize("family", picturematrix.FAMILIES)
def test_each_is_right_or_refused(family: str) -> None:
    cases = list(picturematrix.FAMILIES[family]())
    answers = [said_of(case.data) for case in cases]
    wrong = [
        (case.name, fault) for case, shown in zip(cases, answers, strict=True) if (fault := fault_of(shown, case.shows))
    ]
    assert not wrong, f"{len(wrong)} of {len(cases)}, such as {wrong[:5]}"
    refused = sum(isinstance(answer, FrameError) for answer in answers)
    print(f"{family}: {len(cases)} pictures, {refused} of them refused")
    assert (len(cases), refused) == COUNTS[family]


def test_how_many_there_are() -> None:
    assert set(COUNTS) == set(picturematrix.FAMILIES)
    assert sum(count for count, _ in COUNTS.values()) == 8100
