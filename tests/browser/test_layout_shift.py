"""Nothing jumps while a page loads: the layout shift of every page, at four widths.

Cumulative layout shift (CLS): of each thing that moved without anybody's doing, the share of the window that it took
part in times the distance as a share of the window's larger side. Summed over the whole load, which is never less than
the published measure, the worst five seconds. ``pytest tests/browser/test_layout_shift.py -s`` prints the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.support.pages import Pages
from tests.support.routes import page_addresses

from .conftest import Visits
from .test_axe import MISSING, opened
from .visits import Visit

ADDRESSES = [*page_addresses(), MISSING]
WIDTHS = {390: 844, 768: 1024, 1280: 800, 1920: 1080}
MOST = 0.05

WATCH = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) {
      const movers = one.sources.map(({ node }) => node?.id || node?.className || node?.nodeName);
      if (!one.hadRecentInput) window.shifts.push({ value: one.value, movers });
    }
  }).observe({ type: "layout-shift", buffered: true });
"""
JUMP = """() => {
  const late = document.createElement("p");
  late.style.height = "300px";
  document.querySelector("main").prepend(late);
}"""
SETTLE = """async () => {
  await document.fonts.ready;
  const images = [...document.images].filter((one) => one.loading !== "lazy");
  await Promise.all(images.map((one) => one.decode().catch(() => {})));
  for (let turn = 0; turn < 3; turn++) await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return window.shifts;
}"""


@pytest.fixture(scope="module")
def pages() -> Iterator[Pages]:
    """As they are loaded in earnest: whatever a page has is asked for."""
    with Pages() as served:
        yield served


def shift(visitor: Visit, address: str) -> tuple[float, str]:
    """The shift of one load, and what moved most."""
    page: Page = opened(visitor, address)
    found: list[dict[str, Any]] = page.evaluate(SETTLE)
    worst: dict[str, Any] = max(found, key=lambda one: float(one["value"]), default={"movers": []})
    return sum(one["value"] for one in found), ", ".join(map(str, worst["movers"][:5]))


def test_no_page_jumps_while_it_loads(visits: Visits, browser: Browser, pages: Pages) -> None:
    visitor = visits(browser, pages.url, expect=("404 (NOT FOUND)",), locale="en")
    visitor.context.add_init_script(WATCH)
    table: dict[str, dict[int, float]] = {address: {} for address in ADDRESSES}
    jumps = []
    for width, height in WIDTHS.items():
        visitor.page.set_viewport_size({"width": width, "height": height})
        for address in ADDRESSES:
            table[address][width], movers = shift(visitor, address)
            if table[address][width] >= MOST:
                jumps.append(f"{address} at {width}: {table[address][width]:.3f} ({movers})")
    print("\n" + "".join(f"{width:>8}" for width in WIDTHS))
    for address, row in table.items():
        print("".join(f"{row[width]:8.3f}" for width in WIDTHS), address)
    assert jumps == []


def test_a_jump_is_seen(visits: Visits, browser: Browser, pages: Pages) -> None:
    visitor = visits(browser, pages.url)
    visitor.context.add_init_script(WATCH)
    assert shift(visitor, "/about")[0] < MOST
    visitor.page.evaluate(f"({JUMP})()")
    assert sum(one["value"] for one in visitor.page.evaluate(SETTLE)) > MOST
