"""The real network on the filter's page: on built-in pictures for everybody, on a camera for the teacher alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.classroom import token
from tests.support.server import Server

from .conftest import Visits
from .test_axe import PHONE
from .test_page_teach import camera
from .visits import overhang, until

CATEGORIES = ("hentai", "sexy", "porn", "nude")


@pytest.fixture(scope="module")
def filtering() -> Iterator[Server]:
    with Server(demos="content", threads="auto", device="auto") as server:
        yield server


def test_it_looks_at_built_in_pictures_and_the_camera_only_beats_the_time(
    visits: Visits, browser: Browser, filtering: Server
) -> None:
    visitor = visits(browser, filtering.url)
    visitor.page.add_init_script(camera())
    page = visitor.start("/demos/content", frames=1)
    assert page.locator("[data-param=camera]").count() == 0, "that is the teacher's"
    page.click("#content-real-act")
    said = visitor.wait_data(lambda data: data["concept"] == "real")
    assert said["picture"].endswith((".png", ".jpg"))
    rows = page.locator(".real__pictures li")
    until(lambda: rows.count() >= 2, lambda: page.inner_text("#content-real"))
    assert "%" in rows.first.inner_text()
    until(lambda: page.get_attribute("#page", "data-blocked") == "false", lambda: "a harmless picture is blocked")
    table = page.locator(".real__matrix tbody tr")
    assert table.count() == 5
    assert table.nth(1).inner_text().split() == ["Photographs,", "harmless", "96%"]
    assert "–" in table.first.inner_text()
    label = page.locator("#extension, #content-real").all_inner_texts()
    assert not [word for word in CATEGORIES if word in " ".join(label).lower()]


def test_the_teacher_may_let_it_look_at_the_camera_and_sees_a_curve_and_nothing_else(
    visits: Visits, browser: Browser, filtering: Server
) -> None:
    teacher = visits(browser, filtering.url)
    desk = teacher.open("/teacher")
    desk.fill("#token", token(filtering))
    desk.press("#token", "Enter")
    desk.wait_for_selector("main.desk[data-connected=true]")
    teacher.page.add_init_script(camera())
    page = teacher.start("/demos/content?p.concept=real&p.camera=1&p.threshold=0.95", frames=3)
    assert page.locator("[data-param=camera] input").is_checked()
    until(lambda: (page.get_attribute(".filter__stills", "d") or "").count("M") >= 2, lambda: "no curve")
    assert page.get_attribute(".filter__belief", "points") == ""
    assert not any(strip.get_attribute("d") for strip in page.locator(".filter__strip").all())
    assert page.get_attribute("#page", "data-blocked") == "true"
    assert page.locator(".real__pictures").is_hidden()
    assert page.locator("#content-rules tbody td").first.inner_text() == "–"

    visitor = visits(browser, filtering.url)
    visitor.page.add_init_script(camera())
    other = visitor.start("/demos/content?p.concept=real&p.camera=1", frames=2)
    assert visitor.wait_data(lambda data: data["concept"] == "real")["picture"] is not None
    assert other.locator("[data-param=camera]").count() == 0


def test_on_a_phone_in_portuguese_it_fits(visits: Visits, browser: Browser, filtering: Server) -> None:
    visitor = visits(browser, filtering.url, **PHONE, locale="pt-BR", reduced_motion="reduce")
    visitor.page.add_init_script(camera())
    page = visitor.start("/demos/content?p.concept=real", frames=2)
    until(lambda: page.locator(".real__pictures li").count() >= 1, lambda: page.inner_text("#content-real"))
    assert "Fotografias, inofensivas" in page.inner_text("#content-real")
    assert overhang(page) <= 0
