"""What a reader's own settings ask for: the system's colours alone, little room, paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.support.pages import Pages

from .conftest import Visits
from .visits import page_width

PATHS = (
    "/",
    "/demos/pose",
    "/playground",
    "/playground/layer",
    "/playground/parameters",
    "/playground/live",
    "/playground/quiz",
    "/playground/tour?stop=3",
    "/audience",
    "/join",
    "/votes/hype",
    "/teacher",
    "/about",
)
STICKY = """() => [...document.querySelectorAll("body *")]
  .filter((one) => ["sticky", "fixed"].includes(getComputedStyle(one).position))
  .filter((one) => one.getBoundingClientRect().height > innerHeight / 3).map((one) => one.className)"""


def test_a_page_enlarged_four_times_scrolls_one_way(visits: Visits, browser: Browser, pages: Pages) -> None:
    """WCAG 1.4.10: 1280 × 1024 at 400 % is 320 × 256. What stays in sight leaves two thirds of the window."""
    visitor = visits(browser, pages.url, viewport={"width": 320, "height": 256}, locale="en")
    for path in PATHS:
        page = visitor.open(path)
        assert page_width(page) <= 320, path
        assert page.evaluate(STICKY) == [], path


def style(page: Page, selector: str, name: str, pseudo: str = "") -> str:
    found: str = page.locator(selector).first.evaluate(
        "(one, [name, pseudo]) => getComputedStyle(one, pseudo)[name]", [name, pseudo]
    )
    return found


def test_what_is_chosen_is_seen_in_the_systems_colours(visits: Visits, browser: Browser, pages: Pages) -> None:
    visitor = visits(browser, pages.url, forced_colors="active", locale="en")
    page = visitor.open("/demos/pose")
    on, off = "input.switch:checked", "input.switch:not(:checked)"
    assert style(page, on, "backgroundColor", "::before") != style(page, off, "backgroundColor", "::before")
    assert style(page, on, "translate", "::after") != style(page, off, "translate", "::after")
    chosen, other = ".segment:has(:checked)", ".segment:not(:has(:checked))"
    assert style(page, chosen, "backgroundColor") != style(page, other, "backgroundColor")
    tab, others = ".kinds label:has(:checked)", ".kinds label:not(:has(:checked))"
    assert style(page, tab, "borderBottomColor") != style(page, others, "borderBottomColor")
    page = visitor.open("/playground?step=4")
    page.wait_for_selector('#main[data-ready="true"]')
    assert style(page, ".cell.is-window", "outlineStyle") == "solid"
    assert style(page, ".cell.is-current", "backgroundColor") != style(page, ".cell.is-done", "backgroundColor")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_has_the_matrices_and_their_working(visits: Visits, browser: Browser, pages: Pages, scheme: str) -> None:
    visitor = visits(browser, pages.url, color_scheme=scheme, locale="en")
    page = visitor.open("/playground?step=4")
    page.wait_for_selector('#main[data-ready="true"]')
    page.emulate_media(media="print")
    for shown in ("#image", "#filter", "#output", "#sum"):
        assert page.locator(shown).is_visible(), shown
    for hidden in ("header.top", ".pg-bar", ".transport", "#save-png", "footer.foot"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("document.querySelector('#main').getBoundingClientRect().bottom") < 1400
