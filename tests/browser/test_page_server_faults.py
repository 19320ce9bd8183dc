"""What visitors see when the server fails them: gone, full, loading, a worker killed."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.server import DEMOS, Server

from .conftest import Visits
from .visits import until

pytestmark = pytest.mark.alone

GONE = ("WebSocket", "ERR_CONNECTION", "Failed to load resource")
"""What a browser says in its console of a server that is not there."""

SLOW = """
import time
import numpy as np
from models.contract.demo import Answer, Demo


class Slow(Demo):
    name, title, summary = "slow", "Slow", "Takes three seconds to load."

    def load(self, device):
        time.sleep(3)

    def prepare(self, sample, params, memory):
        return sample.value

    def predict(self, batch):
        return list(batch)

    def answer(self, sample, prediction, params, memory):
        return Answer({}, {"picture": prediction})

    def example(self):
        return np.full((48, 64, 3), 128, np.uint8)
"""

BUILTIN = "?source=picture:astronaut.png"


@pytest.fixture(scope="module")
def fragile() -> Iterator[Server]:
    """A server of their own for those who end it: it is back as soon as this one demo is."""
    with Server(demos="pose", threads="auto") as server:
        yield server


def opacity(page: Page) -> float:
    """Of the picture, which may be on its way from one to another."""
    return float(page.eval_on_selector("#canvas", "(node) => getComputedStyle(node).opacity"))


def test_goes_on_by_itself_after_a_restart_of_the_server(visits: Visits, browser: Browser, fragile: Server) -> None:
    server, visitor = fragile, visits(browser, fragile.url, expect=GONE)
    page = visitor.start("/demos/pose", frames=5)
    assert server.end(9)[0] == -9
    visitor.wait_state("reconnecting")
    assert "tries again by itself" in visitor.says()
    assert page.inner_text("#paused-mark").startswith("Frozen")
    until(lambda: opacity(page) < 0.5, lambda: f"opacity {opacity(page)}")
    figures = page.locator("[data-figure]")
    until(lambda: set(figures.all_inner_texts()) == {"–"}, lambda: str(figures.all_inner_texts()))
    before = visitor.answered()
    until(lambda: not server.orphans(), lambda: f"workers outlive their server: {server.orphans()}")
    server.settings["port"] = server.port
    server.start(wait=False)
    visitor.wait_state("live")
    until(lambda: visitor.answered() > before + 5, lambda: f"no frames: {visitor.says()}")
    visitor.wait_says("Live.")
    until(lambda: page.is_hidden("#paused-mark"), lambda: page.inner_text("#paused-mark"))
    until(lambda: opacity(page) == 1, lambda: f"opacity {opacity(page)}")
    until(lambda: "–" not in page.inner_text('[data-figure="fps"]'), lambda: "no figures")
    assert page.locator("#preview video").count() == 1


def test_goes_on_within_15_seconds_after_a_worker_was_killed(visits: Visits, browser: Browser, fragile: Server) -> None:
    server, visitor = fragile, visits(browser, fragile.url)
    server.wait_ready()
    visitor.start("/demos/pose", frames=5)
    (worker,) = server.workers()
    killed = time.monotonic()
    worker.kill()
    until(lambda: "starting again" in visitor.says(), lambda: f"the page says {visitor.says()!r}")
    assert server.get("/healthz").status == 200
    before = visitor.answered()
    until(lambda: visitor.answered() > before, lambda: f"no frames: {visitor.says()}")
    assert time.monotonic() - killed < 15
    visitor.wait_says("Live.")


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with one place, whose models load when they are wanted."""
    folder = tmp_path_factory.mktemp("demos")
    (folder / "slow").mkdir()
    (folder / "slow" / "demo.py").write_text(SLOW)
    server = Server(demo_path=f"{DEMOS}:{folder}", demos="mirror,slow", max_visitors=1, preload="none")
    try:
        yield server.start(wait=False)
    finally:
        server.clean_up()


@pytest.fixture
def plain_visits(visits: Visits, browser: Browser, narrow: Server) -> Visits:
    """Visitors of demos that have neither card nor example."""
    return lambda: visits(browser, narrow.url, expect=("example.jpg", "404"))


def test_a_full_house_is_told_and_left_by_itself(plain_visits: Visits) -> None:
    first, second = plain_visits(), plain_visits()
    first.start("/demos/mirror", frames=3)
    page = second.open("/demos/mirror")
    page.click("#veil-act")
    second.wait_state("problem")
    assert page.inner_text("#veil-what") == "All places are taken at the moment."
    assert "tries again by itself in" in page.inner_text("#veil-next")
    first.page.click("#stop")
    second.wait_state("live")
    second.wait_answers(3)
    assert page.is_hidden("#veil")


def test_a_model_that_loads_says_so_and_starts_by_itself(plain_visits: Visits) -> None:
    visitor = plain_visits()
    page = visitor.open("/")
    chip = page.locator('[data-chip="slow"]')
    until(lambda: chip.inner_text() == "Loads when opened", chip.inner_text)
    visitor.open("/demos/slow")
    page.click("#veil-act")
    visitor.wait_says("The model is loading")
    visitor.wait_answers(3, since=0)
    visitor.wait_says("Live.")
    visitor.open("/")
    until(lambda: chip.inner_text() == "Ready", chip.inner_text)
