"""The lecture's stops and systems, and that every one of them has words, a template and an address that exists."""

from __future__ import annotations

import pytest

from models.contract.registry import find_demos
from models.contract.texts import catalogue
from webapp.http.i18n import LANGUAGES, SCRIPTS
from webapp.http.playground import PAGES
from webapp.lesson.lecture import LECTURE, Stop, read
from webapp.settings import ROOT

GOOD = """
[minutes]
welcome = 4
[[system]]
key = "pose"
demo = "pose"
authors = "A"
title = "T"
venue = "V"
"""


def test_the_stops_fill_an_hour() -> None:
    assert sum(stop.minutes for stop in LECTURE.stops) == 60
    assert (LECTURE.stops[0].name, LECTURE.stops[-1].name) == ("welcome", "verdict")


@pytest.mark.parametrize("stop", LECTURE.stops, ids=lambda stop: stop.name)
def test_every_stop_has_a_template_that_is_named_as_its_address(stop: Stop) -> None:
    text = (ROOT / "templates" / "lesson" / f"{stop.name}.html").read_text(encoding="utf-8")
    assert f'id="h-{stop.name}"' in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_system_has_words_and_says_why_it_may_be_missing(language: str) -> None:
    prose = catalogue(SCRIPTS / "lesson", language).tables["prose"]
    served = set(find_demos())
    for system in LECTURE.systems:
        assert {f"row_{system.key}", f"claim_{system.key}"} <= prose.keys()
        assert system.runs(served, PAGES) or f"why_{system.key}" in prose, system.key
    assert {f"stop_{stop.name}" for stop in LECTURE.stops} <= prose.keys()


def test_what_is_served_runs() -> None:
    systems = {system.key: system for system in LECTURE.systems}
    assert systems["pose"].runs({"pose"}, {})
    assert not systems["pose"].runs({"style"}, {"pose": ""})
    assert systems["text"].runs(set(), {"text"})
    assert not systems["text"].runs({"text"}, {})


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("welcome = 4", "welcome = 0", "welcome"),
        ("welcome = 4", "welcome = 1.5", "welcome"),
        ('demo = "pose"', "", "pose must name"),
        ('demo = "pose"', 'demo = "pose"\nplayground = "live"', "pose must name"),
        ('title = "T"', "", "title"),
        ('title = "T"', 'title = "T"\ncolour = "red"', "colour"),
    ],
)
def test_what_is_no_lecture_is_refused(old: str, new: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read(GOOD.replace(old, new))


def test_no_two_systems_share_a_key() -> None:
    with pytest.raises(ValueError, match="same key"):
        read(GOOD + GOOD.partition("welcome = 4\n")[2])
