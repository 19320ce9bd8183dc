"""Every control of every playground page does something, and is reached by the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.support.pages import Pages

from .conftest import Visits
from .visits import PATIENCE, Visit, until

PAGES = {
    "step": "/playground?step=4&padding=1&factor=1/3",
    "layer": "/playground/layer?step=4&filters=3",
    "live": "/playground/live?k=sobel_x~box&at=120.90&colour=1",
    "parameters": "/playground/parameters?layer=2",
    "tour, a matrix": "/playground/tour?stop=2",
    "tour, padding": "/playground/tour?stop=5",
    "tour, a question": "/playground/tour?stop=9",
    "quiz": "/playground/quiz?number=3",
}
"""In states in which back, remove and let go have something to do."""

LIST = """() => {
  const main = document.getElementById("main");
  const kinds = "button, input, select, canvas[tabindex], [role=slider], [role=application]";
  const shown = (node) => {
    const seen = node.matches(".visually-hidden") ? node.closest("label") ?? node.labels?.[0] : node;
    return seen && seen.getClientRects().length > 0;
  };
  const works = (node) =>
    shown(node) && !node.disabled && node.getAttribute("aria-disabled") !== "true" && node.type !== "file";
  const cells = new Set();
  const first = (node) => {
    const grid = node.closest("[role=grid]");
    if (grid && cells.has(grid)) return false;
    if (grid) cells.add(grid);
    return true;
  };
  const name = (node) => node.id || node.name || node.getAttribute("aria-label") || node.textContent.trim();
  const found = [...main.querySelectorAll(kinds)].filter(works).filter(first)
    .filter((node) => node.type !== "radio" || !node.checked);
  found.forEach((node, i) => (node.dataset.control = String(i)));
  return found.map((node) => `${node.tagName} ${node.type ?? ""} ${name(node)}`);
}"""
"""Numbers what can be operated, one cell a matrix, and names it."""

DIGEST = """() => {
  const main = document.getElementById("main");
  const state = (node) => [node.value, node.checked, node.disabled, node.hidden,
    node.getAttribute("aria-pressed"), node.getAttribute("aria-valuenow")].join();
  return JSON.stringify([
    location.search, main.textContent, main.querySelector(":focus")?.id,
    [...main.querySelectorAll("input, select, button, [role=slider]")].map(state),
    [...main.querySelectorAll("canvas")].map((node) => node.toDataURL().length),
    [...main.querySelectorAll("[class*='is-']")].map((node) => node.className).join(),
  ]);
}"""
"""All that a visitor could notice."""

CHANGE = """(node) => {
  if (node.tagName === "SELECT") {
    const open = [...node.options].filter((option) => !option.disabled && !option.selected && option.value !== "own");
    node.value = (open[0] ?? node.options[0]).value;
    node.dispatchEvent(new Event("input", { bubbles: true }));
    node.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (node.type === "range" || node.type === "number") {
    const [least, most] = [Number(node.min || 0), Number(node.max || 100)];
    node.value = String(Number(node.value) < most ? Number(node.value) + 1 : least);
    node.dispatchEvent(new Event("input", { bubbles: true }));
    node.dispatchEvent(new Event("change", { bubbles: true }));
  }
}"""


def opened(visitor: Visit, path: str) -> Page:
    page = visitor.open(path)
    page.wait_for_selector('#live[data-drawn="true"]' if "/live" in path else '#main[data-ready="true"]')
    return page


def operate(page: Page, number: int) -> None:
    """Use a control as its kind is used."""
    node = page.locator(f'[data-control="{number}"]')
    kind: str = node.evaluate(
        "(node) => node.getAttribute('role') ?? (node.tagName === 'INPUT' ? node.type : node.tagName)"
    )
    if kind in ("SELECT", "range", "number"):
        node.evaluate(CHANGE)
    elif kind == "text" or node.get_attribute("inputmode"):
        node.fill("7")
        page.keyboard.press("Enter")
    elif kind in ("radio", "checkbox"):
        node.evaluate("(node) => node.click()")
    elif kind in ("slider", "application", "CANVAS"):
        node.focus()
        page.keyboard.press("ArrowRight")
    else:
        node.click()


WORKS = """(number) => {
  const node = document.querySelector(`[data-control="${number}"]`);
  return Boolean(node) && !node.disabled && !node.checked && node.getAttribute("aria-disabled") !== "true"
    && (node.getClientRects().length > 0 || node.matches(".visually-hidden"));
}"""


def does_something(page: Page, number: int, saved: list[str], patience: float) -> bool:
    before, files = page.evaluate(DIGEST), len(saved)
    operate(page, number)
    try:
        until(lambda: page.evaluate(DIGEST) != before or len(saved) > files, lambda: "nothing changed", patience)
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize("name", PAGES)
def test_every_control_does_something(visits: Visits, browser: Browser, pages: Pages, name: str) -> None:
    """One after the other; anew from the page's first state where what was done before is in the way."""
    allowed = ["clipboard-read", "clipboard-write"]
    visitor = visits(browser, pages.url, locale="en", reduced_motion="reduce", permissions=allowed)
    saved: list[str] = []
    page = opened(visitor, PAGES[name])
    page.on("download", lambda download: saved.append(download.suggested_filename))
    controls: list[str] = page.evaluate(LIST)
    assert len(controls) >= 4, controls
    idle = []
    for number, control in enumerate(controls):
        if "use-camera" in control:
            continue  # has tests of its own
        patience = 20 if "webm" in control else 1
        if page.evaluate(WORKS, number) and does_something(page, number, saved, patience):
            continue
        page = opened(visitor, PAGES[name])
        assert page.evaluate(LIST) == controls
        if not does_something(page, number, saved, PATIENCE):
            idle.append(control)
    assert idle == []


WHERE = """() => {
  const node = document.activeElement;
  return [node.dataset.control ?? null, node.type === "radio" ? node.name : null, node === document.body];
}"""
GROUPS = (
    """() => [...document.querySelectorAll("[data-control]")].map((node) => node.type === "radio" ? node.name : null)"""
)


@pytest.mark.parametrize("name", PAGES)
def test_every_control_is_reached_by_the_tab_key(visits: Visits, browser: Browser, pages: Pages, name: str) -> None:
    """A matrix and a group of choices are one stop each."""
    page = opened(visits(browser, pages.url, locale="en"), PAGES[name])
    controls: list[str] = page.evaluate(LIST)
    of_group: list[str | None] = page.evaluate(GROUPS)
    reached: set[str | None] = set()
    groups: set[str | None] = set()
    for _ in range(250):
        page.keyboard.press("Tab")
        number, group, home = page.evaluate(WHERE)
        reached.add(number)
        groups.add(group)
        if home:
            break
    missed = [
        control
        for number, control in enumerate(controls)
        if str(number) not in reached and (of_group[number] is None or of_group[number] not in groups)
    ]
    assert missed == []
