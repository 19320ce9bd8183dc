"""The lesson: walked from end to end, followed, on a phone, on paper; nothing jumps, and axe-core finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.support.classroom import token
from tests.support.pages import Pages
from webapp.lesson.lecture import LECTURE

from .conftest import Visits
from .test_axe import PHONE, serious
from .test_page_everywhere import SMALL
from .visits import Visit, page_width, until

STOPS = [stop.name for stop in LECTURE.stops]
AT = "document.getElementById('main').dataset.at"
LOOKED = f"""new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done({AT}))))"""
"""Where one is when the page has looked where it was scrolled to, which it does before it is painted anew."""
WIDTHS = {390: 844, 768: 1024, 1280: 800, 1920: 1080}
PRINTED = """() => {
  const moves = () => document.getAnimations().some((one) => one.effect.target.closest("#stretch"));
  document.getElementById("stretch-act").click();
  const before = moves();
  dispatchEvent(new Event("beforeprint"));
  return [before, moves()];
}"""
"""Whether the matrix is on its way into its column, before printing and on paper."""
JUMPS = """() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
})"""
"""Everything that has moved by itself so far, as Chromium counts it (cumulative layout shift, the whole sum)."""
WINDOW = """() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 200 });
  const paint = canvas.getContext("2d");
  setInterval(() => { paint.fillStyle = `hsl(${Date.now() % 360} 80% 50%)`; paint.fillRect(0, 0, 320, 200); }, 50);
  navigator.mediaDevices.getDisplayMedia = async () => canvas.captureStream(10);
}"""
"""A window's picture without the browser's question, which no test can answer."""


@pytest.fixture(scope="module")
def lab() -> Iterator[Pages]:
    """The web process alone has all that the lesson needs: who leads, what is shown, the votes."""
    with Pages() as pages:
        yield pages


def opened(visitor: Visit, address: str = "/lesson") -> Page:
    page = visitor.open(address)
    page.wait_for_selector("#main[data-ready=true]")
    return page


def wait_at(page: Page, stop: str) -> None:
    until(lambda: page.evaluate(AT) == stop, lambda: f"at {page.evaluate(AT)}, not at {stop}")


def test_by_keyboard_from_end_to_end(visits: Visits, browser: Browser, lab: Pages) -> None:
    page = opened(visits(browser, lab.url, locale="en"))
    wait_at(page, STOPS[0])
    for stop in STOPS[1:]:
        page.keyboard.press("ArrowRight")
        wait_at(page, stop)
        assert page.evaluate("location.hash") == f"#{stop}"
        assert page.evaluate("document.activeElement.id") == f"h-{stop}"
        assert 0 <= page.eval_on_selector(f"#h-{stop}", "(node) => node.getBoundingClientRect().top") < 600
    page.keyboard.press("ArrowRight")
    assert page.evaluate(AT) == STOPS[-1], "there is nothing after the last"
    page.keyboard.press("Home")
    wait_at(page, STOPS[0])
    pages = 0
    while page.evaluate(LOOKED) != STOPS[-1]:
        before = page.evaluate("scrollY")
        page.keyboard.press("Space")
        assert page.evaluate("scrollY") > before, "a page leads on"
        pages += 1
    assert pages > len(STOPS) - 1, "a stop that is higher than the window is read before the next"
    page.keyboard.press("PageUp")
    wait_at(page, STOPS[-2])
    page.goto(f"{lab.url}/lesson#kernels")
    wait_at(page, "kernels")
    page.wait_for_selector("canvas[data-kernel=edge][data-drawn=true]")


def test_every_link_leads_somewhere(visits: Visits, browser: Browser, lab: Pages) -> None:
    page = opened(visits(browser, lab.url))
    links = page.eval_on_selector_all("main a", "(nodes) => nodes.map(({ href }) => href.split('#')[0])")
    assert len(set(links)) > 15
    for link in set(links):
        assert page.request.get(link).status == 200, link


def test_the_example_is_worked_out(visits: Visits, browser: Browser, lab: Pages) -> None:
    page = opened(visits(browser, lab.url, locale="en"), "/lesson#convolution")
    results = page.locator("#nine li").all_inner_texts()
    assert [line[-1] for line in results] == list("434243234")
    page.click("#hand-step")
    assert page.inner_text("#nine .is-here") == results[1]
    page.locator("#image input").first.fill("7")
    until(lambda: page.inner_text("#nine li").endswith("= 10"), lambda: page.inner_text("#nine li"))
    page.keyboard.press("ArrowRight")
    assert page.evaluate(AT) == "convolution", "whoever edits a number keeps the arrow keys"


def test_the_class_follows_and_sees(visits: Visits, browser: Browser, lab: Pages) -> None:
    teacher = visits(browser, lab.url, locale="en")
    teacher.open(f"/teacher?token={token(lab)}")
    lead = opened(teacher)
    guest = visits(browser, lab.url, locale="en", **PHONE)
    guest.open("/about")
    lead.click(".roombar button:has-text('Everyone follows me')")
    guest.page.wait_for_url("**/lesson#welcome")
    guest.page.wait_for_selector("#main[data-ready=true]")
    guest.page.evaluate("window.stays = true")
    lead.keyboard.press("t")
    for stop in ("definition", "deeper"):
        lead.keyboard.press("PageDown")
        wait_at(guest.page, stop)
    assert guest.page.evaluate("window.stays"), "a follower's page is not loaded anew at each stop"
    assert guest.page.locator("#clock").count() == 0, "the clock is the teacher's"
    used = "[data-clock=deeper] [data-used]"
    lead.click("#clock summary")
    assert lead.evaluate(AT) == "deeper", "what is pressed in the bar moves nothing"
    until(lambda: lead.inner_text(used) != "0:00", lambda: "the clock stands")
    lead.click("#clock summary")
    lead.click(".roombar button:has-text('Everyone follows me')")
    screen = visits(browser, lab.url, locale="en")
    screen.open("/audience")
    lead.evaluate(WINDOW)
    lead.click(".roombar button:has-text('Present')")
    until(lambda: int(screen.page.get_attribute("main", "data-pictures") or 0) > 2, lambda: "no picture on the screen")
    lead.click(".roombar button[aria-pressed=true]:has-text('Present')")
    screen.page.wait_for_selector("main[data-state=waiting]")


def test_on_a_phone_by_touch(visits: Visits, browser: Browser, lab: Pages) -> None:
    page = opened(visits(browser, lab.url, locale="en", **PHONE))
    for stop in STOPS[1:]:
        page.tap("#next")
        wait_at(page, stop)
    assert page.inner_text("#place") == f"{len(STOPS)} of {len(STOPS)}"
    assert page.inner_text("#verdict-all").startswith("Nobody has voted yet")
    page.evaluate("document.getElementById('live').scrollIntoView()")
    wait_at(page, "live")
    page.tap("[data-vote=pose][data-choice=reality]")
    page.wait_for_selector("[data-vote=pose][data-choice=reality][aria-pressed=true]")
    words = "#live [data-opinion=pose] [data-words]"
    until(lambda: "100% of 1 vote" in page.inner_text(words), lambda: page.inner_text(words))
    until(lambda: "100%" in page.inner_text("#verdict-all"), lambda: page.inner_text("#verdict-all"))
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert page_width(page) <= 390
    assert [small for small in page.evaluate(SMALL) if "grid__field" not in small] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_jumps(visits: Visits, browser: Browser, lab: Pages, width: int) -> None:
    page = opened(visits(browser, lab.url, viewport={"width": width, "height": WIDTHS[width]}))
    page.wait_for_selector("canvas[data-kernel=box][data-drawn=true]")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    assert page.evaluate(JUMPS) < 0.05


@pytest.mark.parametrize("locale", ["en", "pt-BR"])
def test_in_the_systems_colours_axe_finds_nothing(visits: Visits, browser: Browser, lab: Pages, locale: str) -> None:
    """In the site's own colours: test_axe.py."""
    teacher = visits(browser, lab.url, locale=locale, forced_colors="active")
    teacher.open(f"/teacher?token={token(lab)}")
    assert serious(opened(teacher)) == []


def test_on_paper_it_is_a_handout(visits: Visits, browser: Browser, lab: Pages) -> None:
    page = opened(visits(browser, lab.url, locale="en", color_scheme="dark"))
    page.emulate_media(media="print")
    assert page.evaluate(PRINTED) == [True, False], "what moves is printed as it ends"
    assert page.locator("#bar").is_hidden()
    assert page.locator("#live [data-choice=hype]").first.is_visible(), "what one believes is ticked with a pen"
    for stop in STOPS:
        assert page.locator(f"#h-{stop}").is_visible()
    assert page.locator("main details:not([open])").count() == 0
    assert page.get_by_text("Global average pooling. Each").is_visible()
    after = "(node) => getComputedStyle(node, '::after').content"
    told = page.locator("#questions .les-go").first.evaluate(after)
    assert "/playground/parameters?iside=28" in told
    ground: Any = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper')")
    assert ground.strip() == "#ffffff"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#questions details[open]").count() == 0, "after printing it is as it was"
