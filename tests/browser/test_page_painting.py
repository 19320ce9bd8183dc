"""A painted shape and the lesion that is made of it, as a visitor has them: by mouse, by finger and by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser

from models.lesion_synthesis import masks, outline
from models.lesion_synthesis.painting import LEFT, RIGHT, SIDE, TOP
from models.toolkit.synthesis.sheets import WIDTH
from tests.support.server import Server
from tests.support.web import ask

from .conftest import Visits
from .test_axe import PHONE, serious
from .test_page_everywhere import SMALL
from .test_page_synthesis import LESIONS, SLOW, opens
from .visits import Visit, overhang, until

PAD = """(node) => {
  const cell = node.width / 32;
  const { data } = node.getContext("2d").getImageData(0, 0, node.width, node.height);
  const middle = (place) => Math.floor((place + 0.5) * cell);
  const red = (at) => data[4 * (middle(Math.floor(at / 32)) * node.width + middle(at % 32))];
  return Array.from({ length: 32 * 32 }, (_, at) => Number(red(at) > 127));
}"""
"""Which cells of the pad are painted, row by row."""
PAINT = f"{LESIONS.page}?p.show=paint&p.kind=nv"
NUMBERS = 7
SQUARE = """(node, [left, top, side, whole]) => {
  const scale = node.width / whole;
  const context = new OffscreenCanvas(64, 64).getContext("2d", { willReadFrequently: true });
  context.imageSmoothingQuality = "high";
  context.drawImage(node, left * scale, top * scale, side * scale, side * scale, 0, 0, 64, 64);
  return [...context.getImageData(0, 0, 64, 64).data];
}"""
"""A square of the sheet on the stage's canvas as 64 × 64 pixels."""


@pytest.fixture(scope="module")
def painting() -> Iterator[Server]:
    with Server(demos="lesion_synthesis", threads="auto") as server:
        yield server


def square(visitor: Visit, left: int) -> Any:
    """RGB uint8 (64, 64, 3)."""
    values = visitor.page.eval_on_selector("#canvas", SQUARE, [left, TOP, SIDE, WIDTH])
    return np.array(values, np.uint8).reshape(64, 64, 4)[..., :3]


def paints(visitor: Visit, *places: tuple[float, float]) -> None:
    """From place to place, in shares of the pad's side, with the button down."""
    box = visitor.page.locator(".paint__pad").bounding_box()
    assert box is not None
    mouse = visitor.page.mouse
    for at, (x, y) in enumerate(places):
        mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=6)
        if at == 0:
            mouse.down()
    mouse.up()
    mouse.move(box["x"] + box["width"] / 2, box["y"] - 20)  # the brush leaves no ring


def whole(visitor: Visit) -> str:
    """What the pad shows, as digits. While a hand paints, pieces of it are under way."""
    cells = visitor.page.eval_on_selector(".paint__pad", PAD)
    return masks.as_digits(np.array(cells, np.float32).reshape(32, 32))


def of(number: int) -> Callable[[Any], bool]:
    """Whether data are of the picture with a number."""
    return lambda data: bool(data["first"] == number)


def painted(data: Any) -> Any:
    return masks.as_mask(data["mask"])


def test_a_lesion_is_made_where_it_was_painted(visits: Visits, browser: Browser, painting: Server) -> None:
    """The median of a few numbers, of what is found in the picture that came back: nothing else judges it."""
    visitor = opens(visits(browser, painting.url), PAINT)
    page = visitor.page
    page.get_by_role("button", name="Clear").click()
    visitor.wait_data(lambda data: not painted(data).any() and data["overlap"] is None, SLOW)
    visitor.set_range("#paint-size", 4.5)
    paints(visitor, (0.4, 0.6), (0.6, 0.45), (0.45, 0.5))
    shape = painted(visitor.wait_data(lambda data: data["mask"] == whole(visitor), SLOW))
    assert masks.as_digits(shape) in visitor.query(), "the address tells the shape"
    assert shape[14:17, 17:19].all()
    assert not shape[:6].any()
    page.get_by_role("button", name="Outlines").click()
    left = square(visitor, LEFT).reshape(32, 2, 32, 2, 3).mean((1, 3, 4)) > 127
    assert outline.overlap(left, shape) > 0.95, "the sheet shows what was painted"
    overlaps = []
    for number in range(NUMBERS):
        visitor.set_range("#p-first", number)
        visitor.wait_data(of(number), SLOW)
        visitor.wait_answers(2)
        found = outline.found(square(visitor, RIGHT))
        overlaps.append(outline.overlap(found, masks.sized(shape, 64) > 0.5))
    assert np.median(overlaps) >= 0.7, overlaps
    assert visitor.unexpected() == []


