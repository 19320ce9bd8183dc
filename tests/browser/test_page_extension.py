"""A demo's own module on its page: it paints the frame that was sent, and sets what its controls set."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route

from tests.support.server import Server

from .conftest import Visits
from .test_page_camera_trouble import HEAR
from .visits import HEIGHT, WIDTH, Visit, until


@pytest.fixture(scope="module")
def marking() -> Iterator[Server]:
    with Server(demos="marking") as server:
        yield server


def middle(visit: Visit) -> list[int]:
    return visit.colours()[HEIGHT // 2 * WIDTH + WIDTH // 2]


def is_red(colour: list[int]) -> bool:
    red, green, blue = colour
    return red > 150 > 60 > max(green, blue)


def test_a_demo_draws_on_its_own_page(visits: Visits, browser: Browser, marking: Server) -> None:
    visit = visits(browser, marking.url, expect=("example.jpg",))  # demos of the tests have none
    page = visit.start("/demos/marking", frames=3)
    until(lambda: is_red(middle(visit)), lambda: f"the square is red, not {middle(visit)}")
    assert any(max(colour) < 150 for colour in visit.colours()[:WIDTH]), "round it is the camera's own picture"
    page.click("#marking-green")
    visit.wait_data(lambda data: data["green"])
    until(lambda: middle(visit)[1] > 150, lambda: f"the square is green, not {middle(visit)}")
    assert page.locator("#p-green").is_checked()
    assert "p.green=" in visit.query()
    assert page.inner_text("#marking-count").endswith(" answers")


def test_what_a_demo_throws_is_told_and_the_stream_goes_on(visits: Visits, browser: Browser, marking: Server) -> None:
    def broken(route: Route) -> None:
        text = route.fetch().text()
        text = text.replace("answers += 1;", 'answers += 1; if (answers > 2) throw new Error("no count");')
        route.fulfill(
            body=text.replace("context.fillStyle", 'throw new Error("no ink"); context.fillStyle'),
            content_type="text/javascript",
        )

    visit = visits(browser, marking.url, expect=("example.jpg", "no ink", "no count"))
    visit.page.route("**/marking/page/page.js*", broken)
    visit.page.add_init_script(f"addEventListener('DOMContentLoaded', {HEAR})")
    page = visit.start("/demos/marking", frames=8)
    heard = "window.heard.some((text) => text.includes('A part of this demo has failed'))"  # said in passing
    until(lambda: page.evaluate(heard), lambda: str(page.evaluate("window.heard")))
    until(lambda: len(visit.faults) >= 2, lambda: str(visit.faults))
    own = [fault for fault in visit.faults if "no " in fault]
    assert sorted("ink" in fault for fault in own) == [False, True], own  # each once, however many pictures came
    assert page.get_attribute("#page", "data-fault") in {"no ink", "no count"}
    visit.wait_answers(5)
    assert any(max(colour) > 30 for colour in visit.colours()), "the frame itself is shown"
    assert visit.state() == "live"
