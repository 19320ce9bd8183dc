"""Pictures that the page puts together itself: as the server draws them, at the camera's own size."""

from __future__ import annotations

import base64
import io
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser

from benchmarks.pages import Pages
from models.contract.parameters import check_all
from models.contract.registry import find_demos
from models.pose import drawing
from models.pose.people import People

from .conftest import Visits

SIZES = ((640, 480), (1280, 720), (480, 640))

DRAW = """async ({ people, params, width, height }) => {
  const { drawPeople, loadTable } = await import("/demos/pose/page/skeleton.js");
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
    return People(ids, scores, boxes, joints, chosen=True)


def test_colours_by_graphics_card_and_by_arrays_agree(visits: Visits, browser: Browser, pages: Pages) -> None:
    page = visits(browser, pages.url).open("/demos/colorization")
    most, levels = page.evaluate(ALIKE)
    assert levels > 100, "the picture is blank"
    assert most <= 2
