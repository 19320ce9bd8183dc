"""The page of a network seen whole: trained, looked into, drawn for and compared, by pointer and by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.support.pages import Pages

from .conftest import Visits
from .test_axe import PHONE
from .test_page_everywhere import SMALL
from .visits import Visit, until

NETWORK = "/playground/network"
SHIFTS = """() => { window.shifts = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
}).observe({ type: "layout-shift" }); }"""
"""Counts what moves from now on: the page has its fonts."""


@pytest.fixture
def visitor(visits: Visits, browser: Browser, pages: Pages) -> Visit:
    return visits(browser, pages.url, locale="en")


def opened(visitor: Visit, query: str = "") -> Page:
    page = visitor.open(NETWORK + query)
    page.wait_for_selector('#main[data-ready="true"]')
    page.wait_for_selector("#network[data-steps]")
    return page


def steps(page: Page) -> int:
    return int(page.get_attribute("#network", "data-steps") or 0)


def held(page: Page) -> float:
    return float(page.get_attribute("#network", "data-held") or 0)


def wait_query(page: Page, part: str) -> None:
    until(lambda: part in page.evaluate("location.search"), lambda: str(page.evaluate("location.search")), 5)


def test_it_learns_while_one_watches_and_is_paused(visitor: Visit) -> None:
    page = opened(visitor)
    page.evaluate("document.fonts.ready")
    page.evaluate(SHIFTS)
    assert "810 parameters" in page.inner_text("#total")
    page.click("#one-step")
    until(lambda: steps(page) == 1, lambda: page.inner_text("#progress"))
    page.keyboard.press("e")  # the button has the focus and does not answer to letters
    until(lambda: steps(page) == 90, lambda: page.inner_text("#progress"))
    page.click("#run")
    until(lambda: held(page) >= 0.95, lambda: page.inner_text("#curves-says"), 60)
    page.click("#run")
    until(lambda: page.inner_text("#run") == "Train", lambda: page.inner_text("#run"))
    assert page.locator("#curves polyline").count() == 4
    assert page.evaluate("window.shifts") < 0.05
    page.click("#reset")
    until(lambda: steps(page) == 0, lambda: page.inner_text("#progress"))


def test_the_same_address_learns_the_same(visitor: Visit) -> None:
    assert an_epoch(visitor) == an_epoch(visitor)


def an_epoch(visitor: Visit) -> tuple[float, str | None]:
    """What a small network has learnt after one epoch: its accuracy and its curve."""
    page = opened(visitor, "?filters=4&seed=5&batch=64")
    page.click("#one-epoch")
    until(lambda: steps(page) == 23, lambda: page.inner_text("#progress"))
    return held(page), page.locator("#curves polyline").nth(1).get_attribute("points")


def test_the_network_is_changed_and_what_does_not_fit_is_said(visitor: Visit) -> None:
    page = opened(visitor)
    page.select_option("#kernel", "7")
    page.select_option("#second", "4")
    assert "Layer 3 does not fit" in page.inner_text("#why")
    assert page.is_disabled("#run")
    page.select_option("#kernel", "5")
    assert not page.is_visible("#why")
    page.select_option("#net", "dense")
    assert "2,410 parameters" in page.inner_text("#total")
    wait_query(page, "net=dense")


def test_a_probability_is_followed_to_a_pixel_by_keyboard(visitor: Visit) -> None:
    page = opened(visitor)
    page.locator(".answer__number").nth(3).focus()
    page.keyboard.press("Enter")
    assert "its power of e among all ten" in page.inner_text("#look-body")
    for said in ("largest products", "max(", "max(0", "bias"):
        page.locator("#look-body li .button").first.focus()
        page.keyboard.press("Enter")
        assert said in page.inner_text("#look-body .sum__line")
    wait_query(page, "look=5.3_4.0_")
    assert page.locator("#crumbs .button").count() == 6
    page.locator("body").press("Backspace")
    assert page.locator("#crumbs .button").count() == 5
    page.keyboard.press("Backspace")
    page.locator("#crumbs .button").nth(1).click()
    assert page.locator("#crumbs .button").count() == 2
    page.locator("#crumbs .button").first.click()
    assert not page.is_visible("#look")


def test_a_map_is_walked_over_and_asked(visitor: Visit) -> None:
    page = opened(visitor)
    page.locator(".map--input").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    until(lambda: "row 2, column 3" in page.inner_text("#here"), lambda: page.inner_text("#here"))
    page.keyboard.press("Enter")
    assert "It goes into 48 numbers" in page.inner_text("#look-body")
    page.locator(".stage .map:not(.map--weights)").nth(1).click(position={"x": 5, "y": 5})
    assert page.locator("#look-body li").count() == 9
    wait_query(page, "look=1.0")


def test_why_a_weight_changed(visitor: Visit) -> None:
    page = opened(visitor, "?look=w4")
    assert "has not changed yet" in page.inner_text("#look-body")
    page.click("#one-step")
    until(lambda: page.locator("#look-body li").count() == 16, lambda: page.inner_text("#look"))
    assert "In the last step it went from" in page.inner_text("#look-body")
    page.locator("#look-body li .button").first.click()
    assert "products make" in page.inner_text("#look-body")


def test_a_digit_is_drawn_read_and_taught(visitor: Visit) -> None:
    page = opened(visitor)
    page.locator("#sheet").scroll_into_view_if_needed()
    box = page.locator("#sheet").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 130, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 130, box["y"] + 220, steps=8)
    page.mouse.up()
    until(lambda: "It reads" in page.inner_text("#guess"), lambda: page.inner_text("#guess"))
    wait_query(page, "own=")
    page.select_option("#label", "1")
    page.click("#teach")
    assert "training set: 1." in page.inner_text("#taught")
    until(lambda: "1,438 digits" in page.inner_text("#curves-says"), lambda: page.inner_text("#curves-says"))
    page.click("#wipe")
    assert page.inner_text("#guess") == ""
    page.locator("#sheet").focus()
    page.keyboard.press(" ")
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    until(lambda: "It reads" in page.inner_text("#guess"), lambda: page.inner_text("#guess"))


def test_two_networks_learn_side_by_side(visitor: Visit) -> None:
    page = opened(visitor, "?batch=64&rightpixels=shifted")
    page.click("#compare")
    until(lambda: page.inner_text("#compare") == "Pause", lambda: page.inner_text("#compare"))
    until(lambda: page.inner_text("#compare") == "Train both", lambda: page.inner_text("#both-says"), 60)
    assert "B has" not in page.inner_text("#both-says")
    assert "A has 810 parameters, B 835" in page.inner_text("#both-says")
    for side in ("left", "right"):
        counts = page.locator(f"#confusion-{side} td").all_inner_texts()
        assert sum(int(count) for count in counts if count != "·") == 360
    assert page.locator("#wrong-right canvas").count() > 0


def test_it_fits_a_phone_and_speaks_portuguese(visits: Visits, browser: Browser, pages: Pages) -> None:
    page = opened(visits(browser, pages.url, locale="pt-BR", **PHONE), "?look=5.3_4.3")
    assert page.inner_text("h1") == "Dos pixels a uma palavra"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(SMALL) == []


def test_without_digits_it_says_so(visits: Visits, browser: Browser, pages: Pages) -> None:
    visitor = visits(browser, pages.url, locale="en", expect=("404 (",))
    visitor.page.route("**/digits.bin", lambda route: route.fulfill(status=404, body=""))
    page = visitor.open(NETWORK)
    page.wait_for_selector('#main[data-ready="true"]')
    assert "The digits are not on this server" in page.inner_text("#board")
    assert page.is_disabled("#run")
