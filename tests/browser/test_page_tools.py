"""The stage's tools: pause, snapshot, recording, comparison, mirror, full screen, keys."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from . import footage
from .visits import Visit, difference, drag_divider, mirrored, until

PLAIN = "/demos/pose?source=picture:astronaut.png&p.skeleton=0&p.points=0"
"""A still that comes back as it was sent."""


def test_space_pauses_and_resumes(visitor: Visit) -> None:
    visitor.page.add_init_script(f"({COUNT})()")
    page = visitor.start("/demos/pose", frames=3)
    page.keyboard.press("Space")
    visitor.wait_state("paused")
    assert page.is_visible("#paused-mark")
    assert page.inner_text("#toggle-text") == "Resume"
    assert page.evaluate(SETTLED), "frames are answered although the page is paused"
    before = visitor.answered()
    page.keyboard.press("Space")
    visitor.wait_state("live")
    until(lambda: visitor.answered() > before + 3, lambda: "no frames after the pause")
    page.click("#stop")
    visitor.wait_state("idle")
    assert page.locator("#preview video").count() == 0, "the camera is still held"


COUNT = """() => {
  window.frames_sent = 0;
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (typeof data !== "string") window.frames_sent += 1;
    return send.call(this, data);
  };
}"""
SETTLED = """async () => {
  const { hype } = window;
  const open = () => window.frames_sent - hype.stats().answered - hype.stats().dropped;
  const rest = (ms) => new Promise((done) => setTimeout(done, ms));
  const end = performance.now() + 60000;
  for (let before = -1; open() > 0 || before !== window.frames_sent; before = window.frames_sent) {
    if (performance.now() > end) return false;
    await rest(300);
  }
  const settled = hype.stats().answered;
  await rest(700);
  return hype.stats().answered === settled;
}"""
"""Whether, once the frames that were under way are answered, however long that takes, no more come."""


def test_snapshot_is_a_png_of_the_picture(visitor: Visit, tmp_path: Path) -> None:
    page = visitor.start("/demos/pose", frames=3)
    with page.expect_download() as waiting:
        page.keyboard.press("s")
    download = waiting.value
    visitor.wait_says(download.suggested_filename)
    assert download.suggested_filename.startswith("pose-")
    assert download.suggested_filename.endswith(".png")
    download.save_as(tmp_path / "shot.png")
    with Image.open(tmp_path / "shot.png") as image:
        assert image.format == "PNG"
        size = page.eval_on_selector("#canvas", "(canvas) => [canvas.width, canvas.height]")
        assert list(image.size) == size == [640, 480]
        assert len(image.convert("RGB").getcolors(1 << 24) or []) > 1000
    assert visitor.state() == "live"


def test_recording_is_a_film(visitor: Visit, tmp_path: Path) -> None:
    page = visitor.start("/demos/pose", frames=3)
    page.keyboard.press("r")
    page.wait_for_selector("#recording:visible")
    assert page.get_attribute("#record", "aria-pressed") == "true"
    recorded = page.locator("#recording-text")
    until(lambda: int(recorded.inner_text().rpartition(":")[2]) >= 2, recorded.inner_text)
    with page.expect_download() as waiting:
        page.keyboard.press("r")
    assert waiting.value.suggested_filename.endswith(".webm")
    waiting.value.save_as(tmp_path / "film.webm")
    codec, width, height, seconds = footage.probe(tmp_path / "film.webm")
    assert codec in ("vp8", "vp9")
    assert (width, height) == (640, 480)
    assert seconds > 1
    assert abs(footage.told(tmp_path / "film.webm") - seconds) < 0.5, "players know how long it is"
    page.wait_for_selector("#recording", state="hidden")


def test_nothing_to_save_before_the_first_picture(visitor: Visit) -> None:
    page = visitor.open("/demos/pose")
    page.keyboard.press("s")
    visitor.wait_says("There is no picture yet")
    page.keyboard.press("r")
    visitor.wait_says("There is no picture yet")
    assert page.is_hidden("#recording")


def test_the_divider_shows_the_original(visitor: Visit) -> None:
    page = visitor.start("/demos/style?source=picture:astronaut.png")
    painted, original = visitor.colours(), visitor.colours("#preview img")
    page.keyboard.press("v")
    divider = page.locator("#divider")
    assert divider.get_attribute("aria-valuenow") == "50"
    divider.focus()
    page.keyboard.press("ArrowRight")
    assert divider.get_attribute("aria-valuenow") == "52"
    page.keyboard.press("PageDown")
    assert divider.get_attribute("aria-valuenow") == "42"
    visitor.wait_query("split=0.42")
    page.keyboard.press("End")
    until(lambda: difference(visitor.colours(), original) < 6, lambda: "the original is not shown")
    page.keyboard.press("Home")
    until(lambda: difference(visitor.colours(), painted) < 6, lambda: "the painting is not shown")
    drag_divider(page, divider, 0.75)
    assert divider.get_attribute("aria-valuenow") == "75"
    divider.blur()
    page.keyboard.press("v")
    assert divider.is_hidden()
    assert page.get_attribute("#split", "aria-pressed") == "false"


def test_mirror_turns_the_picture(visitor: Visit) -> None:
    page = visitor.start(PLAIN)
    straight = visitor.colours()
    assert page.get_attribute("#mirror", "aria-pressed") == "false"
    page.keyboard.press("m")
    until(lambda: difference(visitor.colours(), mirrored(straight)) < 4, lambda: "the picture is not turned round")
    assert difference(straight, mirrored(straight)) > 15
    assert page.get_attribute("#mirror", "aria-pressed") == "true"
    visitor.wait_query("mirror=1")


def test_f_is_for_the_projector(visitor: Visit) -> None:
    page = visitor.start("/demos/pose", frames=3)
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement?.id === 'stage'")
    until(lambda: page.get_attribute("#projector", "aria-pressed") == "true", lambda: "the button does not say so")
    assert not _seen(page, "#controls")
    assert page.is_hidden(".tools")
    wide = "(node) => node.getBoundingClientRect().width"
    until(lambda: page.eval_on_selector("#stage", wide) >= 1280, lambda: "the stage does not fill the screen")
    size = page.eval_on_selector('[data-figure="fps"]', "(node) => parseFloat(getComputedStyle(node).fontSize)")
    assert size >= 32, "not readable from the last row"
    before = visitor.answered()
    until(lambda: visitor.answered() > before + 2, lambda: "frames stop in projector mode")
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement === null")
    assert page.is_visible(".tools")


def _seen(page: Page, selector: str) -> bool:
    """Whether a point of the element is what one sees there."""
    seen: bool = page.eval_on_selector(
        selector,
        """(node) => {
          const { left, top, width } = node.getBoundingClientRect();
          return node.contains(document.elementFromPoint(left + width / 2, top + 5));
        }""",
    )
    return seen


def test_the_question_mark_lists_the_keys(visitor: Visit) -> None:
    page = visitor.start("/demos/pose", frames=2)
    page.keyboard.press("?")
    dialog = page.locator("#keys")
    assert dialog.is_visible()
    for word in ("space", "snapshot", "record", "projector", "mirror"):
        assert word in dialog.inner_text()
    page.keyboard.press("m")
    assert "mirror=" not in visitor.query(), "a key acts behind the open list"
    page.keyboard.press("Escape")
    until(dialog.is_hidden, lambda: "the list stays open")


def test_keys_do_nothing_while_one_types(visitor: Visit) -> None:
    page = visitor.start(PLAIN)
    page.evaluate(
        "document.querySelector('#main').append(Object.assign(document.createElement('input'), {id: 'note'}))"
    )
    page.click("#note")
    page.keyboard.type("smf v?1 ")
    assert page.input_value("#note") == "smf v?1 "
    assert visitor.state() == "live"
    assert visitor.query() == PLAIN.partition("?")[2]
    assert page.is_hidden("#keys")
    assert page.evaluate("document.fullscreenElement === null")


def test_digits_and_arrows_choose(visitor: Visit) -> None:
    page = visitor.start("/demos/style?source=picture:astronaut.png")
    page.keyboard.press("1")
    visitor.wait_data(lambda data: data["style"] == "0")
    page.keyboard.press("ArrowRight")
    visitor.wait_data(lambda data: data["style"] == "1")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    visitor.wait_data(lambda data: data["style"] == "25")
