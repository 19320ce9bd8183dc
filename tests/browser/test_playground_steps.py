"""The playground step by step: every control, the keyboard alone, addresses, files."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support.pages import Pages

from .conftest import Visits
from .playground import CLASSIC, STEP, opened, output, query, spoken, tell, wait_query
from .visits import Visit, until


def test_it_opens_with_the_classic_example(reader: Visit) -> None:
    page = opened(reader, STEP)
    assert output(page) == CLASSIC
    assert tell(page, "#sum") == "1×1 + 1×0 + 1×1 + 0×0 + 1×1 + 1×0 + 0×1 + 0×0 + 1×1 = 4"
    assert tell(page, "#formula-rows") == "⌊(5 + 2·0 − 3) / 1⌋ + 1 = 3"
    assert page.locator("#image .is-window").count() == 9


def test_play_pause_step_back_scrub_and_speed(reader: Visit) -> None:
    page = opened(reader, STEP)
    page.click("#forward")
    assert "Step 2 of 9" in tell(page, "#where")
    page.click("#back")
    assert "Step 1 of 9" in tell(page, "#where")
    page.select_option("#speed", "4")
    pressed = "(button) => { button.click(); return button.innerText; }"  # read later, the play may be over
    assert page.eval_on_selector("#play", pressed) == "Pause"
    until(lambda: "Step 9 of 9" in tell(page, "#where"), lambda: tell(page, "#where"))
    until(lambda: tell(page, "#play") == "Play", lambda: tell(page, "#play"))
    assert "row 3, column 3" in spoken(page)
    reader.set_range("#scrub", 4)
    assert "row 2, column 2" in tell(page, "#where")
    wait_query(page, "step=4", "speed=4")


def test_hovering_lights_the_window_and_the_other_way_round(reader: Visit) -> None:
    page = opened(reader, STEP)
    page.hover("#output tr:nth-child(3) td:nth-child(3)")
    assert page.locator("#image tr:nth-child(5) td:nth-child(5).is-window").count() == 1
    assert "row 3, column 3" in tell(page, "#where")
    page.hover("#image tr:nth-child(3) td:nth-child(3)")
    assert page.locator("#output .is-reader").count() == 9
    page.hover("#image tr:nth-child(1) td:nth-child(1)")
    assert page.locator("#output .is-reader").count() == 1
    page.hover("h1")
    assert "Step 1 of 9" in tell(page, "#where")


def test_every_setting_is_computed_and_in_the_address(reader: Visit) -> None:
    page = opened(reader, STEP)
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
    again = opened(reader, "/playground?" + query(page))
    assert (tell(again, "#sum"), output(again), query(again)) == before
    again.click("#reset")
    assert output(again) == CLASSIC
    until(lambda: query(page) == "", lambda: query(page))


def test_impossible_settings_are_explained_not_computed(reader: Visit) -> None:
    page = opened(reader, STEP + "?dilation=3")
    assert "reaches over 7 rows, but the image with its border has only 5" in tell(page, "#why")
    assert not page.is_visible("#output")
    assert page.is_disabled("#play")
    page.fill("#padding", "1")
    assert not page.is_visible("#why")
    page.fill("#stride", "0")
    assert "from 1 to 6" in tell(page, "#note")
    assert page.get_attribute("#stride", "aria-invalid") == "true"


def test_fractions_decimals_and_nonsense_in_a_cell(reader: Visit) -> None:
    page = opened(reader, STEP + "?image=1&filter=1")
    cell = page.locator("#image input")
    for text, shown in (("1/3", "1/3"), ("-2", "−2"), ("0.5", "1/2"), ("2,25", "9/4")):
        cell.fill(text)
        assert output(page) == shown
    cell.fill("abc")
    assert cell.get_attribute("aria-invalid") == "true"
    page.click("h1")
    assert "not a number" in tell(page, "#note")
    assert output(page) == "9/4"


def test_the_whole_page_by_keyboard_alone(reader: Visit) -> None:
    page = opened(reader, STEP)
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


def test_predicting_the_number(reader: Visit) -> None:
    page = opened(reader, STEP)
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


@pytest.mark.parametrize("path", [STEP + "?padding=1", "/playground/layer?step=3"])
def test_views_are_saved_as_png_and_svg(reader: Visit, path: str, tmp_path: Path) -> None:
    page = opened(reader, path)
    for kind, begins in (("png", b"\x89PNG"), ("svg", b"<?xml")):
        with page.expect_download() as saved:
            page.click(f"#save-{kind}")
        saved.value.save_as(tmp_path / kind)
        assert (tmp_path / kind).read_bytes().startswith(begins)
    svg = (tmp_path / "svg").read_text("utf-8")
    assert tell(page, "#where") in svg


def test_the_steps_are_saved_as_a_film(reader: Visit, tmp_path: Path) -> None:
    page = opened(reader, STEP + "?speed=4")
    with page.expect_download(timeout=120_000) as saved:
        page.click("#save-webm")
    saved.value.save_as(tmp_path / "film.webm")
    film = (tmp_path / "film.webm").read_bytes()
    assert film.startswith(b"\x1a\x45\xdf\xa3")
    assert len(film) > 10_000


def test_the_link_is_copied_with_the_state(visits: Visits, browser: Browser, pages: Pages) -> None:
    reader = visits(browser, pages.url, locale="en", permissions=["clipboard-read", "clipboard-write"])
    page = opened(reader, STEP)
    page.fill("#padding", "2")
    page.click('[data-do="copy"]')
    until(lambda: "copied" in tell(page, "#note"), lambda: tell(page, "#note"))
    assert page.evaluate("navigator.clipboard.readText()").endswith("/playground?padding=2")
