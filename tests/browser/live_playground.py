"""The playground's live page, as its tests use it."""

from __future__ import annotations

from urllib.parse import parse_qs

from playwright.sync_api import Page

from .visits import Visit, until

LIVE = "/playground/live"


def opened(visitor: Visit, query: str = "") -> Page:
    """The page with its first picture drawn."""
    page = visitor.open(LIVE + query)
    page.wait_for_selector('#live[data-drawn="true"]')
    return page


def stat(page: Page, name: str) -> object:
    found: object = page.evaluate(f"window.playgroundLive.stats().{name}")
    return found


def field(page: Page, name: str) -> str:
    """What the address says of a field, or nothing."""
    return parse_qs(str(page.evaluate("location.search.slice(1)"))).get(name, [""])[0]


def wait_field(page: Page, name: str, value: str) -> None:
    until(lambda: field(page, name) == value, lambda: f"{name} is {field(page, name)!r}, not {value!r}")


def choose(page: Page, name: str, value: str) -> None:
    """Press a choice of a group, as a hand does: on its words."""
    page.locator(f'label:has(input[name="{name}"][value="{value}"])').click()
