"""The front door and the layout of a demo's page: what moves, what is in reach, what opens. Without workers."""

from __future__ import annotations

import functools
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from models.contract.registry import find_demos
from tests.support.pages import Pages

from .conftest import Visits
from .test_axe import PHONE
from .visits import Visit, until

MOST_BYTES, EACH_MORE = 600_000, 50_000
"""Of the whole home page, every loop seen, with seven demos; and for each demo more."""
DEMOS = find_demos()
NAMES = list(DEMOS)
LOOPS = [name for name, demo in DEMOS.items() if (demo.folder / "loop.webm").is_file()]
BEGINS = ("lesions", "lesion_synthesis", "faces")
"""Demos that ask nothing of a visitor's, so that their pages begin by themselves."""
DRAWN = [name for name, demo in DEMOS.items() if (demo.folder / "page" / "figure.svg").is_file()]
FORWARD = """() => {
  document.getElementById("forward").click();
  return document.querySelectorAll(".sum__flier").length;
}"""
"""Goes a step forward; how many numbers fly then: asked later, some may have landed."""
MOVING = "[...document.querySelectorAll('[data-loop] video')].filter((one) => !one.paused && one.readyState > 2).length"


def bottom(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None, f"{selector} is not shown"
    return box["y"] + box["height"]


def test_cards_move_in_sight_and_stand_still_when_told(reader: Visit) -> None:
    fetched: dict[str, int] = {}
    reader.page.on("response", lambda reply: fetched.update({reply.url: int(reply.headers.get("content-length", 0))}))
    page = reader.open("/")
    until(lambda: page.evaluate(MOVING) >= 1, lambda: "no card moves")
    for card in page.locator("[data-loop]").all():
        card.scroll_into_view_if_needed()
        page.wait_for_function("(one) => one.classList.contains('is-moving')", arg=card.element_handle())
    assert len(LOOPS) >= 6
    for kind in ("loop.webp", "loop.webm"):  # a film may move before its still has come
        until(functools.partial(has_come, page, fetched, kind), lambda: str(fetched))
    assert sum(fetched.values()) < MOST_BYTES + EACH_MORE * max(0, len(NAMES) - 7), fetched
    page.click("#still")
    until(lambda: page.evaluate(MOVING) == 0, lambda: "something moves on")
    assert page.get_attribute("#still", "aria-pressed") == "true"


def has_come(page: Page, fetched: dict[str, int], kind: str) -> bool:
    page.evaluate("0")  # what was fetched is told while something is asked of the page
    return len([url for url in fetched if url.endswith(kind)]) == len(LOOPS)


def test_nothing_moves_for_who_prefers_stillness(visits: Visits, browser: Browser, pages: Pages) -> None:
    visitor = visits(browser, pages.url, reduced_motion="reduce", locale="en")
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    page = visitor.open("/")
    page.wait_for_load_state("networkidle")
    assert page.locator("[data-loop] video").count() == 0
    assert not any(url.endswith(".webm") for url in asked)
    assert page.is_hidden("#still")
    assert page.locator("[data-loop] img").count() == len(LOOPS)


def test_the_class_the_playground_and_the_demos_are_found_at_a_glance(reader: Visit) -> None:
    page = reader.open("/")
    assert page.get_attribute("#class", "data-state") == "quiet"
    for selector in ("#class", ".door[href$='/playground/']", ".welcome__act a", "[data-loop]"):
        box = page.locator(selector).first.bounding_box()
        assert box is not None
        assert box["y"] < 800 - 100, f"{selector} is below the fold"
    assert page.inner_text(".welcome__act") == page.locator(".work h3").first.inner_text() == "See your skeleton"


@pytest.mark.parametrize("screen", ["wide", "phone"])
def test_what_is_fun_is_within_reach(visits: Visits, browser: Browser, pages: Pages, screen: str) -> None:
    options: dict[str, Any] = PHONE if screen == "phone" else {}
    visitor = visits(browser, pages.url, locale="en", **options)
    for name in NAMES:
        page = visitor.open(f"/demos/{name}")
        page.evaluate("document.fonts.ready")
        height = 844 if screen == "phone" else 800
        first = page.locator("#extension :is(button, input, summary, h2), .controls :is(input, select)").first
        box = first.bounding_box()
        assert box is not None, name
        assert box["y"] + 20 < height, f"{name}: below the fold"
        picture = bottom(page, "#picture")
        veil = page.locator("#veil").bounding_box()
        assert veil is not None or name in BEGINS, name
        assert veil is None or picture <= veil["y"] + 1, f"{name}: the panel cuts the poster"
        assert page.locator(".essay__figure svg").count() == (name in DRAWN), name
    assert len(DRAWN) >= 6


def test_the_essay_opens_by_its_anchors_and_in_print(reader: Visit) -> None:
    page = reader.open("/demos/pose")
    page.wait_for_selector("#page[data-whole=true]")
    assert page.get_attribute("#more", "open") is None
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#more-4").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.get_attribute("#more", "open") is None
    page.evaluate("location.hash = 'more-4'")
    until(lambda: page.get_attribute("#more", "open") is not None, lambda: "it stays folded")
    page.goto(f"{reader.url}/demos/style#papers")
    until(lambda: page.get_attribute("#more", "open") is not None, lambda: "it stays folded")


def test_settings_are_explained_when_asked(reader: Visit) -> None:
    page = reader.open("/demos/pose")
    page.wait_for_selector("#page[data-whole=true]")
    assert page.locator(".control__help").first.is_hidden()
    page.click("#explain")
    assert page.locator(".control__help").first.is_visible()


def test_products_fly_into_the_sum_and_f_shows_it_to_a_class(visits: Visits, browser: Browser, pages: Pages) -> None:
    visitor = visits(browser, pages.url, locale="en")
    page = visitor.open("/playground/")
    page.wait_for_selector("#main[data-ready=true]")
    assert page.evaluate(FORWARD) == 9
    until(lambda: page.locator(".sum__flier").count() == 0, lambda: "they have not landed")
    assert page.inner_text("#sum") == "1×1 + 1×0 + 0×1 + 1×0 + 1×1 + 1×0 + 0×1 + 1×0 + 1×1 = 3"
    page.locator("h1").click()
    page.keyboard.press("f")
    until(lambda: page.locator("html.is-presenting").count() == 1, lambda: "the controls are still there")
    page.keyboard.press("f")
    until(lambda: page.locator("html.is-presenting").count() == 0, lambda: "the controls do not come back")
    still = visits(browser, pages.url, locale="en", reduced_motion="reduce").open("/playground/")
    still.wait_for_selector("#main[data-ready=true]")
    assert still.evaluate(FORWARD) == 0


def test_on_a_phone_nothing_sticks_over_the_matrix_or_the_panel(visits: Visits, browser: Browser, pages: Pages) -> None:
    visitor = visits(browser, pages.url, locale="en", **PHONE)
    page = visitor.open("/playground/")
    page.wait_for_selector("#main[data-ready=true]")
    sticky = """() => [...document.querySelectorAll("main *")]
      .filter((one) => ["sticky", "fixed"].includes(getComputedStyle(one).position) && one.getClientRects().length)
      .map((one) => one.className)"""
    assert page.evaluate(sticky) == []
    page = visitor.open("/demos/pose")
    assert page.evaluate(sticky) == [], "the picture sticks while there is a panel to press"
