"""Browsers whose server's machine changes networks: ``unshare --net python -m tests.browser.moving``

To be run in a network namespace of its own, as tests/support/moving.py, whose interfaces it makes up. Ends with
status 0 when all was as it should be.
"""

from __future__ import annotations

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.moving import CABLE, WIFI, certified, ip, plug_in, trusting
from tests.support.server import Server
from tests.support.visitors import assert_no_traceback

from . import browsers
from .visits import Visit, until

STATES = """() => {
  const page = document.querySelector("#page");
  window.states = new Set([page.dataset.state]);
  new MutationObserver(() => window.states.add(page.dataset.state)).observe(page, { attributes: true });
}"""
"""Keeps every state that a demo's page is in from now on."""


def main() -> None:
    ip("link set lo up")
    plug_in("wlan0", WIFI, metric=600)
    with Server(lan=1, mdns=0) as server, sync_playwright() as playwright:
        trust = trusting(server)
        authority = server.folder / "authority.crt"
        flags = (browsers.ALLOW, browsers.FAKE_CAMERA, *browsers.trusting(authority))
        browser = browsers.launch(playwright, *flags)
        first = visitor(browser, f"https://localhost:{server.port}")
        first.page.evaluate(STATES)
        desk = browser.new_page()
        desk.goto(f"http://localhost:{server.port}/join")
        desk.evaluate("window.here = true")
        wait_shown(desk, WIFI, server.port)
        plug_in("eth0", CABLE, metric=100)
        wait_shown(desk, CABLE, server.port)
        assert CABLE in certified(server, trust)
        second = visitor(browser, f"https://{CABLE}:{server.port}")
        first.wait_answers(5)
        ip(f"addr del {WIFI}/24 dev wlan0")
        until(lambda: WIFI not in desk.inner_text("main"), lambda: desk.inner_text("main"))
        for one in (first, second):
            one.wait_answers(5)
        assert first.page.evaluate("[...window.states]") == ["live"], "the first stream never stops"
        assert desk.evaluate("window.here"), "the page was not loaded anew"
        assert_no_traceback(server)
        browser.close()


def visitor(browser: Browser, url: str) -> Visit:
    visit = Visit(browser.new_context(), url)
    visit.start("/demos/mirror", frames=3)
    return visit


def wait_shown(desk: Page, address: str, port: int) -> None:
    """The projector shows an address, and the code of that address."""
    wanted = f"{address}:{port}"
    until(lambda: desk.inner_text(".join__address") == wanted, lambda: desk.inner_text(".join__address"))
    code = desk.locator(".join__code")
    assert address in (code.get_attribute("src") or "")
    until(lambda: code.evaluate("(image) => image.naturalWidth > 0"), lambda: "the code is not there")


if __name__ == "__main__":
    main()
