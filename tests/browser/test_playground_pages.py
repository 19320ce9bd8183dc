"""The playground's pages but the live one: every control, the keyboard alone, addresses, languages, files, access."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page

from tests.support.pages import Pages

from .conftest import Visits
from .test_axe import PHONE
from .test_page_everywhere import SMALL
from .visits import Visit, until

STEP = "/playground"
PAGES = (
    STEP,
    "/playground/layer",
    "/playground/parameters",
    "/playground/tour?stop=3",
    "/playground/tour?stop=9",
    "/playground/quiz",
)
CLASSIC = "434243234"


@pytest.fixture
def visitor(visits: Visits, browser: Browser, pages: Pages) -> Visit:
    return visits(browser, pages.url, locale="en")


def opened(visitor: Visit, path: str) -> Page:
    """The page once its script has shown its state."""
    page = visitor.open(path)
    page.wait_for_selector('#main[data-ready="true"]')
    return page


def output(page: Page) -> str:
    return "".join(page.locator("#output td").all_inner_texts())


def tell(page: Page, selector: str) -> str:
    return page.locator(selector).inner_text()


def spoken(page: Page) -> str:
    return page.locator("#spoken").text_content() or ""


def query(page: Page) -> str:
    """The address's query as the page has it. Playwright's own ``page.url`` may be one change behind."""
    found: str = page.evaluate("location.search.slice(1)")
    return found


def wait_query(page: Page, *parts: str) -> None:
    until(lambda: all(part in query(page).split("&") for part in parts), lambda: f"the address has {query(page)}", 5)


def fields(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query(page)).items()}


# Step by step


def test_it_opens_with_the_classic_example(visitor: Visit) -> None:
    page = opened(visitor, STEP)
    assert output(page) == CLASSIC
    assert tell(page, "#sum") == "1×1 + 1×0 + 1×1 + 0×0 + 1×1 + 1×0 + 0×1 + 0×0 + 1×1 = 4"
    assert tell(page, "#formula-rows") == "⌊(5 + 2·0 − 3) / 1⌋ + 1 = 3"
    assert page.locator("#image .is-window").count() == 9


def test_play_pause_step_back_scrub_and_speed(visitor: Visit) -> None:
    page = opened(visitor, STEP)
    page.click("#forward")
    assert "Step 2 of 9" in tell(page, "#where")
    page.click("#back")
    assert "Step 1 of 9" in tell(page, "#where")
    page.select_option("#speed", "4")
    page.click("#play")
    assert tell(page, "#play") == "Pause"
    until(lambda: "Step 9 of 9" in tell(page, "#where"), lambda: tell(page, "#where"), 10)
    until(lambda: tell(page, "#play") == "Play", lambda: tell(page, "#play"), 5)
    assert "row 3, column 3" in spoken(page)
    visitor.set_range("#scrub", 4)
    assert "row 2, column 2" in tell(page, "#where")
    wait_query(page, "step=4", "speed=4")


def test_hovering_lights_the_window_and_the_other_way_round(visitor: Visit) -> None:
    page = opened(visitor, STEP)
    page.hover("#output tr:nth-child(3) td:nth-child(3)")
    assert page.locator("#image tr:nth-child(5) td:nth-child(5).is-window").count() == 1
    assert "row 3, column 3" in tell(page, "#where")
    page.hover("#image tr:nth-child(3) td:nth-child(3)")
    assert page.locator("#output .is-reader").count() == 9
    page.hover("#image tr:nth-child(1) td:nth-child(1)")
    assert page.locator("#output .is-reader").count() == 1
    page.hover("h1")
    assert "Step 1 of 9" in tell(page, "#where")


def test_every_setting_is_computed_and_in_the_address(visitor: Visit) -> None:
    page = opened(visitor, STEP)
    page.click('[data-size="image rows 1"]')
    page.click('[data-size="image columns -1"]')
    page.click('[data-size="filter columns -1"]')
    assert page.locator("#image tr").count() == 6
    assert page.locator("#image tr:first-child td").count() == 4
    assert len(page.locator("#output td").all()) == 4 * 3
    page.select_option("#kernel", "gaussian")
    assert tell(page, "#factor-shown") == "1/16"
    assert tell(page, "#sum").startswith("1/16 × (")
    page.fill("#stride", "2")
    page.fill("#padding", "1")
    page.select_option("#mode", "replicate")
    page.check("#flip")
    page.uncheck("#ahead")
    page.check("#shade")
    page.locator("#image input").nth(0).fill("-2")
    page.fill("#factor", "1/9")
    assert tell(page, "#factor-shown") == "1/9"
    assert tell(page, "#formula-rows") == "⌊(6 + 2·1 − 3) / 2⌋ + 1 = 3"
    assert page.locator("#image .cell--border").count() == 8 * 6 - 6 * 4
    assert page.is_visible("#turned")
    wait_query(page, "stride=2", "padding=1", "mode=replicate", "flip=1", "ahead=0", "shade=1", "factor=1/9")
    before = (tell(page, "#sum"), output(page), query(page))
    again = opened(visitor, "/playground?" + query(page))
    assert (tell(again, "#sum"), output(again), query(again)) == before
    again.click("#reset")
    assert output(again) == CLASSIC
    until(lambda: query(page) == "", lambda: query(page), 5)


def test_impossible_settings_are_explained_not_computed(visitor: Visit) -> None:
    page = opened(visitor, STEP + "?dilation=3")
    assert "reaches over 7 rows, but the image with its border has only 5" in tell(page, "#why")
    assert not page.is_visible("#output")
    assert page.is_disabled("#play")
    page.fill("#padding", "1")
    assert not page.is_visible("#why")
    page.fill("#stride", "0")
    assert "from 1 to 6" in tell(page, "#note")
    assert page.get_attribute("#stride", "aria-invalid") == "true"


def test_fractions_decimals_and_nonsense_in_a_cell(visitor: Visit) -> None:
    page = opened(visitor, STEP + "?image=1&filter=1")
    cell = page.locator("#image input")
    for text, shown in (("1/3", "1/3"), ("-2", "−2"), ("0.5", "1/2"), ("2,25", "9/4")):
        cell.fill(text)
        assert output(page) == shown
    cell.fill("abc")
    assert cell.get_attribute("aria-invalid") == "true"
    page.click("h1")
    assert "not a number" in tell(page, "#note")
    assert output(page) == "9/4"


def test_the_whole_page_by_keyboard_alone(visitor: Visit) -> None:
    page = opened(visitor, STEP)
    keys = page.keyboard
    keys.press("End")
    assert "Step 9 of 9" in tell(page, "#where")
    keys.press("Home")
    keys.press("ArrowRight")
    assert "Step 2 of 9" in tell(page, "#where")
    keys.press("?")
    assert page.is_visible("#keys")
    keys.press("Escape")
    keys.press("h")
    assert not page.is_visible(".pg-nav")
    wait_query(page, "present=1")
    keys.press("h")
    reached = []
    for _ in range(60):
        keys.press("Tab")
        reached.append(page.evaluate("(node => node.id || node.closest('[id]')?.id)(document.activeElement)"))
    for part in ("image", "filter", "output", "play", "scrub", "speed", "picture", "kernel", "stride", "flip", "again"):
        assert part in reached, reached
    assert reached.count("image") == 1, "a matrix is one tab stop"
    page.locator("#image input").nth(0).focus()
    keys.press("ArrowRight")
    keys.press("ArrowDown")
    keys.type("7")
    assert page.locator("#image input").nth(6).input_value() == "7"
    page.locator("#output td").nth(0).focus()
    keys.press("ArrowDown")
    keys.press("Enter")
    assert "row 2, column 1" in tell(page, "#where")


def test_predicting_the_number(visitor: Visit) -> None:
    page = opened(visitor, STEP)
    page.check("#quiz-on")
    assert tell(page, "#sum").endswith("= ?")
    assert "4" not in output(page)
    page.fill("#guess", "5")
    page.keyboard.press("Enter")
    assert tell(page, "#quiz-answer").startswith("Not 5: 1×1")
    page.click("#quiz-next")
    page.fill("#guess", "3")
    page.keyboard.press("Enter")
    assert tell(page, "#quiz-answer").startswith("Right:")


# Files and links


@pytest.mark.parametrize("path", [STEP + "?padding=1", "/playground/layer?step=3"])
def test_views_are_saved_as_png_and_svg(visitor: Visit, path: str, tmp_path: Path) -> None:
    page = opened(visitor, path)
    for kind, begins in (("png", b"\x89PNG"), ("svg", b"<?xml")):
        with page.expect_download() as saved:
            page.click(f"#save-{kind}")
        saved.value.save_as(tmp_path / kind)
        assert (tmp_path / kind).read_bytes().startswith(begins)
    svg = (tmp_path / "svg").read_text("utf-8")
    assert tell(page, "#where") in svg


def test_the_steps_are_saved_as_a_film(visitor: Visit, tmp_path: Path) -> None:
    page = opened(visitor, STEP + "?speed=4")
    with page.expect_download(timeout=30_000) as saved:
        page.click("#save-webm")
    saved.value.save_as(tmp_path / "film.webm")
    film = (tmp_path / "film.webm").read_bytes()
    assert film.startswith(b"\x1a\x45\xdf\xa3")
    assert len(film) > 10_000


def test_the_link_is_copied_with_the_state(visits: Visits, browser: Browser, pages: Pages) -> None:
    visitor = visits(browser, pages.url, locale="en", permissions=["clipboard-read", "clipboard-write"])
    page = opened(visitor, STEP)
    page.fill("#padding", "2")
    page.click('[data-do="copy"]')
    until(lambda: "copied" in tell(page, "#note"), lambda: tell(page, "#note"))
    assert page.evaluate("navigator.clipboard.readText()").endswith("/playground?padding=2")


# Languages


@pytest.mark.parametrize("path", PAGES)
def test_both_languages_with_the_state_kept(visits: Visits, browser: Browser, pages: Pages, path: str) -> None:
    visitor = visits(browser, pages.url, locale="pt-BR")
    page = opened(visitor, path)
    assert page.get_attribute("html", "lang") == "pt-BR"
    portuguese = tell(page, "main")
    page.keyboard.press("h")
    until(lambda: "present=1" in query(page), lambda: query(page), 5)
    page.keyboard.press("h")
    kept = {name: value for name, value in fields(page).items() if name != "present"}
    page.click('.language [value="en"]')
    page.wait_for_load_state()
    until(lambda: page.get_attribute("html", "lang") == "en", lambda: page.url)
    assert tell(page, "h1") not in portuguese
    assert {name: value for name, value in fields(page).items() if name != "present"} == kept


# The other pages


def test_a_layer_works_out_each_number(visitor: Visit) -> None:
    page = opened(visitor, "/playground/layer")
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


def test_parameters_are_counted_and_a_network_built(visitor: Visit) -> None:
    page = opened(visitor, "/playground/parameters")
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
    until(lambda: "layers=" not in query(page), lambda: query(page), 5)


def test_the_tour_from_end_to_end(visitor: Visit) -> None:
    page = opened(visitor, "/playground/tour")

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
        until(lambda: tell(page, "#stop-done") != "", lambda: page.url, 3)
        if stop < 10:
            page.click("#next")
    assert page.locator(".is-finished").count() == 10
    assert page.is_visible("#ends")
    until(lambda: "stop=10" in query(page), lambda: query(page), 5)


def test_the_quiz_asks_answers_and_counts(visitor: Visit) -> None:
    page = opened(visitor, "/playground/quiz?seed=4")
    question = tell(page, "main")
    page.fill("#guess", "9999")
    page.keyboard.press("Enter")
    answer = re.search(r"= (−?[\d.]+)\.", tell(page, "#quiz-answer"))
    assert answer is not None
    assert "0 right of 1" in tell(page, "#score")
    page.click("#quiz-next")
    page.locator("body").press("b")
    wait_query(page, "seed=4", "number=1")
    page = opened(visitor, "/playground/quiz?seed=4")
    assert tell(page, "#question") in question
    page.fill("#guess", answer[1])
    page.keyboard.press("Enter")
    assert "1 right of 1" in tell(page, "#score")
    for kind in ("size", "max", "average", "relu", "weights", "field", "cell"):
        page.select_option("#kind", kind)
        wait_query(page, f"kind={kind}")
        assert tell(page, "#question")


# Everybody


@pytest.mark.parametrize("path", PAGES)
def test_fits_a_phone(visits: Visits, browser: Browser, pages: Pages, path: str) -> None:
    page = opened(visits(browser, pages.url, **PHONE), path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(SMALL) == []


def test_nothing_moves_by_itself(visits: Visits, browser: Browser, pages: Pages) -> None:
    page = opened(visits(browser, pages.url, reduced_motion="reduce"), STEP)
    before = tell(page, "#where")
    page.wait_for_timeout(1500)
    assert tell(page, "#where") == before
    assert page.evaluate("document.getAnimations().length") == 0
