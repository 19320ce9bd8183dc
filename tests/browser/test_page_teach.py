"""Teaching as a visitor does it: two things, by keyboard, by pointer and by touch; kept as a file, read again."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest
from playwright.sync_api import Browser, Page

from models.assets.assets import CACHE
from tests.support.server import Server

from .conftest import Visits
from .test_axe import PHONE
from .visits import PATIENCE, Visit, overhang, until

SCENES = ("chelsea.png", "coffee.png")

CAMERA = """(scenes) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const pictures = Promise.all(scenes.map((text) =>
    createImageBitmap(new Blob([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))]))));
  let [shown, turn] = [0, 0];
  window.scene = (number) => (shown = number);
  pictures.then((all) => setInterval(() => {
    const [x, y] = [30 * Math.sin(++turn / 3), 20 * Math.cos(turn / 2)];
    canvas.getContext("2d").drawImage(all[shown], x - 40, y - 30, 720, 540);
  }, 100));
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(10);
}"""
"""A camera in a hand that is not still; ``scene(number)`` says what is before it."""


def camera() -> str:
    def jpeg(name: str) -> str:
        small = cv2.resize(cv2.imread(str(CACHE / name)), (320, 240), interpolation=cv2.INTER_AREA)
        return base64.b64encode(cv2.imencode(".jpg", small)[1].tobytes()).decode()

    return f"({CAMERA})({[jpeg(name) for name in SCENES]})"


@pytest.fixture(scope="module")
def teaching() -> Iterator[Server]:
    with Server(demos="teach", threads="auto", device="auto") as server:
        yield server


def begin(visitor: Visit, path: str = "/demos/teach") -> Page:
    return visitor.start(path, frames=2)


def scene(visitor: Visit, number: int) -> None:
    """Turn the camera, and wait until nothing that is under way shows what was before it."""
    visitor.page.evaluate("(number) => window.scene(number)", number)
    visitor.wait_answers(4)


def counted(page: Page, label: int, least: int) -> None:
    count = page.locator(".teach__count").nth(label)
    until(lambda: int(count.inner_text().split()[0]) >= least, lambda: f"only {count.inner_text()}", 3 * PATIENCE)


def says(page: Page, name: str) -> None:
    most = page.locator("#teach-now .is-most .teach__name")
    until(lambda: most.count() == 1 and most.inner_text() == name, lambda: page.inner_text("#teach-now"))


def test_two_things_are_taught_by_keyboard_and_by_pointer_and_kept_as_a_file(
    visits: Visits, browser: Browser, teaching: Server, tmp_path: Path
) -> None:
    visitor = visits(browser, teaching.url, locale="en")
    visitor.page.add_init_script(camera())
    page = begin(visitor)
    page.get_by_label("Name of thing 1").fill("cat")
    page.get_by_label("Name of thing 2").fill("cup")
    scene(visitor, 0)
    page.get_by_role("button", name="Hold to take: cat").focus()
    page.keyboard.down(" ")
    counted(page, 0, 10)
    page.keyboard.up(" ")
    assert visitor.state() == "live", "space belongs to the button, and does not pause"
    page.click("#teach-act")
    assert "three pictures" in page.inner_text("#teach-learn")
    scene(visitor, 1)
    hold = page.get_by_role("button", name="Hold to take: cup")
    hold.hover()
    page.mouse.down()
    counted(page, 1, 10)
    page.mouse.up()
    taken = page.locator(".teach__count").all_inner_texts()
    visitor.wait_answers(3)
    assert page.locator(".teach__count").all_inner_texts() == taken, "nothing is taken when nothing is held"
    assert page.locator(".teach__thumbs canvas").count() == 16

    page.click("#teach-act")
    until(lambda: "Learnt from" in page.inner_text("#teach-learn"), lambda: page.inner_text("#teach-learn"))
    assert page.locator(".teach__line[d^=M]").count() == 2
    cells = [int(text) for text in page.locator(".teach__matrix td").all_inner_texts()]
    assert cells[1] == cells[2] == 0
    assert min(cells[0], cells[3]) >= 2
    says(page, "cup")
    scene(visitor, 0)
    says(page, "cat")

    assert "Step 4 of 6" in page.inner_text(".teach__step")
    page.locator("#teach-ask").focus()
    page.keyboard.down("Enter")
    until(
        lambda: "Step 5 of 6" in page.inner_text(".teach__step"), lambda: page.inner_text("#teach-trial"), 3 * PATIENCE
    )
    page.keyboard.up("Enter")
    assert "It saw the thing." in page.inner_text("#teach-trial"), "here its background was not changed"

    with page.expect_download() as saving:
        page.click("#teach-export")
    kept = tmp_path / "taught.json"
    saving.value.save_as(kept)
    assert kept.stat().st_size < 30_000

    page = begin(visitor)
    assert page.get_by_label("Name of thing 1").input_value() == "Thing 1"
    damaged = tmp_path / "damaged.json"
    damaged.write_text(kept.read_text(encoding="utf-8").replace("1280", "1279"), encoding="utf-8")
    page.set_input_files("#teach-import", damaged)
    until(lambda: "another network" in page.inner_text("#teach-file"), lambda: page.inner_text("#teach-file"))
    page.set_input_files("#teach-import", kept)
    for number, name in enumerate(("cat", "cup")):
        scene(visitor, number)
        says(page, name)
    with page.expect_download() as saving:
        page.click("#teach-export")
    assert Path(saving.value.path()).read_bytes() == kept.read_bytes()


def test_by_touch_on_a_phone_in_portuguese(visits: Visits, browser: Browser, teaching: Server) -> None:
    visitor = visits(browser, teaching.url, **PHONE, locale="pt-BR", reduced_motion="reduce")
    visitor.page.add_init_script(camera())
    page = begin(visitor, "/demos/teach?p.where=0")
    fingers = page.context.new_cdp_session(page)
    for label in (0, 1):
        scene(visitor, label)
        hold = page.locator("#teach-classes .teach__hold").nth(label)
        hold.scroll_into_view_if_needed()
        box = hold.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        fingers.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
        counted(page, label, 4)
        fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.locator("#teach-act").tap()
    says(page, "Coisa 2")
    assert overhang(page) <= 0
