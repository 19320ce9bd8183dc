"""The filter as a visitor sees it: what is blocked is blurred before it is drawn, and nothing of it leaves the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.support.classroom import token
from tests.support.server import Server

from . import browsers, footage
from .conftest import Visits
from .test_axe import PHONE
from .visits import HEIGHT, SAMPLE, WIDTH, Colours, overhang, until

WATCH = """() => {
  window.drawn = [];
  const page = document.getElementById("page");
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (picture, ...rest) {
    if (this.canvas.id === "canvas") window.drawn.push([page.dataset.blocked, picture instanceof OffscreenCanvas]);
    return draw.call(this, picture, ...rest);
  };
}"""
"""Notes of all that is drawn on the stage whether it is blocked, and whether it is the blurred copy."""

LATE = """() => new Promise((resolve) => {
  const video = document.querySelector("#preview video");
  const context = new OffscreenCanvas(64, 48).getContext("2d", { willReadFrequently: true });
  let [without, begun] = [false, null];
  const end = performance.now() + 50000;
  const look = () => {
    context.drawImage(video, 0, 0, 64, 48);
    const [red, green] = context.getImageData(12, 23, 1, 1).data;
    const isThere = red > 150 && green < 80;
    const isBlocked = document.getElementById("page").dataset.blocked === "true";
    if (!isThere) [without, begun] = [without || !isBlocked, null];
    else if (without) begun ??= performance.now();
    if (begun !== null && isBlocked) resolve(performance.now() - begun);
    else if (performance.now() > end) resolve(null);
    else requestAnimationFrame(look);
  };
  look();
})"""
"""The milliseconds from the camera's first frame with a card to the first that is blocked."""


@pytest.fixture(scope="module")
def filtering() -> Iterator[Server]:
    with Server(demos="content", threads="auto", device="auto", lan=1, mdns=0) as server:
        yield server


