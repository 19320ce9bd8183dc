"""Pictures that the page puts together itself: as the server draws them, at the camera's own size."""

from __future__ import annotations

import base64
import functools
import io
import subprocess
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser

from models.contract.parameters import check_all
from models.contract.registry import find_demos
from models.toolkit.poses import drawing
from models.toolkit.poses.people import People
from tests.support.pages import Pages
from tests.support.server import Server

from . import browsers
from .conftest import Visits
from .visits import Visit, until

SIZES = ((640, 480), (1280, 720), (480, 640))

DRAW = """async ({ people, params, width, height }) => {
  const { drawPeople, loadTable } = await import("/static/js/live/skeleton.js");
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = "rgb(90 120 150)";
  context.fillRect(0, 0, width, height);
  drawPeople(context, people, { params, size: { width, height }, table: await loadTable() });
  const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
  return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
}"""

ALIKE = """async () => {
  const { colourInto, linesOf } = await import("/demos/colorization/page/compose.js");
  const { createColourer } = await import("/demos/colorization/page/webgl.js");
  const [size, guide] = [{ width: 320, height: 180 }, { width: 64, height: 64 }];
  const picture = document.querySelector("#poster");
  await picture.decode();
  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(picture, 0, 0, size.width, size.height);
  const frame = context.getImageData(0, 0, size.width, size.height);
  const levels = Float32Array.from({ length: 64 * 64 }, (_, at) => 128 + 100 * Math.sin(at / 37));
  const plane = (turn) => Float32Array.from({ length: 64 * 64 }, (_, at) => 60 * Math.cos(at / 300 + turn));
  const lines = linesOf(levels, [plane(0), plane(2)], guide);
  const bitmap = await createImageBitmap(canvas);
  const drawn = createColourer({ slow: true }).draw(bitmap, size, lines, 1.2);
  context.drawImage(drawn, 0, 0);
  const card = context.getImageData(0, 0, size.width, size.height).data;
  colourInto(frame.data, size, lines, 1.2);
  let most = 0;
  for (let at = 0; at < card.length; at++) most = Math.max(most, Math.abs(card[at] - frame.data[at]));
  return [most, new Set(card).size];
}"""


def person(number: int, left: float, top: float, width: float, height: float) -> dict[str, Any]:
    """A person within a box, in fractions of the frame; the last joint is not seen."""
    at = np.random.default_rng(number).uniform(0.1, 0.9, (17, 2))
    joints = [[round(left + x * width, 4), round(top + y * height, 4), 0.9] for x, y in at]
    joints[-1][2] = 0.1
    return {"id": number, "score": 0.8, "box": [left, top, left + width, top + height], "keypoints": joints}


SEEN = """() => {
  const canvas = document.querySelector("#canvas");
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const found = { width, height, red: [0, 0, 0], bright: [width, 0, height, 0], ground: 0 };
  for (let at = 0; at < data.length; at += 4) {
    const [x, y] = [(at / 4) % width, Math.floor(at / 4 / width)];
    if (data[at] > 200 && data[at + 1] < 80) found.red = [found.red[0] + x, found.red[1] + y, found.red[2] + 1];
    else if (data[at + 1] > 190) {
      const [left, right, top, bottom] = found.bright;
      found.bright = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
    }
  }
  const [left, right, top, bottom] = found.bright;
  for (let at = 0; at < data.length; at += 4) {
    const [x, y] = [(at / 4) % width, Math.floor(at / 4 / width)];
    if (x > left - 24 && x < right + 24 && y > top - 24 && y < bottom + 24) continue; // the rims are neither
    found.ground = Math.max(found.ground, Math.abs(data[at + 1] - data[2 * 4 + 1]));
  }
  return found;
}"""
"""The middle of the red dot times its pixels, the white square's rim, and how even the ground is."""

PEOPLE = [person(1, 0.05, 0.1, 0.5, 0.85), person(2, 0.7, 0.3, 0.12, 0.3), person(8, 0.85, 0.6, 0.1, 0.12)]


