"""A demo's own module on its page: it paints the frame that was sent, and sets what its controls set."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.support.server import Server

from .conftest import Visits
from .visits import HEIGHT, WIDTH, Visit, until


def middle(visit: Visit) -> list[int]:
    return visit.colours()[HEIGHT // 2 * WIDTH + WIDTH // 2]


def test_a_demo_draws_on_its_own_page(visits: Visits, browser: Browser) -> None:
    with Server(demos="marking") as server:
        visit = visits(browser, server.url, expect=("example.jpg",))  # demos of the tests have none
        page = visit.start("/demos/marking", frames=3)
        red, green, blue = middle(visit)
        assert red > 150 > 60 > max(green, blue), "the square is red"
        assert any(max(colour) < 150 for colour in visit.colours()[:WIDTH]), "round it is the camera's own picture"
        page.click("#marking-green")
        visit.wait_data(lambda data: data["green"])
        until(lambda: middle(visit)[1] > 150, lambda: f"the square is green, not {middle(visit)}")
        assert page.locator("#p-green").is_checked()
        assert "p.green=" in visit.query()
        assert page.inner_text("#marking-count").endswith(" answers")