def test_by_keys_alone(visits: Visits, browser: Browser, painting: Server) -> None:
    visitor = opens(visits(browser, painting.url), PAINT)
    page = visitor.page
    page.get_by_role("button", name="Clear").click()
    visitor.wait_data(lambda data: not painted(data).any(), SLOW)
    page.get_by_label("Paint a shape").focus()
    for key in ("Shift+ArrowLeft", "ArrowUp", "Space"):
        page.keyboard.press(key)
    shape = painted(visitor.wait_data(lambda data: painted(data).any(), SLOW))
    rows, columns = np.nonzero(shape)
    assert (round(float(columns.mean())), round(float(rows.mean()))) == (11, 14)
    assert visitor.state() == "live", "the space bar painted, and stopped nothing"
    page.get_by_role("button", name="Erase").click()
    page.get_by_label("Paint a shape").focus()
    page.keyboard.press("Enter")
    visitor.wait_data(lambda data: not painted(data).any(), SLOW)
    assert "Nothing is painted" in page.inner_text(".paint__overlap")


@pytest.mark.parametrize(("language", "said"), [("en", "Paint on the left"), ("pt-BR", "Pinte à esquerda")])
def test_on_a_phone_a_finger_paints(
    visits: Visits, browser: Browser, painting: Server, language: str, said: str
) -> None:
    visitor = opens(visits(browser, painting.url, **PHONE, locale=language), PAINT)
    page = visitor.page
    assert said in page.inner_text("#made")
    assert overhang(page) <= 0
    pad = page.locator(".paint__pad")
    assert pad.evaluate("(node) => getComputedStyle(node).touchAction") == "none", (
        "a finger paints, and scrolls nothing"
    )
    box = pad.bounding_box()
    assert box is not None
    before = visitor.stats()["lastData"]["mask"]
    page.touchscreen.tap(box["x"] + 0.9 * box["width"], box["y"] + 0.9 * box["height"])
    visitor.wait_data(lambda data: data["mask"] != before and painted(data)[28, 28], SLOW)
    assert serious(page) == []
    assert page.evaluate(SMALL) == []


def test_another_view_hides_the_pad_and_a_ready_shape_comes_at_once(
    visits: Visits, browser: Browser, painting: Server
) -> None:
    visitor = opens(visits(browser, painting.url), PAINT)
    page = visitor.page
    before = visitor.stats()["lastData"]["mask"]
    page.get_by_role("button", name="Ragged").click()
    visitor.wait_data(lambda data: data["mask"] != before, SLOW)
    page.get_by_role("button", name="Back to the wall").click()
    visitor.wait_data(lambda data: data["show"] == "wall", SLOW)
    until(lambda: page.locator(".paint__pad").is_hidden(), lambda: "the pad is still there")
    assert page.locator("#paint-size").is_hidden()


@pytest.mark.parametrize("mask", ["", "0", "g" * 256, "f" * 255, "f" * 257, "%0A" + "f" * 256, "f" * 3000])
def test_what_is_no_shape_is_refused_and_the_next_is_answered(painting: Server, mask: str) -> None:
    refused = ask(painting.port, "POST", f"/api{LESIONS.page}?show=paint&mask={mask}")
    assert (refused.status, refused.code) == (400, "bad_params")
    assert ask(painting.port, "POST", f"/api{LESIONS.page}?show=paint&mask={'0' * 256}").status == 200
