"""Colorization's own page: three views, hints, a place asked about, old photographs at full size, the game."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from models.assets.assets import CACHE
from tests.support.server import Server

from .conftest import Visits
from .test_axe import PHONE, serious
from .test_page_everywhere import SMALL
from .visits import HEIGHT, WIDTH, Colours, Visit, page_width, until

STILL = "/demos/colorization?source=picture:astronaut.png"


@pytest.fixture(scope="module")
def served_colours() -> Iterator[Server]:
    with Server(demos="colorization", threads="auto") as server:
        yield server


@pytest.fixture
def visit(visits: Visits, browser: Browser, served_colours: Server) -> Visit:
    made: Visit = visits(browser, served_colours.url)
    return made


@pytest.mark.parametrize("language", ["en-GB", "pt-BR"])
def test_on_a_phone_in_both_languages(visits: Visits, browser: Browser, served_colours: Server, language: str) -> None:
    page = visits(browser, served_colours.url, locale=language, **PHONE).start(STILL)
    for name in ("hinting", "asking", "photos", "game"):
        page.click(f"#{name} summary")
    page.locator("#hinting .fold__row button").first.click()
    page.set_input_files("#photos-file", CACHE / "coffee.png")
    page.wait_for_selector(".photos__pair")
    assert serious(page) == []
    assert page.evaluate(SMALL) == []
    assert page_width(page) <= 390
    said = page.inner_text("#extension")
    assert ("Dicas de cor" in said) == (language == "pt-BR")


def block(colours: Colours, across: tuple[float, float], down: tuple[float, float]) -> np.ndarray:
    """The part of the sampled picture between these fractions of its width and height, (n, 3)."""
    picture = np.array(colours, float).reshape(HEIGHT, WIDTH, 3)
    (left, right), (top, bottom) = across, down
    return picture[int(top * HEIGHT) : int(bottom * HEIGHT), int(left * WIDTH) : int(right * WIDTH)].reshape(-1, 3)


def colour_of(pixels: np.ndarray) -> float:
    """The mean difference of the largest and the smallest channel: 0 for grey."""
    return float((pixels.max(1) - pixels.min(1)).mean())


def only_ours(page: Page) -> None:
    """The coloured picture alone on the stage."""
    page.uncheck("#three-way")


def test_live_the_three_parts_show_grey_guess_and_truth(visit: Visit) -> None:
    page = visit.start("/demos/colorization", frames=3)
    page.wait_for_selector(".three:not([hidden])")
    parts = [(0.02, 0.31), (0.36, 0.64), (0.69, 0.98)]

    def is_coloured(seen: Colours) -> bool:
        grey, ours, _ = (colour_of(block(seen, part, (0, 1))) for part in parts)
        return grey < 6 and ours > grey + 6

    visit.wait_colours(is_coloured, "the left part is not grey, or the middle not coloured")
    names = page.locator(".three__name").all_inner_texts()
    assert names == ["grey: what it sees", "its guess", "truth"]
    handle = page.get_by_role("slider", name="Between grey and coloured")
    handle.focus()
    handle.press("End")
    until(lambda: colour_of(block(visit.colours(), (0.7, 1), (0, 1))) < 6, lambda: "all is grey now")
    only_ours(page)
    until(lambda: colour_of(block(visit.colours(), parts[0], (0, 1))) > 6, lambda: "all is coloured now")
    page.locator('[data-param="saturation"] input').press("Home")
    visit.wait_data(lambda data: data["saturation"] == 0)
    until(lambda: colour_of(np.array(visit.colours())) < 6, lambda: "without saturation all is grey")


def test_a_hint_changes_its_place_and_not_the_far_side(visit: Visit) -> None:
    page = visit.start(STILL)
    only_ours(page)
    before = visit.colours()
    page.click("#hinting summary")
    page.fill("#hint-colour", "#2040c0")
    box = page.locator("#overlay").bounding_box()
    assert box
    page.mouse.click(box["x"] + 0.2 * box["width"], box["y"] + 0.8 * box["height"])
    visit.wait_data(lambda data: len(data["hints"]) == 1)
    near, far = ((0.1, 0.3), (0.7, 0.9)), ((0.6, 1.0), (0.0, 0.4))

    def change(where: tuple[tuple[float, float], tuple[float, float]]) -> float:
        return float(np.abs(block(visit.colours(), *where) - block(before, *where)).mean())

    until(lambda: change(near) > 12, lambda: f"near the hint only {change(near):.1f} changed")
    assert change(far) < 0.25 * change(near)
    blue = block(visit.colours(), *near).mean(0)
    assert blue[2] > blue[0], "it is blue there"
    dot = page.get_by_role("button", name="Colour hint 1")
    dot.press("ArrowRight")
    visit.wait_data(lambda data: len(data["hints"]) == 1 and abs(data["hints"][0]["x"] - 0.21) < 0.002)
    page.get_by_role("button", name="Colour hint 1").press("Delete")
    visit.wait_data(lambda data: data["hints"] == [])
    until(lambda: change(near) < 3, lambda: "without hints it is as before")


def test_a_place_is_asked_about(visit: Visit) -> None:
    page = visit.start(STILL)
    page.click("#asking summary")
    box = page.locator("#overlay").bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.45 * box["width"], box["y"] + 0.2 * box["height"])
    visit.wait_data(lambda data: data["place"] and abs(data["place"]["y"] - 0.2) < 0.02)
    until(lambda: "most probable" in page.inner_text(".asking__words"), lambda: page.inner_text(".asking__words"))
    drawn = "node => node.getContext('2d').getImageData(0, 0, node.width, node.height).data.some(Boolean)"
    until(lambda: page.eval_on_selector(".asking__map", drawn), lambda: "the map is blank")
    page.click("#asking summary")
    visit.wait_data(lambda data: data["place"] is None)


def photograph(kind: str, size: tuple[int, int]) -> bytes:
    file = io.BytesIO()
    picture = Image.open(CACHE / "astronaut.png").convert("L").resize(size)
    picture.save(file, kind, **({"compression": "tiff_lzw"} if kind == "TIFF" else {}))
    return file.getvalue()


def test_old_photographs_come_back_at_full_size(
    visits: Visits, browser: Browser, served_colours: Server, tmp_path: Path
) -> None:
    page = visits(browser, served_colours.url, expect=("status of 400",)).open(STILL)  # for the torn one
    page.click("#photos summary")
    files = {"grandfather.tif": photograph("TIFF", (4000, 3000)), "house.jpg": photograph("JPEG", (900, 1200))}
    files["notes.txt"] = b"no picture"
    files["torn.png"] = photograph("PNG", (300, 200))[:2000]
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    page.set_input_files("#photos-file", [tmp_path / name for name in files])
    says = {name: page.locator(".photos__item", has_text=name).locator(".photos__words") for name in files}
    sizes = {"grandfather.tif": (4000, 3000), "house.jpg": (900, 1200)}
    for name, (width, height) in sizes.items():
        expect(says[name]).to_contain_text("Done", timeout=120_000)
        assert f"{width} × {height}" in says[name].inner_text()
    until(lambda: "not a picture" in says["notes.txt"].inner_text(), lambda: says["notes.txt"].inner_text())
    until(lambda: "damaged" in says["torn.png"].inner_text(), lambda: says["torn.png"].inner_text())
    item = page.locator(".photos__item", has_text="grandfather.tif")
    with page.expect_download() as coming:
        item.get_by_role("link", name="Download").click()
    assert coming.value.suggested_filename == "grandfather-colour.jpg"
    with Image.open(coming.value.path()) as result:
        assert result.size == (4000, 3000)
        small = np.asarray(result.convert("RGB").resize((80, 60)), float).reshape(-1, 3)
    assert colour_of(small) > 8, "it is coloured"
    item.get_by_role("button", name="Remove").click()
    assert page.locator(".photos__item").count() == 3


def test_the_game_counts_a_vote(visit: Visit) -> None:
    page = visit.open(STILL)
    page.click("#game summary")
    until(lambda: "32.3 %" in page.inner_text(".game__rate"), lambda: page.inner_text(".game__rate"))
    page.get_by_role("button", name="Play with the picture on the stage").click()
    until(lambda: "no picture on the stage" in page.inner_text("#game"), lambda: page.inner_text("#game"))
    page.get_by_role("button", name="Play with given pictures").click()
    page.wait_for_selector("[data-stage=look] .game__card img", timeout=120_000)
    page.wait_for_selector("[data-stage=ask]")
    assert page.eval_on_selector(".game__card img", "node => getComputedStyle(node).visibility") == "hidden"
    page.get_by_role("button", name="The left one").click()
    page.wait_for_selector("[data-stage=told]")
    assert sorted(page.locator(".game__caption").all_inner_texts()) == ["fake", "true"]
    until(lambda: "of 1 votes" in page.inner_text(".game__rate"), lambda: page.inner_text(".game__rate"))
    state = page.evaluate("fetch('/api/votes/fake').then((answer) => answer.json())")
    assert state["total"] == 1
    assert set(state["mine"]) == {"given-1"}
    page.get_by_role("button", name="Close").click()
    page.click("#veil-act")
    visit.wait_answers(1, since=0)
    page.get_by_role("button", name="Play with the picture on the stage").click()
    page.wait_for_selector("[data-stage=ask]", timeout=120_000)
    page.get_by_role("button", name="The right one").click()
    until(lambda: "of 2 votes" in page.inner_text(".game__rate"), lambda: page.inner_text(".game__rate"))
