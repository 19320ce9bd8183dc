"""A class: a teacher with a token, three screens, one presenter's camera; follow me, wall by consent, votes."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, Route, WebSocketRoute

from tests.support.classroom import token
from tests.support.server import Server

from . import browsers
from .conftest import Visits
from .visits import PATIENCE, SAMPLE, Colours, Visit, difference, page_width, spread, until

NO_EXAMPLE = "example.jpg"
"""The demos for tests have no example picture."""
SLIDE = "(node, value) => { node.value = value; node.dispatchEvent(new Event('input', {bubbles: true})); }"


@pytest.fixture(scope="module")
def lab() -> Iterator[Server]:
    with Server(demos="mirror,negative,marking", threads="1", lan=1, mdns=0, trusted_hosts=browsers.FAR_NAME) as server:
        yield server


@pytest.fixture
def teacher(visits: Visits, browser: Browser, lab: Server) -> Iterator[Visit]:
    visitor = visits(browser, lab.url, expect=(NO_EXAMPLE, "403"))
    page = visitor.open("/teacher")
    page.fill("#token", "wrong")
    page.click("main form button")
    page.wait_for_selector("#wrong")
    page.fill("#token", token(lab))
    page.press("#token", "Enter")
    page.wait_for_selector("main.desk[data-connected=true]")
    yield visitor
    lead_nobody(page)


def lead_nobody(desk: Page) -> None:
    """Set back what the teacher has set, and wait until it is: a page that is closed takes along what it just said."""
    for button in desk.locator("[data-lead]").all():
        if button.get_attribute("aria-pressed") == "true":
            button.click()
            until(functools.partial(is_off, button), button.inner_text)


def is_off(button: Locator) -> bool:
    return button.get_attribute("aria-pressed") == "false"


def tab(visitor: Visit, path: str) -> Page:
    page = visitor.context.new_page()
    page.goto(visitor.url + path)
    if path.startswith("/demos/"):
        page.wait_for_selector("#page[data-whole=true]", state="attached")
    return page


def presenting(teacher: Visit) -> Page:
    """The teacher's second window: a demo on the fake camera, shown to everybody."""
    page = tab(teacher, "/demos/negative")
    page.click("#veil-act")
    page.wait_for_selector("#canvas:not([hidden])")
    page.click(".roombar button:has-text('Present')")
    page.wait_for_selector(".roombar button[aria-pressed=true]:has-text('Present')")
    return page


def pictures(screen: Visit) -> int:
    return int(screen.page.get_attribute("main", "data-pictures") or 0)


def has_pictures(screen: Visit) -> bool:
    return pictures(screen) >= 5


def shows(screen: Visit, presenter: Page) -> bool:
    picture: Colours = presenter.eval_on_selector("#canvas", SAMPLE)  # the answer to the last frame may come meanwhile
    return difference(screen.colours("#screen"), picture) < 12