@pytest.fixture(scope="module")
def cards(launch: Callable[..., Browser], tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """A browser whose camera shows a man, and a red card all the time."""
    return launch(*browsers.with_camera(footage.make(tmp_path_factory.mktemp("cards"), footage.CARD)))


def detail(colours: Colours) -> float:
    """How much neighbours differ from the middle between them, above and below the sign: near 0 in what is blurred."""
    rows = [colours[start : start + WIDTH] for start in range(0, WIDTH * HEIGHT, WIDTH)]
    found = [
        abs(row[at - 1][1] + row[at + 1][1] - 2 * row[at][1])
        for row in (*rows[2:16], *rows[32:46])
        for at in range(1, WIDTH - 1)
    ]
    return sum(found) / len(found)


def has_card(colours: Colours) -> bool:
    """Whether the card of the footage is in a picture, below the sign: seen by its red, mirrored or not."""
    return any(colours[29 * WIDTH + x][0] > 130 and colours[29 * WIDTH + x][1] < 70 for x in (12, WIDTH - 1 - 12))


def test_a_card_that_comes_up_is_blocked_within_three_seconds(
    visits: Visits, launch: Callable[..., Browser], tmp_path: Path, filtering: Server
) -> None:
    browser = launch(*browsers.with_camera(footage.make(tmp_path, footage.CARD_AT_TIMES)))
    page = (visitor := visits(browser, filtering.url)).start("/demos/content", frames=2)
    page.evaluate(WATCH)
    assert page.eval_on_selector("#preview", "(node) => getComputedStyle(node).visibility") == "hidden"
    late = page.evaluate(LATE)
    assert late is not None
    assert late <= 3000
    visitor.wait_data(lambda data: not data["blocked"])
    until(lambda: page.get_attribute("#page", "data-blocked") == "false", lambda: "it stays blocked")
    drawn = page.evaluate("window.drawn")
    assert {is_copy for blocked, is_copy in drawn if blocked == "true"} == {True}
    assert {is_copy for blocked, is_copy in drawn if blocked == "false"} == {False}
    truth = page.locator("#content-truth")
    truth.click()
    told = page.locator("#content-rules [role=status]")
    until(lambda: told.inner_text().startswith("Looks that show it: "), told.inner_text)
    assert page.locator("#content-rules tbody tr").count() == 3
    until(lambda: "of 30 frames" in page.inner_text(".filter__saved"), lambda: page.inner_text(".filter__saved"))
    page.locator(".cartoon__stage").scroll_into_view_if_needed()
    until(lambda: "%" in page.inner_text(".cartoon__rows"), lambda: page.inner_text(".cartoon__rows"))


def test_nothing_of_what_is_blocked_leaves_the_page(
    visits: Visits, cards: Browser, tmp_path: Path, filtering: Server
) -> None:
    teacher = visits(cards, filtering.url, expect=("403",))
    desk = teacher.open("/teacher")
    desk.fill("#token", token(filtering))
    desk.press("#token", "Enter")
    desk.wait_for_selector("main.desk[data-connected=true]")
    desk.click("[data-lead=wall]")
    wall = teacher.context.new_page()
    wall.goto(filtering.url + "/wall")

    guest = visits(cards, filtering.url)
    page = guest.start("/demos/content?p.rule=one&split=0.5", frames=2)
    sharp = detail(guest.colours("#preview video"))
    blurred = sharp / 3
    guest.wait_data(lambda data: bool(data["blocked"]))
    assert detail(guest.colours()) < blurred, "the original is not beside it either"
    with page.expect_download() as coming:
        page.keyboard.press("s")
    coming.value.save_as(tmp_path / "shot.png")
    with Image.open(tmp_path / "shot.png") as shot:
        small = shot.convert("RGB").resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    assert detail([list(small.getpixel((x, y))) for y in range(HEIGHT) for x in range(WIDTH)]) < blurred  # type: ignore[arg-type]

    page.keyboard.press("r")
    page.wait_for_selector("#recording:visible")
    guest.wait_answers(2)
    with page.expect_download() as coming:
        page.keyboard.press("r")
    coming.value.save_as(tmp_path / "film.webm")
    film = footage.pictures(tmp_path / "film.webm", WIDTH, HEIGHT)
    assert len(film) >= 2
    assert max(map(detail, film)) < blurred

    page.click(".tools button:has-text('Wall')")
    page.click("dialog[open] button[value=yes]")
    wall.wait_for_selector("#tiles li canvas:not([hidden])")
    until(lambda: max(map(max, wall.eval_on_selector("#tiles canvas", SAMPLE))) > 40, lambda: "the tile is empty")
    assert detail(wall.eval_on_selector("#tiles canvas", SAMPLE)) < blurred

    audience = visits(cards, filtering.url)
    audience.open("/audience")
    stage = teacher.context.new_page()
    stage.goto(filtering.url + "/demos/content?p.rule=one")
    stage.click("#veil-act")
    stage.wait_for_selector("#canvas:not([hidden])")
    stage.click(".roombar button:has-text('Present')")
    until(lambda: int(audience.page.get_attribute("main", "data-pictures") or 0) >= 2, lambda: "nothing is presented")
    assert detail(audience.colours("#screen")) < blurred
    desk.click("[data-lead=wall]")


def test_a_recording_has_no_card_unblurred_when_one_comes_up_and_goes(
    visits: Visits, launch: Callable[..., Browser], tmp_path: Path, filtering: Server
) -> None:
    browser = launch(*browsers.with_camera(footage.make(tmp_path, footage.CARD_AT_TIMES)))
    page = (visitor := visits(browser, filtering.url)).start("/demos/content?p.rule=one", frames=2)
    visitor.wait_data(lambda data: not data["blocked"])
    sharp = detail(visitor.colours("#preview video"))
    page.keyboard.press("r")
    page.wait_for_selector("#recording:visible")
    until(lambda: has_card(visitor.colours("#preview video")), lambda: "the camera shows no card")
    visitor.wait_data(lambda data: bool(data["blocked"]))
    visitor.wait_data(lambda data: not data["blocked"])
    visitor.wait_answers(1)
    with page.expect_download() as coming:
        page.keyboard.press("r")
    coming.value.save_as(tmp_path / "film.webm")
    film = footage.pictures(tmp_path / "film.webm", WIDTH, HEIGHT)
    whole = [picture for picture in film if detail(picture) > sharp / 3]
    assert 2 <= len(whole) <= len(film) - 2, "some of it is let through, some blurred"
    assert not any(map(has_card, whole))


def test_on_a_phone_in_portuguese_all_fits(visits: Visits, cards: Browser, filtering: Server) -> None:
    visitor = visits(cards, filtering.url, **PHONE, locale="pt-BR", reduced_motion="reduce")
    page = visitor.start("/demos/content", frames=1)
    assert overhang(page) <= 0
    assert "Modelo oculto" in page.inner_text("#page")
    assert page.inner_text("#content-truth") == "Está à vista"
    box = page.locator("#content-truth").bounding_box()
    assert box is not None
    assert box["height"] >= 44
