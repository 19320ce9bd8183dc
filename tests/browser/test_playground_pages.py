"""The playground's other pages, and all of them for everybody: languages, phones, without movement."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.support.pages import Pages

from .conftest import Visits
from .playground import PAGES, STEP, fields, opened, query, tell, wait_query
from .test_axe import PHONE
from .test_page_everywhere import SMALL
from .visits import Visit, page_width, until


@pytest.mark.parametrize("path", PAGES)
def test_both_languages_with_the_state_kept(visits: Visits, browser: Browser, pages: Pages, path: str) -> None:
    reader = visits(browser, pages.url, locale="pt-BR")
    page = opened(reader, path)
    assert page.get_attribute("html", "lang") == "pt-BR"
    portuguese = tell(page, "main")
    page.keyboard.press("h")
    until(lambda: "present=1" in query(page), lambda: query(page))
    page.keyboard.press("h")
    kept = {name: value for name, value in fields(page).items() if name != "present"}
    page.click('.language [value="en"]')
    page.wait_for_load_state()
    until(lambda: page.get_attribute("html", "lang") == "en", lambda: page.url)
    page.wait_for_selector('#main[data-ready="true"]')
    assert tell(page, "h1") not in portuguese
    assert {name: value for name, value in fields(page).items() if name != "present"} == kept


def test_a_layer_works_out_each_number(reader: Visit) -> None:
    page = opened(reader, "/playground/layer")
    for name, value in (("size", "4"), ("kernel", "2"), ("filters", "3"), ("stride", "2"), ("padding", "1")):
        page.select_option(f"#{name}", value)
    assert page.locator("#maps table").count() == 3
    page.locator("body").press("End")
    assert re.search(r"Feature map 3, row 3, column 3", tell(page, "#where"))
    page.uncheck("#relu")
    assert "max(" not in tell(page, "#sums")
    page.fill("#bias", "50")
    assert "+ bias 50 =" in tell(page, "#sums")
    page.select_option("#pooling", "average")
    assert tell(page, "#pool-sum") == "(0 + 0 + 1 + 1) / 4 = 1/2"
    page.select_option("#window", "3")
    page.select_option("#hop", "1")
    assert page.locator("#pool-out td").count() == 4
    page.select_option("#outputs", "3")
    assert page.locator("#column tr").count() == 16
    assert page.locator("#column tr:first-child td").count() == 4
    first, second = re.findall(r"order as the pixels: (\S+) before, (\S+) after", tell(page, "#shuffle-words"))[0]
    assert first == second
    before = tell(page, "#shuffled")
    page.click("#shuffle")
    assert tell(page, "#shuffled") != before
    page.locator("#photo").focus()
    page.keyboard.press("ArrowRight")
    assert "column 24" in tell(page, "#photo-words")
    wait_query(page, "size=4", "filters=3", "relu=0", "window=3", "shuffle=2")


def test_parameters_are_counted_and_a_network_built(reader: Visit) -> None:
    page = opened(reader, "/playground/parameters")
    assert "200,768 parameters" in tell(page, "#pile-says")
    assert "163,696" in tell(page, "#inception-table")
    assert "50,177,000" in tell(page, "#head-says")
    page.fill("#pin", "512")
    assert "512" in tell(page, "#one-says")
    lines = page.locator("#builder tbody tr").count()
    for kind in ("conv", "pool", "gap", "fc"):
        page.click(f'[data-add="{kind}"]')
    assert page.locator("#builder tbody tr").count() == lines + 4
    for _ in range(4):
        page.locator(".figures__remove").last.click()
    page.fill('[data-row="0"] [data-part="filters"]', "8")
    assert tell(page, '[data-row="0"] [data-cell="parameters"]') == "224"
    page.check('[data-row="2"] [name="layer"]')
    assert "sees 8×8 of the 32×32 pixels" in tell(page, "#field-says")
    page.fill("#input", "4")
    page.fill('[data-row="2"] [data-part="padding"]', "0")
    assert "Layer 3" in tell(page, "#build-why")
    wait_query(page, "pin=512", "input=4", "layer=3")
    page.click("#rebuild")
    until(lambda: "layers=" not in query(page), lambda: query(page))


def test_the_tour_from_end_to_end(reader: Visit) -> None:
    page = opened(reader, "/playground/tour")
    page.evaluate("document.fonts.ready")

    def forward_twice() -> None:
        page.click("#forward")
        page.click("#forward")

    deeds: list[Any] = [
        lambda: page.locator("#image input").nth(3).fill("200"),
        forward_twice,
        lambda: page.select_option("#kernel", "edge"),
        lambda: page.check("#flip"),
        lambda: page.select_option("#padding", "1"),
        lambda: page.select_option("#stride", "2"),
        lambda: page.locator("#filter input").nth(4).fill("1"),
    ]
    for stop in range(1, 11):
        assert f"Stop {stop} of 10" in tell(page, "#stop-place")
        assert tell(page, "#stop-done") == ""
        assert page.evaluate("document.querySelector('.stop').getBoundingClientRect().bottom") <= 800, "one screen"
        if stop <= len(deeds):
            deeds[stop - 1]()
        else:
            page.fill("#guess", "1")
            page.keyboard.press("Enter")
            assert tell(page, "#ask-answer") != ""
            page.fill("#guess", {8: "28", 9: "4", 10: "3072"}[stop])
            page.keyboard.press("Enter")
        until(lambda: tell(page, "#stop-done") != "", lambda: page.url)
        if stop < 10:
            page.click("#next")
    assert page.locator(".is-finished").count() == 10
    assert page.is_visible("#ends")
    until(lambda: "stop=10" in query(page), lambda: query(page))


def test_the_quiz_asks_answers_and_counts(reader: Visit) -> None:
    page = opened(reader, "/playground/quiz?seed=4")
    question = tell(page, "main")
    page.fill("#guess", "9999")
    page.keyboard.press("Enter")
    answer = re.search(r"= (−?[\d.]+)\.", tell(page, "#quiz-answer"))
    assert answer is not None
    assert "0 right of 1" in tell(page, "#score")
    page.click("#quiz-next")
    page.locator("body").press("b")
    wait_query(page, "seed=4", "number=1")
    page = opened(reader, "/playground/quiz?seed=4")
    assert tell(page, "#question") in question
    page.fill("#guess", answer[1])
    page.keyboard.press("Enter")
    assert "1 right of 1" in tell(page, "#score")
    for kind in ("size", "max", "average", "relu", "weights", "field", "cell"):
        page.select_option("#kind", kind)
        wait_query(page, f"kind={kind}")
        assert tell(page, "#question")


@pytest.mark.parametrize("path", PAGES)
def test_fits_a_phone(visits: Visits, browser: Browser, pages: Pages, path: str) -> None:
    page = opened(visits(browser, pages.url, **PHONE), path)
    assert page_width(page) <= 390
    assert page.evaluate(SMALL) == []


def test_nothing_moves_by_itself(visits: Visits, browser: Browser, pages: Pages) -> None:
    page = opened(visits(browser, pages.url, reduced_motion="reduce"), STEP)
    before = tell(page, "#where")
    page.wait_for_timeout(1500)
    assert tell(page, "#where") == before
    assert page.evaluate("document.getAnimations().length") == 0
