"""The cases on which the page's colours are tested are what OpenCV makes of them today."""

from __future__ import annotations

import json

from scripts.make_colour_cases import TARGET, cases


def test_the_cases_are_up_to_date() -> None:
    assert json.loads(TARGET.read_text(encoding="utf-8")) == cases()
