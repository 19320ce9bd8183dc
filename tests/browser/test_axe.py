"""axe-core on every page of the site, in both languages: nothing serious in the site's colours, or in the system's.

No sideways scrolling on phones either.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from tests.support.pages import TOKEN, Pages
from tests.support.routes import page_addresses

from . import browsers
from .conftest import Visits
from .visits import Visit, page_width

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RUN = """(rules) => Promise.race([
  axe.run(document, { resultTypes: ["violations"], preload: false, ...(rules && { runOnly: rules }) }),
  new Promise((_, fail) => setTimeout(() => fail(new Error("axe does not come to an end")), 120000)),
])"""
"""Without preload: pages have no sound, and axe would wait for every clip."""
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that look at colours: all that can come out differently where the system's are forced on a page."""
MISSING = "/no/such/page"
STATES = (
    "/playground?padding=2&mode=reflect&shade=1&quiz=1",
    "/playground?dilation=4",
    "/playground/live?k=gaussian~1,2,3,4,5,6,7_7,6,5,4,3,2,1_1,1,1,1,1,1,1*1/9&stage=2&colour=1&at=90.90",
    *(f"/playground/tour?stop={stop}" for stop in (4, 7, 9)),
)
"""Pages in further states: more of them is shown."""
FAINT = """() => {
  const faint = Object.assign(document.createElement("p"), { textContent: "Faint" });
  for (const [name, value] of [["forced-color-adjust", "none"], ["color", "#777"], ["background", "#888"]]) {
    faint.style.setProperty(name, value);
  }
  document.querySelector("main").append(faint);
}"""
ADDRESSES = [*page_addresses(), MISSING, *STATES]
TEACHERS = (f"/teacher?token={quote(TOKEN)}", "/wall", "/audience", "/lesson")
"""Pages that show more to whoever has signed in, after the others."""
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
VISITORS: dict[str, dict[str, Any]] = {
    "English, light, wide": {"locale": "en", "color_scheme": "light", **WIDE},
    "Portuguese, dark, phone": {"locale": "pt-BR", "color_scheme": "dark", **PHONE},
}


def serious(page: Page) -> list[str]:
    """What axe-core finds serious or critical on a page, with everything unfolded."""
    if not AXE.is_file():
        browsers.refuse("axe-core is not installed: run make setup-dev")
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    page.evaluate(f"() => {{ {AXE.read_text(encoding='utf-8')} }}")
    return _violations(page, None, least=6)


def serious_in_the_systems_colours(page: Page) -> list[str]:
    """The same, of colours alone, for a page that `serious` looked at, as who forces the system's colours sees it."""
    page.emulate_media(forced_colors="active")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    found = _violations(page, COLOURS, least=1)
    page.emulate_media(forced_colors="none")
    return [f"in the system's colours: {problem}" for problem in found]


def _violations(page: Page, rules: list[str] | None, least: int) -> list[str]:
    page.evaluate("document.fonts.ready")
    result: dict[str, Any] = page.evaluate(RUN, rules)
    assert len(result["passes"]) >= least, "axe looked at nothing"
    return [
        f"{found['impact']}: {found['help']}: {', '.join(node['html'][:120] for node in found['nodes'][:5])}"
        for found in result["violations"]
        if found["impact"] in ("serious", "critical")
    ]


def opened(visitor: Visit, address: str) -> Page:
    page = visitor.open(address)
    if address.startswith("/playground/live"):
        page.wait_for_selector('#live[data-drawn="true"]')
    elif address.startswith("/playground"):
        page.wait_for_selector('#main[data-ready="true"]')
    return page


def test_the_pages_are_found() -> None:
    found = set(ADDRESSES)
    assert {"/", "/about", "/playground/", "/playground/live", "/demos/pose", "/demos/features"} <= found
    assert not any(address.startswith(("/api", "/static", "/metrics")) for address in found)


@pytest.mark.parametrize("kind", VISITORS)
def test_axe_finds_nothing_serious(visits: Visits, browser: Browser, pages: Pages, kind: str) -> None:
    visitor = visits(browser, pages.url, expect=("404 (NOT FOUND)",), **VISITORS[kind])
    found = {}
    for address in (*ADDRESSES, *TEACHERS):
        page = opened(visitor, address)
        if problems := [*serious(page), *serious_in_the_systems_colours(page)]:
            found[address] = problems
        window = page.viewport_size["width"] if page.viewport_size else 0
        if page_width(page) > window:
            found.setdefault(address, []).append("it scrolls sideways")
    assert found == {}


def test_axe_can_find_something(visits: Visits, browser: Browser, pages: Pages) -> None:
    page = opened(visits(browser, pages.url), "/about")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert any("discernible text" in problem for problem in serious(page))
    page.evaluate(FAINT)
    assert any("contrast" in problem for problem in serious_in_the_systems_colours(page))
