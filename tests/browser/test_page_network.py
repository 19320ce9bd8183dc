"""The page of a network seen whole: trained, looked into, drawn for and compared, by pointer, keyboard and touch."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.support.pages import TOKEN, Pages

from .conftest import Visits
from .test_axe import PHONE, serious
from .test_page_everywhere import SMALL
from .visits import PATIENCE, Visit, page_width, until

NETWORK = "/playground/network"
SHIFTS = """() => { window.shifts = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
}).observe({ type: "layout-shift" }); }"""
"""Counts what moves from now on: the page has its fonts."""
PAPER = """() => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [320, 240];
  const pen = canvas.getContext("2d");
  let number = 0;
  setInterval(() => {
    pen.fillStyle = "#ddd";
    pen.fillRect(0, 0, 320, 240);
    pen.fillStyle = "#222";
    pen.fillRect(155, 50, 20, 140);
    pen.fillRect(0, 239, 320, (number += 1) % 2);
  }, 50);
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream();
}"""
"""A camera before which somebody holds a 1 on grey paper."""
NO_CAMERA = """() => {
  navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("", "NotFoundError"); };
}"""


@pytest.fixture
def visitor(visits: Visits, browser: Browser, pages: Pages) -> Visit:
    return visits(browser, pages.url, locale="en")


def opened(visitor: Visit, query: str = "") -> Page:
    page = visitor.open(NETWORK + query)
    page.wait_for_selector('#main[data-ready="true"]')
    page.wait_for_selector("#network[data-steps]")
    return page


def steps(page: Page) -> int:
    return int(page.get_attribute("#network", "data-steps") or 0)


def held(page: Page) -> float:
    return float(page.get_attribute("#network", "data-held") or 0)


def wait_query(page: Page, part: str) -> None:
    until(lambda: part in page.evaluate("location.search"), lambda: str(page.evaluate("location.search")))


def test_it_learns_while_one_watches_and_is_paused(visitor: Visit) -> None:
    page = opened(visitor)
    page.evaluate("document.fonts.ready")
    page.evaluate(SHIFTS)
    assert "810 parameters" in page.inner_text("#total")
    page.click("#one-step")
    until(lambda: steps(page) == 1, lambda: page.inner_text("#progress"))
    page.keyboard.press("e")  # the button has the focus and does not answer to letters
    until(lambda: steps(page) == 90, lambda: page.inner_text("#progress"))
    page.click("#run")
    until(lambda: held(page) >= 0.95, lambda: page.inner_text("#curves-says"), 3 * PATIENCE)
    page.click("#run")
    until(lambda: page.inner_text("#run") == "Train", lambda: page.inner_text("#run"))
    assert page.locator("#curves polyline").count() == 4
    assert page.evaluate("window.shifts") < 0.05
    page.click("#reset")
    until(lambda: steps(page) == 0, lambda: page.inner_text("#progress"))


def test_the_same_address_learns_the_same(visitor: Visit) -> None:
    assert an_epoch(visitor) == an_epoch(visitor)


def an_epoch(visitor: Visit) -> tuple[float, str | None]:
    """What a small network has learnt after one epoch: its accuracy and its curve."""
    page = opened(visitor, "?filters=4&seed=5&batch=64")
    page.click("#one-epoch")
    until(lambda: steps(page) == 23, lambda: page.inner_text("#progress"))
    return held(page), page.locator("#curves polyline").nth(1).get_attribute("points")


def test_the_network_is_changed_and_what_does_not_fit_is_said(visitor: Visit) -> None:
    page = opened(visitor)
    page.select_option("#kernel", "7")
    page.select_option("#second", "4")
    assert "Layer 3 does not fit" in page.inner_text("#why")
    assert page.is_disabled("#run")
    page.select_option("#kernel", "5")
    assert not page.is_visible("#why")
    page.select_option("#net", "dense")
    assert "2,410 parameters" in page.inner_text("#total")
    wait_query(page, "net=dense")


def test_a_probability_is_followed_to_a_pixel_by_keyboard(visitor: Visit) -> None:
    page = opened(visitor)
    page.locator(".answer__number").nth(3).focus()
    page.keyboard.press("Enter")
    assert "its power of e among all ten" in page.inner_text("#look-body")
    for said in ("largest products", "max(", "max(0", "bias"):
        page.locator("#look-body li .button").first.focus()
        page.keyboard.press("Enter")
        assert said in page.inner_text("#look-body .sum__line")
    wait_query(page, "look=5.3_4.0_")
    assert page.locator("#crumbs .button").count() == 6
    page.locator("body").press("Backspace")
    assert page.locator("#crumbs .button").count() == 5
    page.keyboard.press("Backspace")
    page.locator("#crumbs .button").nth(1).click()
    assert page.locator("#crumbs .button").count() == 2
    page.locator("#crumbs .button").first.click()
    assert not page.is_visible("#look")


def test_a_map_is_walked_over_and_asked(visitor: Visit) -> None:
    page = opened(visitor)
    page.locator(".map--input").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    until(lambda: "row 2, column 3" in page.inner_text("#here"), lambda: page.inner_text("#here"))
    page.keyboard.press("Enter")
    assert "It goes into 48 numbers" in page.inner_text("#look-body")
    page.locator(".stage .map:not(.map--weights)").nth(1).click(position={"x": 5, "y": 5})
    assert page.locator("#look-body .terms").first.locator("li").count() == 9
    wait_query(page, "look=1.0")
    page.locator("#look-body .terms").last.locator("button").click()
    assert "ReLU, map 1, row 1, column 1" in page.inner_text("#crumbs"), "the way onward"


def test_why_a_weight_changed(visitor: Visit) -> None:
    page = opened(visitor, "?look=w4")
    assert "has not changed yet" in page.inner_text("#look-body")
    page.click("#one-step")
    until(lambda: page.locator("#look-body li").count() == 16, lambda: page.inner_text("#look"))
    assert "In the last step it went from" in page.inner_text("#look-body")
    page.locator("#look-body li .button").first.click()
    assert "products make" in page.inner_text("#look-body")


def test_a_digit_is_drawn_read_and_taught(visitor: Visit) -> None:
    page = opened(visitor)
    page.locator("#sheet").scroll_into_view_if_needed()
    box = page.locator("#sheet").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 130, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 130, box["y"] + 220, steps=8)
    page.mouse.up()
    until(lambda: "It reads" in page.inner_text("#guess"), lambda: page.inner_text("#guess"))
    wait_query(page, "own=")
    page.select_option("#label", "1")
    page.click("#teach")
    assert "training set: 1." in page.inner_text("#taught")
    until(lambda: "1,438 digits" in page.inner_text("#curves-says"), lambda: page.inner_text("#curves-says"))
    page.click("#wipe")
    assert page.inner_text("#guess") == ""
    page.locator("#sheet").focus()
    page.keyboard.press(" ")
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    until(lambda: "It reads" in page.inner_text("#guess"), lambda: page.inner_text("#guess"))


def test_a_digit_on_paper_is_read_from_the_camera(visitor: Visit) -> None:
    visitor.page.add_init_script(f"({PAPER})()")
    page = opened(visitor)
    page.click("#camera")
    until(lambda: "It reads" in page.inner_text("#guess"), lambda: page.inner_text("#camera-says"))
    assert page.inner_text("#camera") == "Take this one"
    assert page.evaluate("document.getElementById('ink').width > document.getElementById('cut').width")
    page.click("#camera")
    wait_query(page, "own=")
    own = page.evaluate("new URLSearchParams(location.search).get('own')")
    assert set(own[3::8]) == set(own[4::8]) != {"0"}, "an upright stroke in the middle"
    assert set(own[0::8] + own[7::8]) == {"0"}
    page.select_option("#label", "1")
    page.click("#teach")
    until(lambda: "1,438 digits" in page.inner_text("#curves-says"), lambda: page.inner_text("#curves-says"))
    page.evaluate(NO_CAMERA)
    page.click("#camera")
    until(lambda: "No camera was found" in page.inner_text("#camera-says"), lambda: page.inner_text("#camera-says"))


def follow(page: Page, link: str) -> None:
    """To another page of the playground, until its script is through: the page before has the same marks."""
    page.evaluate("window.before = true")
    page.click(link)
    page.wait_for_function("!window.before")
    page.wait_for_selector('#main[data-ready="true"]')


def test_a_filter_goes_to_the_other_pages_and_a_kernel_comes_back(visitor: Visit) -> None:
    page = opened(visitor, "?padding=1")
    page.select_option("#filter", "2")
    wait_query(page, "filter=2")
    kernel = page.evaluate("new URL(document.getElementById('to-step').href).searchParams.get('filter')")
    live = page.evaluate("new URL(document.getElementById('to-live').href).searchParams.get('k')")
    assert live.split("!")[0] == kernel
    follow(page, "#to-layer")
    assert page.input_value("#filters") == "4"
    page.go_back()
    page.wait_for_selector("#network[data-steps]")
    follow(page, "#to-step")
    assert page.input_value("#padding") == "1"
    page.select_option("#kernel", "sobel_x")
    follow(page, "#to-network")
    page.wait_for_selector("#network[data-steps]")
    wait_query(page, "given=")
    assert "Filter 1 began as the kernel" in page.inner_text("#given")
    sent = page.evaluate("new URL(document.getElementById('to-step').href).searchParams.get('filter')")
    assert sent == page.evaluate("new URLSearchParams(location.search).get('given')")
    page.click("#without")
    assert page.inner_text("#given") == ""


def test_two_networks_learn_side_by_side(visitor: Visit) -> None:
    page = opened(visitor, "?batch=64&rightpixels=shifted")
    page.click("#compare")
    until(lambda: page.inner_text("#compare") == "Pause", lambda: page.inner_text("#compare"))
    until(lambda: page.inner_text("#compare") == "Train both", lambda: page.inner_text("#both-says"), 3 * PATIENCE)
    assert "B has" not in page.inner_text("#both-says")
    assert "A has 810 parameters, B 835" in page.inner_text("#both-says")
    for side in ("left", "right"):
        counts = page.locator(f"#confusion-{side} td").all_inner_texts()
        assert sum(int(count) for count in counts if count != "·") == 360
    assert page.locator("#wrong-right canvas").count() > 0


def test_a_phone_can_do_it_all_by_touch_in_portuguese(visits: Visits, browser: Browser, pages: Pages) -> None:
    page = opened(visits(browser, pages.url, locale="pt-BR", **PHONE), "?look=5.3_4.3")
    assert page.inner_text("h1") == "Dos pixels a uma palavra"
    assert page_width(page) <= 390
    assert page.evaluate(SMALL) == []
    page.locator("#look-body button").first.tap()
    assert page.locator("#crumbs .button").count() == 4
    page.locator(".stage .map:not(.map--weights)").nth(1).tap(position={"x": 5, "y": 5})
    wait_query(page, "look=1.0")
    page.tap("#run")
    until(lambda: steps(page) > 5, lambda: page.inner_text("#progress"))
    page.tap("#run")
    until(lambda: page.inner_text("#run") == "Treinar", lambda: page.inner_text("#run"))
    page.tap("#sheet", position={"x": 60, "y": 60})
    until(lambda: "Ela lê" in page.inner_text("#guess"), lambda: page.inner_text("#guess"))
    page.tap("#teach")
    assert "1" in page.inner_text("#taught")
    page.tap("#compare")
    until(lambda: page.locator("#both polyline").count() == 4, lambda: page.inner_text("#compare"))
    page.tap("#compare")


def test_the_class_draws_the_set(visits: Visits, browser: Browser, pages: Pages) -> None:
    teacher = visits(browser, pages.url, locale="en")
    teacher.open(f"/teacher?token={TOKEN}")
    desk = opened(teacher, "?batch=64")
    phones = [opened(visits(browser, pages.url, locale="en", **PHONE)) for _ in range(3)]
    assert not any(phone.is_visible("#class") or phone.is_visible("#ask") for phone in phones)
    desk.click("#run")
    desk.click("#collect")
    for number, phone in enumerate(phones, 1):
        phone.wait_for_selector("#ask:not([hidden])")
        phone.tap("#ask button")
        assert phone.inner_text("#ask-says") == "", "nothing is drawn, nothing goes"
        phone.tap("#sheet", position={"x": 80, "y": 40 * number})
        phone.select_option("#label", str(number))
        phone.tap("#ask button")
        until(lambda phone=phone: "Sent" in phone.inner_text("#ask-says"), lambda: "not sent")  # type: ignore[misc]
        assert phone.inner_text("#guess") == "", "a new sheet for the next one"
    until(lambda: desk.locator("#taken li").count() == 3, lambda: desk.inner_text("#taken-says"))
    assert desk.locator("#taken button").all_inner_texts() == ["1", "2", "3"]
    until(lambda: "1,440 digits" in desk.inner_text("#curves-says"), lambda: desk.inner_text("#curves-says"))
    desk.locator("#taken button").nth(1).click()
    until(lambda: desk.locator("#taken li").count() == 2, lambda: desk.inner_text("#taken-says"))
    until(lambda: "1,439 digits" in desk.inner_text("#curves-says"), lambda: desk.inner_text("#curves-says"))
    assert not any(phone.locator("#taken li").count() for phone in phones)
    assert serious(phones[0]) == []
    assert phones[0].evaluate(SMALL) == []
    desk.click("#run")
    desk.click("#collect")
    phones[1].wait_for_selector("#ask", state="hidden")


def test_without_digits_it_says_so(visits: Visits, browser: Browser, pages: Pages) -> None:
    visitor = visits(browser, pages.url, locale="en", expect=("404 (",))
    visitor.page.route("**/digits.bin", lambda route: route.fulfill(status=404, body=""))
    page = visitor.open(NETWORK)
    page.wait_for_selector('#main[data-ready="true"]')
    until(lambda: "The digits are not on this server" in page.inner_text("#board"), lambda: page.inner_text("#board"))
    assert page.is_disabled("#run")
