"""Where pictures come from, and the page's state in its address."""

from __future__ import annotations

import contextlib
import itertools
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from models.assets.assets import CACHE
from tests.support import pictures
from tests.support.client import Client
from tests.support.server import Server

from . import browsers, footage
from .conftest import Visits
from .visits import Visit, difference, pick, spread, until

JPEG, WEBP = b"\xff\xd8", b"RI"
"""How pictures of that kind begin."""


@pytest.fixture
def plays_mp4(visitor: Visit) -> None:
    visitor.open("/about")
    if not visitor.page.evaluate("""document.createElement("video").canPlayType('video/mp4; codecs="avc1.42E01E"')"""):
        browsers.refuse("this Chromium cannot play MP4 files")


def choose(page: Page, kind: str) -> None:
    pick(page, "source", kind)


@pytest.mark.usefixtures("plays_mp4")
def test_from_camera_to_clip_to_picture_and_back(visitor: Visit) -> None:
    page = visitor.start("/demos/pose", frames=3)
    camera = visitor.colours()
    choose(page, "clip")
    page.wait_for_selector("#page[data-source='clip'][data-state='live']")
    visitor.wait_query("source=clip:carphone.mp4")
    pick(page, "clip", "bikes.mp4")
    visitor.wait_query("source=clip:bikes.mp4")
    visitor.wait_answers(5)
    until(lambda: difference(visitor.colours(), camera) > 20, lambda: "the street is not shown")
    choose(page, "picture")
    page.set_input_files("#picture-file", CACHE / "chelsea.png")
    page.wait_for_selector("#page[data-source='picture'][data-state='live']")
    visitor.wait_answers(0)
    still = visitor.colours("#preview img")
    until(lambda: difference(visitor.colours(), still) < 8, lambda: "the cat is not shown")
    assert page.inner_text("#picture-name") == "chelsea.png"
    assert "chelsea" not in visitor.query()
    choose(page, "camera")
    page.wait_for_selector("#page[data-source='camera'][data-state='live']")
    visitor.wait_answers(5)
    until(lambda: difference(visitor.colours(), camera) < 40, lambda: "the camera does not come back")
    assert spread(visitor.colours()) > 15


@pytest.mark.usefixtures("plays_mp4")
def test_a_video_file_of_the_visitor_plays(visitor: Visit) -> None:
    page = visitor.open("/demos/pose")
    choose(page, "file")
    page.set_input_files("#video-file", CACHE / footage.CLIP)
    visitor.wait_answers(5)
    assert visitor.state() == "live"
    assert visitor.wait_data(lambda data: bool(data["people"]))


def test_a_file_that_is_no_picture_gets_a_sentence(visitor: Visit, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nnothing more")
    page = visitor.open("/demos/pose")
    choose(page, "picture")
    page.set_input_files("#picture-file", broken)
    visitor.wait_state("problem")
    assert "cannot show that file" in page.inner_text("#veil-what")
    assert "JPEG, PNG or WebP" in page.inner_text("#veil-next")


def test_cameras_have_names_once_one_is_allowed(visitor: Visit) -> None:
    page = visitor.start("/demos/pose")
    until(lambda: page.locator("#camera option").count() > 1, lambda: "the camera has no name in the list")
    names = page.locator("#camera option").all_inner_texts()
    assert any("camera.mjpeg" in name for name in names), names
    page.select_option("#camera", index=1)
    visitor.wait_answers(3)
    assert visitor.state() == "live"


def test_the_address_opens_the_same_page(visitor: Visit, visits: Visits, browser: Browser, server: Server) -> None:
    page = visitor.open("/demos/style")
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    choose(page, "picture")
    pick(page, "picture", "coffee.png")
    pick(page, "p-style", "7")
    visitor.set_range("#p-blend", 0.35)
    page.get_by_label("Keep my colours").check()
    page.keyboard.press("m")
    page.locator("body").press("v")
    page.get_by_role("button", name="Copy the address").click()
    visitor.wait_says("The address is copied")
    address = page.evaluate("navigator.clipboard.readText()")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')); }")
    page.get_by_role("button", name="Copy the address").click()
    visitor.wait_says("This browser does not let pages copy")
    other = visits(browser, server.url)
    other.open(address.removeprefix(server.url))
    assert _controls(other.page) == _controls(page)
    assert other.page.url == address
    other.page.click("#veil-act")
    data = other.wait_data(lambda data: data is not None)
    assert (data["style"], data["blend"], data["colours"]) == ("7", 0.35, True)


def _controls(page: Page) -> dict[str, str]:
    """What every control of the page stands at."""
    controls: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([
          ...[...document.querySelectorAll("#main input:not([type=file]), #main select")].map((node, index) => [
            `${index} ${node.name || node.id}`,
            node.type === "radio" || node.type === "checkbox" ? String(node.checked) : node.value,
          ]),
          ...["#mirror", "#split"].map((id) => [id, document.querySelector(id).getAttribute("aria-pressed")]),
          ["divider", document.querySelector("#divider").getAttribute("aria-valuenow")],
        ])"""
    )
    return controls


def test_an_address_full_of_nonsense_gives_defaults(visitor: Visit) -> None:
    page = visitor.open("/demos/pose?source=clip:../../etc/passwd&p.people=1e9&p.size=<b>&mirror=2&split=7&x=y")
    assert page.input_value("#p-people") == "6"
    assert page.is_checked('input[name="source"][value="camera"]')
    assert page.is_checked('input[name="p-size"][value="balanced"]')
    assert page.is_hidden("#divider")


def test_reset_sets_every_control_back(visitor: Visit) -> None:
    page = visitor.open("/demos/pose?p.people=2&p.boxes=1&p.size=fine")
    assert page.input_value("#p-people") == "2"
    page.get_by_role("button", name="Reset").click()
    assert page.input_value("#p-people") == "6"
    assert not page.get_by_label("Boxes").is_checked()
    assert visitor.query() == ""


def test_a_page_sends_webp_while_it_is_one_of_a_class(visits: Visits, browser: Browser, server: Server) -> None:
    """Among four streams bytes count; alone it is the milliseconds that coding them takes."""
    visit = visits(browser, server.url)
    sent: list[bytes] = []
    visit.page.on("websocket", lambda socket: socket.on("framesent", lambda data: sent.append(_begins(data))))
    visit.start("/demos/pose")
    assert set(sent) - {b""} == {JPEG}
    with contextlib.ExitStack() as stack:
        others = [stack.enter_context(Client(server.url)) for _ in range(3)]
        streams = [one.open("pose")["stream"] for one in others]
        seqs = itertools.count()

        def is_webp() -> bool:
            seq = next(seqs)
            for one, stream in zip(others, streams, strict=True):
                one.answer(stream, seq, pictures.GOOD)
            visit.answered()  # what was heard of the page is told while something is asked of it
            return WEBP in sent

        until(is_webp, lambda: "it sends JPEG alone")
        visit.wait_answers(3)
    sent.clear()
    visit.wait_answers(2)
    until(lambda: visit.answered() and JPEG in sent, lambda: "it sends JPEG no more")


def _begins(data: str | bytes) -> bytes:
    """A picture's first two bytes; none of what is text."""
    return data[:2] if isinstance(data, bytes) else b""
