"""A painting, step by step, as a visitor sees it, at 128 pixels: it is found, weighed anew while it runs, and outlives
the worker that computes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.server import Server

from .conftest import Visits
from .test_axe import PHONE
from .visits import overhang, until

SLOW = 120
"""Seconds for what takes half a minute on two cores of its own."""


@pytest.fixture(scope="module")
def painting() -> Iterator[Server]:
    with Server(demos="gatys,style", threads="auto", device="auto") as server:
        yield server


def test_half_of_the_style_is_found_in_thirty_steps_and_a_killed_worker_costs_a_step(
    visits: Visits, browser: Browser, painting: Server
) -> None:
    visitor = visits(browser, painting.url)
    page = visitor.start("/demos/gatys?p.size=128", frames=1)
    first = visitor.stats()["lastData"]["start"]["style"]
    visitor.wait_data(lambda data: data["step"] >= 4, SLOW)
    text = page.locator(".fast__text")
    until(lambda: re.search(r"in [\d,]+ ms", text.inner_text()) is not None, text.inner_text)
    assert page.locator(".fast__picture:visible").count() == 3

    at_work = max(painting.workers(), key=lambda worker: worker.memory_info().rss)  # the others stand by
    before = visitor.stats()["lastData"]
    at_work.kill()
    after = visitor.wait_data(lambda data: data["look"] > before["look"] + 1, SLOW)
    assert after["step"] >= before["step"], "it goes on where it was"

    reached = visitor.wait_data(lambda data: data["style"] < first / 2, SLOW)
    assert reached["step"] <= 30
    assert reached["start"]["style"] == first, "no painting was begun anew"
    shares = [int(share.rstrip("%")) for share in page.locator(".shares__text").all_inner_texts()]
    assert 97 <= sum(shares) <= 103
    for line in ("content", "style"):
        path = page.get_attribute(f".losses__line--{line}", "d") or ""
        assert path.startswith("M")
        assert path.count("L") >= 3

    page.get_by_label("Style against content").fill("0.5")
    lighter = visitor.wait_data(lambda data: data["weights"]["style"] < 4, SLOW)
    assert lighter["step"] >= reached["step"], "weights go on from where it is"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Space")
    visitor.wait_state("paused")
    with page.expect_download() as saved:
        page.keyboard.press("s")
    assert "gatys" in saved.value.suggested_filename
    page.keyboard.press("Space")
    visitor.wait_answers(2, SLOW)


def test_on_a_phone_in_portuguese_all_fits(visits: Visits, browser: Browser, painting: Server) -> None:
    visitor = visits(browser, painting.url, **PHONE, locale="pt-BR")
    page = visitor.start("/demos/gatys?p.size=128&p.content=cat", frames=2)
    assert overhang(page) <= 0
    assert "Tempo passado" in page.inner_text("#gatys-progress")
    box = page.locator("#gatys-fast button").bounding_box()
    assert box is not None
    assert box["height"] >= 44
