"""Radio as a visitor sees it: the student finds the man before the camera in the simulated heat maps."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.support.server import Server

from .conftest import Visits
from .test_axe import PHONE
from .visits import overhang, until

BRIGHT = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let bright = 0;
  for (let at = 0; at < data.length; at += 4) bright += data[at] > 120;
  return bright / (data.length / 4);
}"""
"""The share of a fan that is bright."""


@pytest.fixture(scope="module")
def listening() -> Iterator[Server]:
    with Server(demos="radio", threads="auto", device="auto") as server:
        yield server


def lengths(page: Page) -> list[str]:
    return page.locator(".radio__rows .radio__value").all_inner_texts()


def is_bright(fan: Locator) -> bool:
    return float(fan.evaluate(BRIGHT)) > 0.005


def test_the_man_before_the_camera_is_found_by_the_student_until_the_wall_is_too_thick(
    visits: Visits, browser: Browser, listening: Server
) -> None:
    visitor = visits(browser, listening.url)
    page = visitor.start("/demos/radio", frames=3)
    data = visitor.wait_data(lambda data: any(said["of"] for said in data["told"]))
    (person,) = [one for one in data["people"] if one["place"]]
    said = next(said for said in data["told"] if said["of"] == person["id"])
    assert abs(said["place"][1] - person["place"][1]) < 0.6
    sentence = page.locator(".radio__sentence")
    until(lambda: sentence.inner_text() == "The network finds 1 of 1.", sentence.inner_text)
    assert "no radio is sent" in page.inner_text(".radio__simulated")
    cells = page.locator(".radio__errors tbody td")
    until(lambda: "–" not in cells.all_inner_texts(), lambda: str(cells.all_inner_texts()))
    fans = page.locator(".radio__fan")
    assert fans.count() == 2
    for at in (0, 1):
        until(functools.partial(is_bright, fans.nth(at)), lambda: "a fan is dark")

    visitor.set_range("#p-wall", 28)
    visitor.wait_data(lambda data: data["people"] and data["untrained"] == ["wall"] and not data["told"])
    until(lambda: "finds nobody" in sentence.inner_text(), sentence.inner_text)
    until(lambda: "14 dB" in page.inner_text(".radio__untrained"), lambda: page.inner_text(".radio__untrained"))
    until(lambda: fans.nth(1).evaluate(BRIGHT) < 0.005, lambda: str(fans.nth(1).evaluate(BRIGHT)))


def test_the_resolution_moves_with_antennas_and_bandwidth(visits: Visits, browser: Browser, listening: Server) -> None:
    visitor = visits(browser, listening.url)
    page = visitor.start("/demos/radio?p.bandwidth=0.18", frames=3)
    until(lambda: lengths(page)[0] == "83.3 cm", lambda: str(lengths(page)))
    before = visitor.wait_data(lambda data: "bandwidth" in data["untrained"])["radar"]["beam"]
    visitor.set_range("#p-antennas", 4)
    after = visitor.wait_data(lambda data: "antennas" in data["untrained"])["radar"]["beam"]
    assert after == pytest.approx(4 * before, rel=0.01)
    until(lambda: "28.6°" in page.inner_text("#radio-res"), lambda: page.inner_text("#radio-res"))


def test_on_a_phone_in_portuguese_all_fits(visits: Visits, browser: Browser, listening: Server) -> None:
    visitor = visits(browser, listening.url, **PHONE, locale="pt-BR", reduced_motion="reduce")
    page = visitor.start("/demos/radio?p.hidden=1&p.guess=1", frames=3)
    assert overhang(page) <= 0
    assert "nenhum rádio é emitido" in page.inner_text(".radio__simulated")
    assert page.locator("#radio-res .radio__value").first.inner_text() == "8,42 cm"