@pytest.mark.parametrize("size", SIZES)
def test_the_page_draws_people_as_the_server_does(
    visits: Visits, browser: Browser, pages: Pages, size: tuple[int, int]
) -> None:
    width, height = size
    params = check_all(find_demos()["pose"].params, {"boxes": False})
    page = visits(browser, pages.url).open("/demos/pose")
    told = {"people": PEOPLE, "params": params, "width": width, "height": height}
    with Image.open(io.BytesIO(base64.b64decode(page.evaluate(DRAW, told)))) as image:
        drawn = np.array(image.convert("RGB")).astype(int)
    plain = np.full((height, width, 3), (90, 120, 150), np.uint8)
    served = drawing.draw(plain.copy(), people_of(PEOPLE), params).astype(int)
    inked, expected = (np.abs(picture - plain).max(2) > 20 for picture in (drawn, served))
    assert expected.mean() > 0.03
    for one, other in ((inked, expected), (expected, inked)):
        near = cv2.dilate(other.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        assert (one & near).sum() > 0.995 * one.sum(), "what one draws lies a pixel or less from what the other draws"
    inside = cv2.erode((inked & expected).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    assert (np.abs(drawn - served)[inside].max(1) < 40).mean() > 0.8, "of the same colour, but at the colours' rims"
    assert np.abs(drawn - served).mean() < 2.5


def people_of(told: list[dict[str, Any]]) -> People:
    ids, scores, boxes, joints = (np.array([one[key] for one in told]) for key in ("id", "score", "box", "keypoints"))
    return People(ids, scores, boxes, joints)


def test_colours_by_graphics_card_and_by_arrays_agree(visits: Visits, browser: Browser, pages: Pages) -> None:
    page = visits(browser, pages.url).open("/demos/colorization")
    most, levels = page.evaluate(ALIKE)
    assert levels > 100, "the picture is blank"
    assert most <= 2


@pytest.fixture(scope="module")
def moving(launch: Callable[..., Browser], tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """A browser whose camera, 1280 x 720, shows a white square that moves 12 pixels a frame over grey."""
    film = tmp_path_factory.mktemp("square") / "camera.mjpeg"
    scene = "color=gray:s=1280x720:r=30:d=5[ground];color=white:s=120x120:r=30:d=5[square];"
    scene += "[ground][square]overlay=x='100+mod(360*t,960)':y='300+150*sin(3*t)'"
    command = ["ffmpeg", "-v", "error", "-y", "-threads", "1", "-filter_complex", scene]
    subprocess.run([*command, "-pix_fmt", "yuvj420p", "-q:v", "3", str(film)], check=True, stdin=subprocess.DEVNULL)
    return launch(*browsers.with_camera(film))


def test_what_is_drawn_lies_on_the_frame_that_was_sent_at_the_cameras_size(visits: Visits, moving: Browser) -> None:
    with Server(demos="square") as server:
        visit = visits(moving, server.url, expect=("example.jpg",))  # demos of the tests have none
        page = visit.start("/demos/square?mirror=0", frames=3)
        assert visit.stats()["lastData"]["width"] == 160, "the network gets what it asked for"
        places = []
        for _ in range(12):
            before = visit.answered()
            until(functools.partial(_more, visit, before), lambda: "no further answer")
            found = page.evaluate(SEEN)
            assert (found["width"], found["height"]) == (1280, 720)
            assert found["ground"] < 8, "beside the dot and the square it is the camera's own picture"
            x, y, pixels = found["red"]
            left, right, top, bottom = found["bright"]
            if right - left < 100 or bottom - top < 100:
                continue  # it jumps back to where it began
            places.append(left)
            # A pixel that the network sees is 8 of the camera's; while an answer is under way the square moves by 30.
            assert abs(x / pixels - (left + right) / 2) < 8
            assert abs(y / pixels - (top + bottom) / 2) < 8
        assert len(places) > 6
        assert len(set(places)) > 4, "the square does not move"


def _more(visit: Visit, before: int) -> bool:
    return visit.answered() > before
