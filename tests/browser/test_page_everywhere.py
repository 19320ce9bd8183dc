"""What holds on every page: nobody else is asked, nothing breaks, everybody can use it, phones too."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Error

from tests.support.server import Server

from . import browsers
from .conftest import Visits
from .test_axe import PHONE, serious
from .visits import Visit, page_width, until

PAGES = ("/", "/demos/pose", "/demos/style", "/demos/features", "/demos/edges", "/about", "/no/such/page")

NOT_FOUND = "404 (NOT FOUND)"
"""What the browser's console says of the page that is meant to be missing."""


def visit_all(visitor: Visit, *, start: bool) -> None:
    for path in PAGES:
        page = visitor.open(path)
        if start and path.startswith("/demos"):
            page.click("#veil-act")
            visitor.wait_answers(2, since=0)


def test_no_page_asks_another_host_or_complains(visits: Visits, browser: Browser, server: Server) -> None:
    visitor = visits(browser, server.url, expect=(NOT_FOUND,))
    visit_all(visitor, start=True)
    asked = visitor.requests
    for part in ("/static/vendor/fonts/", "/static/css/", "/static/js/live/page.js", "ws://", "encoder.worker.js"):
        assert any(part in url for url in asked), f"{part} was not seen: the account is not complete"
    assert visitor.foreign == []
    assert visitor.unexpected(NOT_FOUND) == []


def test_the_account_finds_what_must_not_be(visits: Visits, browser: Browser, server: Server) -> None:
    """The check above can fail: a foreign request and an inline script are both noted."""
    visitor = visits(browser, server.url, expect=("Content Security Policy", "Fetch", "ERR_"))
    page = visitor.open("/about")
    page.evaluate(
        "document.head.append(Object.assign(document.createElement('script'), {textContent: 'window.x = 1'}))"
    )
    with pytest.raises(Error):
        page.evaluate("fetch('http://elsewhere.test/')")
    until(lambda: len(visitor.faults) >= 3, lambda: str(visitor.faults))
    assert any("inline script violates" in fault for fault in visitor.faults), visitor.faults
    assert any("elsewhere.test" in fault and "violates" in fault for fault in visitor.faults), visitor.faults
    assert page.evaluate("window.x") is None
    assert visitor.unexpected("Fetch"), "a broken policy is not complained of"
    assert visitor.foreign == [], "what the policy stopped was sent all the same"
    page.goto("about:blank")
    other = f"http://{browsers.FAR_NAME}:9/picture.png"
    page.evaluate("(address) => { new Image().src = address; }", other)
    until(lambda: visitor.foreign == [other], lambda: f"asked were {visitor.foreign}")
    visitor.foreign.clear()


# Accessibility


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_a_live_page(
    visits: Visits, browser: Browser, server: Server, scheme: str
) -> None:
    """Every page as it comes is in test_axe.py; here demos are at work."""
    visitor = visits(browser, server.url, color_scheme=scheme)
    for path in PAGES:
        if path.startswith("/demos"):
            assert serious(visitor.start(path, frames=2)) == [], path


def test_the_theme_can_be_chosen_and_is_kept(visits: Visits, browser: Browser, server: Server) -> None:
    visitor = visits(browser, server.url, color_scheme="light")
    page = visitor.open("/")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.click("#theme")
    assert page.get_attribute("#theme", "aria-pressed") == "true"
    until(lambda: page.evaluate(ground) != light, lambda: f"the ground is {light} still")
    visitor.open("/about")
    assert page.evaluate(ground) != light
    assert page.get_attribute("#theme", "aria-pressed") == "true"


def test_without_wishes_for_motion_nothing_moves(visits: Visits, browser: Browser, server: Server) -> None:
    moving = """() => {
      const long = [...document.querySelectorAll("*")].filter((node) => {
        const style = getComputedStyle(node);
        const times = `${style.transitionDuration},${style.animationDuration}`.split(",");
        return times.some((time) => parseFloat(time) * (time.trim().endsWith("ms") ? 1 : 1000) > 20);
      });
      return long.map((node) => `${node.tagName}.${node.className}`);
    }"""
    visitor = visits(browser, server.url, expect=(NOT_FOUND,), reduced_motion="reduce")
    for path in PAGES:
        page = visitor.open(path)
        assert page.evaluate(moving) == [], path
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


# Phones

SMALL = """async () => {
  await document.fonts.ready;
  const named = (node) => `${node.tagName} ${node.id || node.className || node.textContent.trim().slice(0, 30)}`;
  const target = (node) => (node.matches(".visually-hidden") ? node.closest("label") ?? node.labels?.[0] : node);
  const inText = (node) => node.tagName === "A" && node.closest("p, li, h2");
  const small = [];
  for (const node of document.querySelectorAll("a, button, input, select, summary, [role=slider]")) {
    const shown = target(node);
    if (!shown || inText(node)) continue;
    const { width, height } = shown.getBoundingClientRect();
    if (!width || !height || shown.classList.contains("skip")) continue;
    if (Math.round(width) < 44 || Math.round(height) < 44) {
      // A switch or a slider whose row is its label counts with the row.
      const label = node.labels?.[0]?.getBoundingClientRect();
      if (label && Math.round(label.height) >= 44 && Math.round(label.width) >= 44) continue;
      small.push(`${named(node)}: ${Math.round(width)} × ${Math.round(height)}`);
    }
  }
  return small;
}"""
"""Everything to press or move that is smaller than 44 × 44 pixels; links within text apart."""


@pytest.mark.parametrize("path", PAGES)
def test_fits_a_phone(visits: Visits, browser: Browser, server: Server, path: str) -> None:
    visitor = visits(browser, server.url, expect=(NOT_FOUND,), **PHONE)
    page = visitor.open(path)
    if path.startswith("/demos"):
        page.tap("#veil-act")
        visitor.wait_answers(2, since=0)
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert page.evaluate("innerWidth") == 390
    assert page_width(page) <= 390, "the page scrolls sideways"
    assert page.evaluate(SMALL) == []
    header = page.locator("header").bounding_box()
    assert header is not None
    links = [link for link in page.locator("header a").all() if link.is_visible()]
    assert len(links) >= 2
    for link in links:
        box = link.bounding_box()
        assert box is not None
        assert box["y"] >= 0, f"{link.inner_text()} hangs out of the header"
        assert box["y"] + box["height"] <= header["height"], f"{link.inner_text()} hangs out of the header"


def test_the_stage_comes_before_the_label_on_a_phone(visits: Visits, browser: Browser, server: Server) -> None:
    visitor = visits(browser, server.url, **PHONE)
    page = visitor.start("/demos/pose", frames=3)
    canvas, label = page.locator("#canvas").bounding_box(), page.locator("#main").bounding_box()
    assert canvas is not None
    assert label is not None
    assert canvas["width"] >= 380
    assert label["y"] >= canvas["y"] + canvas["height"]


def test_nothing_jumps_when_the_first_picture_comes(visitor: Visit) -> None:
    page = visitor.open("/demos/pose")
    places = """() => [".tools", "#timing", "#main h1", "#controls", "#status"].map((selector) => {
      const { left, top, width } = document.querySelector(selector).getBoundingClientRect();
      return [selector, left, top, width].join(" ");
    })"""
    page.wait_for_load_state("networkidle")  # votes and the demo's own parts come by themselves
    page.evaluate("document.fonts.ready")
    before = page.evaluate(places)
    page.click("#veil-act")
    visitor.wait_answers(8, since=0)
    assert page.evaluate(places) == before
