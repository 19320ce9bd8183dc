"""Which parameters hold while the teacher has locked the controls; without a server."""

from __future__ import annotations

from models.contract.registry import find_demos
from webapp.lesson.held import HeldParams
from webapp.lesson.lesson import Lesson

COLORIZATION = find_demos()["colorization"]
HINT = {"x": 0.5, "y": 0.1, "colour": "#5b9bd5"}


def test_places_in_one_picture_are_not_held_for_another() -> None:
    lesson = Lesson()
    held = HeldParams(lesson)
    asked = {parameter.name: parameter.default for parameter in COLORIZATION.params}
    held.note("someone", COLORIZATION, {**asked, "saturation": 0.5, "hints": (HINT,)})
    assert held.single("someone", COLORIZATION) is None
    lesson.change(locked=True)
    stream, single = held.opening("someone", COLORIZATION), held.single("someone", COLORIZATION)
    assert stream is not None
    assert single is not None
    assert single == {**stream, "hints": ()}
    assert (stream["hints"], single["saturation"]) == ((HINT,), 0.5)
