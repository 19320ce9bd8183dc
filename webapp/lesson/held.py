"""Which parameters hold while the teacher has locked the controls. Pure."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any
from urllib.parse import parse_qs

from models.contract.demo import Demo
from models.contract.parameters import BadParameter, Points, Upload
from webapp.lesson.lesson import Lesson
from webapp.lesson.queries import value_of

MOST = 4000
"""Visitors and demos whose parameters are remembered; the oldest are forgotten first."""

Params = dict[str, Any]


class HeldParams:
    """Remembers what each visitor had set last, so that a page which is loaded anew under lock gets that again."""

    def __init__(self, lesson: Lesson) -> None:
        self._lesson = lesson
        self._last: OrderedDict[tuple[str, str], Params] = OrderedDict()

    def note(self, visitor: str, demo: Demo, params: Params) -> None:
        """These parameters hold for the visitor now."""
        key = (visitor, demo.name)
        self._last[key] = params
        self._last.move_to_end(key)
        while len(self._last) > MOST:
            self._last.popitem(last=False)

    def opening(self, visitor: str, demo: Demo) -> Params | None:
        """What a stream that is opened under lock works with: the teacher's settings where the class follows, else
        the visitor's own last ones, else the defaults. None while nothing is locked."""
        if not self._lesson.locked:
            return None
        defaults = {parameter.name: parameter.default for parameter in demo.params}
        return led(self._lesson, demo) or self._last.get((visitor, demo.name)) or defaults

    def single(self, visitor: str, demo: Demo) -> Params | None:
        """As ``opening``, for a single picture: without places, since those were meant for another picture."""
        held = self.opening(visitor, demo)
        places = {parameter.name: parameter.default for parameter in demo.params if isinstance(parameter, Points)}
        return None if held is None else {**held, **places}

    def changing(self, demo: Demo, current: Params) -> Params | None:
        """What an open stream works with after any wish to change under lock: the teacher's settings where the class
        follows, else what it has. None while nothing is locked."""
        if not self._lesson.locked:
            return None
        return led(self._lesson, demo) or current


def led(lesson: Lesson, demo: Demo) -> Params | None:
    """The teacher's settings of a demo that the class follows: those in the address, else the defaults, as a page
    reads them. None where the class follows nothing, or another page."""
    path, _, query = lesson.follow.partition("?")
    if not lesson.following or path.rstrip("/") != f"/demos/{demo.name}":
        return None
    given = parse_qs(query, keep_blank_values=True)
    params = {}
    for parameter in demo.params:
        params[parameter.name] = parameter.default
        text = given.get(f"p.{parameter.name}")
        if text and not isinstance(parameter, Upload):
            try:
                params[parameter.name] = parameter.check(value_of(parameter, text[0]))
            except BadParameter:
                continue
    return params
