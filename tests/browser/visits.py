"""A visitor with a browser: opens pages, waits for what they show, and keeps account of what must not happen."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request

LOCAL = {"data", "blob", "about"}
PATIENCE = 60.0
"""Seconds until something that no promise bounds has to be so: a machine may be slow, or busy with other things."""

SAMPLE = """(node) => {
  const width = 64, height = 48;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  context.drawImage(node, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const rows = [];
  for (let i = 0; i < data.length; i += 4) rows.push([data[i], data[i + 1], data[i + 2]]);
  return rows;
}"""
"""A picture, a video or a canvas as 48 rows of 64 colours, one after the other."""

Colours = list[list[int]]
WIDTH, HEIGHT = 64, 48


class Visit:
    """One page in a context of its own. ``faults`` are console errors, uncaught errors and broken policies;
    ``foreign`` are the requests to other hosts."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url = context, url
        self.faults: list[str] = []
        self.foreign: list[str] = []
        self.requests: list[str] = []
        context.set_default_timeout(1000 * PATIENCE)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("request", self._asked)
        self.page: Page = context.new_page()
        self.page.on("websocket", lambda socket: self._address(socket.url))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"{message.text} ({message.location.get('url', '')})")

    def _asked(self, request: Request) -> None:
        self._address(request.url)

    def _address(self, url: str) -> None:
        self.requests.append(url)
        parts = urlsplit(url)
        if parts.scheme not in LOCAL and parts.netloc != urlsplit(self.url).netloc:
            self.foreign.append(url)

    def unexpected(self, *expected: str) -> list[str]:
        """The faults in which none of the expected texts occurs."""
        return [fault for fault in self.faults if not any(text in fault for text in expected)]

    # -- the page -----------------------------------------------------------------------------------------

    def open(self, path: str) -> Page:
        """Open a page; of a demo's, wait until its script and what the demo adds are there and hear what is pressed."""
        self.page.goto(self.url + path, wait_until="load")
        if path.startswith("/demos/"):
            self.page.wait_for_selector("#page[data-whole=true]", state="attached")
        return self.page

    def start(self, path: str, frames: int = 1) -> Page:
        """Open a demo's page, press its one button, wait for answers."""
        self.open(path)
        self.page.click("#veil-act")
        self.wait_answers(frames, since=0)
        return self.page

    def state(self) -> str | None:
        return self.page.get_attribute("#page", "data-state")

    def wait_state(self, *states: str, seconds: float = PATIENCE) -> None:
        until(lambda: self.state() in states, lambda: f"the page is {self.state()}, not {states}", seconds)

    def says(self) -> str:
        """The status line."""
        return self.page.inner_text("#status")

    def wait_says(self, text: str, seconds: float = PATIENCE) -> None:
        until(lambda: text in self.says(), lambda: f"the page says {self.says()!r}, not {text!r}", seconds)

    def stats(self) -> dict[str, Any]:
        stats: dict[str, Any] = self.page.evaluate("window.hype.stats()")
        return stats

    def answered(self) -> int:
        return int(self.stats()["answered"])

    def wait_answers(self, more: int, seconds: float = PATIENCE, since: int | None = None) -> None:
        """Wait until so many more frames were answered, and one is drawn."""
        goal = (self.answered() if since is None else since) + more
        until(lambda: self.answered() >= goal, lambda: f"{self.answered()} of {goal} answers; {self.says()}", seconds)
        self.page.wait_for_selector("#canvas:not([hidden])")

    def wait_data(self, is_so: Callable[[Any], bool], seconds: float = PATIENCE) -> Any:
        """Wait until the last answer's data are as they should be; these data, not those of a later answer."""
        last: list[Any] = []

        def has_come() -> bool:
            last[:] = [self.stats()["lastData"]]
            return last[0] is not None and is_so(last[0])

        until(has_come, lambda: f"the last data are {last[0]}", seconds)
        return last[0]

    def colours(self, selector: str = "#canvas") -> Colours:
        found: Colours = self.page.eval_on_selector(selector, SAMPLE)
        return found

    def wait_colours(
        self, is_so: Callable[[Colours], object], otherwise: str, selector: str = "#canvas", seconds: float = PATIENCE
    ) -> Colours:
        """Wait until a picture is as it should be, which may be a moment after its data are; the picture that was."""
        last: list[Colours] = []

        def is_shown() -> bool:
            last[:] = [self.colours(selector)]
            return bool(is_so(last[0]))

        until(is_shown, lambda: otherwise, seconds)
        return last[0]

    def query(self) -> str:
        """The address's query as the page has it: Playwright's own ``page.url`` is not brought up to date while a test
        only waits."""
        return str(self.page.evaluate("location.search")).removeprefix("?")

    def wait_query(self, *parts: str) -> None:
        until(lambda: all(part in self.query().split("&") for part in parts), lambda: f"the address has {self.query()}")

    def set_range(self, selector: str, value: float) -> None:
        """Move a slider as a hand does: the value, and the event that tells of it."""
        self.page.eval_on_selector(
            selector, "(node, value) => { node.value = value; node.dispatchEvent(new Event('input')); }", str(value)
        )


def until(is_so: Callable[[], object], otherwise: Callable[[], str], seconds: float = PATIENCE) -> None:
    """Wait for a condition; AssertionError with what is the case instead."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise AssertionError(f"after {seconds:g} s: {otherwise()}")
        time.sleep(0.05)


def page_width(page: Page) -> int:
    """How wide the page is in pixels, in the fonts that it asks for."""
    found: int = page.evaluate("document.fonts.ready.then(() => document.documentElement.scrollWidth)")
    return found


def overhang(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    inner: int = page.evaluate("innerWidth")
    return page_width(page) - inner


def pick(page: Page, name: str, value: str) -> None:
    """Choose one of several."""
    radio = page.locator(f'input[name="{name}"][value="{value}"]')

    def picked() -> bool:
        if not radio.is_checked():
            radio.evaluate("(one) => one.click()")
        return radio.is_checked()

    until(picked, lambda: f"{name} is not {value}")


def drag_divider(page: Page, divider: Locator, share: float) -> None:
    """Drag the divider over the picture to this share of its width, from where it is."""
    box, handle = page.locator("#picture").bounding_box(), divider.bounding_box()
    assert box is not None
    assert handle is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(handle["x"] + handle["width"] / 2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + share * box["width"], middle, steps=4)
    page.mouse.up()


def difference(one: Colours, other: Colours) -> float:
    """The mean absolute difference of two pictures, 0 to 255."""
    pairs = zip(one, other, strict=True)
    return sum(abs(a - b) for left, right in pairs for a, b in zip(left, right, strict=True)) / (3 * len(one))


def mirrored(colours: Colours) -> Colours:
    rows = [colours[start : start + WIDTH] for start in range(0, len(colours), WIDTH)]
    return [colour for row in rows for colour in reversed(row)]


def mean(colours: Colours) -> list[float]:
    return [sum(colour[channel] for colour in colours) / len(colours) for channel in range(3)]


def spread(colours: Colours) -> float:
    """The standard deviation of the green channel: 0 for a blank picture."""
    greens = [colour[1] for colour in colours]
    middle = sum(greens) / len(greens)
    return float((sum((green - middle) ** 2 for green in greens) / len(greens)) ** 0.5)
