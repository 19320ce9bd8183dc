"""The playground's pages as a test reads them."""

from __future__ import annotations

from urllib.parse import parse_qs

from playwright.sync_api import Page

from .visits import Visit, until

STEP = "/playground"
PAGES = (
    STEP,
    "/playground/layer",
    "/playground/parameters",
    "/playground/tour?stop=3",
    "/playground/tour?stop=9",
    "/playground/quiz",
)
CLASSIC = "434243234"


def opened(visitor: Visit, path: str) -> Page:
    """The page once its script has shown its state."""
    page = visitor.open(path)
    page.wait_for_selector('#main[data-ready="true"]')
    return page


def output(page: Page) -> str:
    return "".join(page.locator("#output td").all_inner_texts())


def tell(page: Page, selector: str) -> str:
    return page.locator(selector).inner_text()


def spoken(page: Page) -> str:
    return page.locator("#spoken").text_content() or ""


def query(page: Page) -> str:
    """The address's query as the page has it. Playwright's own ``page.url`` may be one change behind."""
    found: str = page.evaluate("location.search.slice(1)")
    return found


def wait_query(page: Page, *parts: str) -> None:
    until(lambda: all(part in query(page).split("&") for part in parts), lambda: f"the address has {query(page)}")


def fields(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query(page)).items()}