def test_one_stream_on_three_screens(teacher: Visit, visits: Visits, browser: Browser, lab: Server) -> None:
    screens = [visits(browser, lab.url) for _ in range(3)]
    for screen in screens:
        screen.open("/audience")
        screen.page.wait_for_selector("main[data-state=waiting]")
    presenter = presenting(teacher)
    for screen in screens:
        until(functools.partial(has_pictures, screen), lambda: "no pictures on the screen")
        assert spread(screen.colours("#screen")) > 20, "the screen is blank"
        picture, foot = (screen.page.locator(part).bounding_box() for part in ("#screen", ".screen__foot"))
        assert picture
        assert foot
        assert picture["y"] + picture["height"] <= foot["y"] + 1, "the picture is cut off below"
    presenter.keyboard.press("Space")
    presenter.wait_for_selector("main[data-state=paused]")
    for screen in screens:
        until(functools.partial(shows, screen, presenter), lambda: "another picture is on the screen")
    late = visits(browser, lab.url, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    late.open("/audience")
    until(lambda: pictures(late) == 1, lambda: "the late joiner sees nothing")
    assert page_width(late.page) <= 390
    figure = "document.querySelector('[data-figure=watching]').textContent"
    until(lambda: teacher.page.evaluate(figure) == "4", lambda: teacher.page.evaluate(figure))
    presenter.close()
    late.page.wait_for_selector("main[data-state=waiting]")


def test_everyone_follows_me_locked_and_frozen(teacher: Visit, visits: Visits, browser: Browser, lab: Server) -> None:
    guest = visits(browser, lab.url, expect=(NO_EXAMPLE,))
    guest.open("/")
    lead = tab(teacher, "/demos/mirror")
    lead.click(".roombar button:has-text('Everyone follows me')")
    guest.page.wait_for_url("**/demos/mirror")
    guest.page.click("#veil-act")
    guest.wait_answers(3, since=0)
    lead.eval_on_selector("#controls input[type=range]", SLIDE, "0.5")
    until(
        lambda: "p.gain=0.5" in guest.page.evaluate("location.search"), lambda: guest.page.evaluate("location.search")
    )
    assert guest.state() == "live", "the guest's stream was cut"
    lead.click(".roombar button:has-text('Lock')")
    guest.page.wait_for_selector("section[inert] #controls", state="attached")
    guest.page.keyboard.press("m")
    guest.wait_says("locked the settings")
    slider = "#controls input[type=range]"
    guest.set_range(slider, 1.5)  # past the page: the server keeps what the teacher has set
    until(lambda: guest.page.input_value(slider) == "0.5", lambda: guest.page.input_value(slider))
    guest.wait_query("p.gain=0.5")
    lead.click(".roombar button:has-text('Freeze')")
    guest.wait_state("paused")
    guest.page.keyboard.press("Space")
    guest.wait_says("frozen")
    assert guest.state() == "paused"
    lead.click(".roombar button:has-text('Freeze')")
    guest.wait_state("live")
    lead.goto(lab.url + "/playground/?input=1,2_3,4")
    guest.page.wait_for_url("**/playground/**")
    lead.click(".roombar button:has-text('Lock')")
    guest.page.click(".roombar button:has-text('Look around on my own')")
    guest.open("/about")
    assert guest.page.url.endswith("/about")
    guest.page.click(".roombar button:has-text('Follow the teacher')")
    guest.page.wait_for_url("**/playground/**")


def test_a_page_of_the_teachers_is_not_led_away_before_it_is_known_as_such(
    teacher: Visit, visits: Visits, browser: Browser, lab: Server
) -> None:
    """Led away it would say that it is where the class was, and so lead the class back there."""
    guest = visits(browser, lab.url, expect=(NO_EXAMPLE,))
    guest.open("/")
    lead = tab(teacher, "/demos/mirror")
    lead.click(".roombar button:has-text('Everyone follows me')")
    guest.page.wait_for_url("**/demos/mirror")
    told: list[str] = []
    wall = teacher.context.new_page()
    wall.route_web_socket("**/socket.io/**", functools.partial(known_late, told))
    wall.goto(lab.url + "/wall")
    wall.keyboard.press("w")
    until(lambda: wall.evaluate("0") == 0 and told, lambda: "nothing was told")
    guest.page.click("#veil-act")
    lead.eval_on_selector("#controls input[type=range]", SLIDE, "0.5")
    guest.wait_query("p.gain=0.5")
    wall.wait_for_timeout(1500)  # a page that was led away has said where it is by then
    assert wall.url.endswith("/wall"), "the teacher's own page was led away"
    assert "p.gain=0.5" in guest.query(), "the class was led back"


def known_late(told: list[str], socket: WebSocketRoute) -> None:
    """A connection on which a page hears whose it is only after what the teacher has set, which is kept in ``told``."""
    held: list[str | bytes] = []

    def passed(message: str | bytes) -> None:
        text = message if isinstance(message, str) else ""
        if '"number":' in text and not told:
            held.append(message)
            return
        socket.send(message)
        if '"lesson",' in text:
            told.append(text)
            while held:
                socket.send(held.pop(0))

    socket.connect_to_server().on_message(passed)


def test_the_wall_by_consent(teacher: Visit, visits: Visits, browser: Browser, lab: Server) -> None:
    guest = visits(browser, lab.url, expect=(NO_EXAMPLE,))
    guest.start("/demos/mirror", frames=3)
    wall = tab(teacher, "/wall")
    assert guest.page.locator(".tools button:has-text('Wall')").is_hidden(), "the wall is closed"
    wall.keyboard.press("w")
    guest.page.click(".tools button:has-text('Wall')")
    guest.page.click("dialog[open] button[value=no]")
    assert wall.locator("#tiles li").count() == 0, "shown without consent"
    guest.page.click(".tools button:has-text('Wall')")
    assert "Nothing is stored" in guest.page.inner_text("dialog[open]")
    guest.page.click("dialog[open] button[value=yes]")
    wall.wait_for_selector("#tiles li canvas:not([hidden])")
    until(lambda: spread(wall.eval_on_selector("#tiles canvas", SAMPLE)) > 20, lambda: "no picture")
    number = wall.get_attribute("#tiles li", "data-number")
    wall.keyboard.press("1")
    wall.wait_for_selector("#tiles li", state="detached")
    guest.page.wait_for_selector(".tools button:has-text('Hidden')")
    row = teacher.page.locator("tr", has_text=f"Visitor {number}")
    row.locator("button:has-text('Show')").click()
    wall.wait_for_selector("#tiles li canvas:not([hidden])")
    wall.keyboard.press("h")
    wall.wait_for_selector("#tiles li", state="detached")
    wall.keyboard.press("h")
    wall.wait_for_selector("#tiles li canvas:not([hidden])")
    guest.page.click(".tools button:has-text('Leave wall')")
    wall.wait_for_selector("#tiles li", state="detached")
    guest.page.reload()
    assert wall.locator("#tiles li").count() == 0, "consent outlived the page"


def test_a_page_whose_script_comes_late_knows_what_was_told(
    teacher: Visit, visits: Visits, browser: Browser, lab: Server
) -> None:
    teacher.page.click("[data-lead=wall]")
    teacher.page.wait_for_selector("[data-lead=wall][aria-pressed=true]")
    guest = visits(browser, lab.url, expect=(NO_EXAMPLE,))
    held: list[Route] = []
    told: list[str] = []
    guest.page.route("**/demos/marking/page/page.js", lambda route: held.append(route))
    guest.page.on("websocket", lambda socket: socket.on("framereceived", lambda data: told.append(str(data))))
    guest.page.goto(f"{guest.url}/demos/marking", wait_until="commit")

    def both() -> bool:
        guest.page.evaluate("0")  # events are heard while something is asked
        return bool(held) and any("lesson" in data for data in told)

    until(both, lambda: f"{len(held)} scripts, {told}")
    held[0].continue_()
    guest.page.wait_for_selector(".tools button:has-text('Wall')")


def test_a_vote_and_its_chart(teacher: Visit, visits: Visits, browser: Browser, lab: Server) -> None:
    guest = visits(browser, lab.url, expect=(NO_EXAMPLE,))
    guest.open("/demos/mirror")
    chart = visits(browser, lab.url)
    chart.open("/votes/hype?subject=mirror:before")
    chart.page.wait_for_selector(".votes__bars li")
    assert guest.page.locator("#hype .votes__chart").is_hidden(), "the others' votes are shown before one's own"
    guest.page.click("#hype button:has-text('Reality')")
    guest.page.wait_for_selector("#hype .votes__choice[aria-pressed=true]")
    guest.page.wait_for_selector("#hype .votes__chart:not([hidden])")
    figures = ".votes__bars li:nth-child(2) .votes__figure"
    until(lambda: chart.page.inner_text(figures).startswith("1"), lambda: chart.page.inner_text(figures))
    until(lambda: chart.page.locator("#history path").count() == 2, lambda: "no history")
    guest.page.click("#hype button:has-text('Hype')")
    until(lambda: chart.page.inner_text(figures).startswith("0"), lambda: "a changed vote counts twice")
    guest.page.click("#veil-act")
    guest.wait_answers(60, 3 * PATIENCE, since=0)
    until(lambda: "seen it" in guest.page.inner_text("#hype"), lambda: guest.page.inner_text("#hype"))
    teacher.page.click("[data-reset=hype]")
    teacher.page.click("dialog[open] button[value=yes]")
    until(lambda: "No votes yet" in chart.page.inner_text(".votes__total"), lambda: "the votes were not reset")


def test_who_is_removed_is_told(teacher: Visit, visits: Visits, browser: Browser, lab: Server) -> None:
    guest = visits(browser, lab.url, expect=(NO_EXAMPLE, "WebSocket", "403"))  # whatever a page asks for who is out
    guest.start("/demos/mirror")
    row = teacher.page.locator("tr", has=teacher.page.locator("td:text-is('Mirror')"))
    until(lambda: row.count() == 1, lambda: f"{row.count()} are on that page")  # those before have gone
    row.locator("button:has-text('Remove')").click()
    teacher.page.click("dialog[open] button[value=yes]")
    guest.page.wait_for_selector(".roombar:has-text('out of the class')")
    guest.wait_state("idle")
    teacher.page.click("#let-back")
    teacher.page.wait_for_selector("#let-back", state="hidden")


def test_https_under_another_name_gives_the_camera(
    visits: Visits, launch: Any, camera_file: Path, lab: Server, tmp_path: Path
) -> None:
    """By HTTP to a name that is not localhost, led to HTTPS, with the authority trusted: there is a camera."""
    authority = tmp_path / "authority.crt"
    authority.write_bytes(lab.get("/trust/hype-or-reality.crt").body)
    strange = visits(launch(), f"https://{browsers.FAR_NAME}:{lab.port}")
    with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        strange.page.goto(strange.url)
    trusting = launch(*browsers.with_camera(camera_file), *browsers.trusting(authority))
    far = visits(trusting, f"https://{browsers.FAR_NAME}:{lab.port}", expect=(NO_EXAMPLE,))
    page = far.page
    page.goto(f"http://{browsers.FAR_NAME}:{lab.port}/demos/mirror")
    assert page.evaluate("isSecureContext") is False
    assert page.inner_text("h1") == "One step to the camera"
    page.click("main .button--main")
    page.wait_for_url("https://**/demos/mirror")
    assert page.evaluate("isSecureContext") is True
    page.click("#veil-act")
    far.wait_answers(5, since=0)
    assert spread(far.colours()) > 20
    assert page.get_attribute("#page", "data-source") == "camera"
    far.foreign.clear()  # the first step was by HTTP
