"""The playground's live page: both engines' numbers, and where its pictures come from."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.support.pages import Pages

from .conftest import Visits
from .live_playground import LIVE, choose, opened, stat, wait_field
from .visits import Visit, difference, until

COUNT_CAMERA = """
  window.askedForCamera = 0;
  const ask = navigator.mediaDevices?.getUserMedia;
  if (ask) navigator.mediaDevices.getUserMedia = function (...all) {
    window.askedForCamera += 1;
    return ask.apply(this, all);
  };"""

NO_WEBGL = """
  const get = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...all) {
    return kind === "webgl2" ? null : get.call(this, kind, ...all);
  };"""

FROZEN = """async () => {
  const { frames } = window.playgroundLive.stats();
  for (let turn = 0; turn < 30; turn++) await new Promise((next) => requestAnimationFrame(next));
  return window.playgroundLive.stats().frames === frames ? frames : null;
}"""
"""The number of frames, where none came for half a second of the screen."""
LOSE = """() => document.querySelector(".live-after").getContext("webgl2")
  .getExtension("WEBGL_lose_context").loseContext()"""

AGREE = """async () => {
  const live = "/static/js/playground/live/";
  const { ArraysEngine } = await import(`${live}arrays.js`);
  const { createWebgl } = await import(`${live}webgl.js`);
  const { makePlan } = await import(`${live}plan.js`);
  const { kernelsOf, stageNamed } = await import(`${live}chain.js`);
  const { KERNELS } = await import("/static/js/playground/maths/kernels.js");
  const { randomFrom } = await import("/static/js/shared/chance.js");
  const random = randomFrom(5);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const photos = await Promise.all(["astronaut", "coffee", "chelsea"].map(async (name) => {
    const image = new Image();
    image.src = `/clips/${name}.png`;
    await image.decode();
    return image;
  }));
  const arrays = new ArraysEngine();
  const webgl = createWebgl(document.createElement("canvas"));
  if (!webgl) return null;
  const side = () => pick([1, 2, 3, 4, 5, 6, 7]);
  const own = () => {
    const [height, width] = [side(), side()];
    const rows = Array.from({ length: height }, () =>
      Array.from({ length: width }, () => Math.round(random() * 16 - 8) / 4));
    return { rows, factor: pick([1, 1 / 9, -0.5]), bias: pick([0, 12, -7.5]) };
  };
  const seen = [];
  for (let n = 0; n < 20; n++) {
    const [width, height] = [61 + 7 * n, 190 - 5 * n];
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    if (n % 4 < 3) context.drawImage(photos[n % 4], 0, 0, width, height);
    else {
      const noise = context.createImageData(width, height);
      noise.data.forEach((_, i) => (noise.data[i] = i % 4 === 3 ? 255 : random() * 256));
      context.putImageData(noise, 0, 0);
    }
    const { data } = context.getImageData(0, 0, width, height);
    const [one, other] = [new Uint8ClampedArray(data.length), new Uint8ClampedArray(data.length)];
    const chains = [[stageNamed(KERNELS[n % KERNELS.length].name)], [own()], [own(), stageNamed("sobel_x"), own()]];
    for (const chain of chains) {
      for (const colour of [false, true]) {
        const plan = makePlan({ chain: kernelsOf(chain), colour, edges: pick(["zero", "replicate", "reflect"]),
          negatives: pick(["clamp", "absolute", "centre"]) });
        if (!plan.single) continue;
        arrays.run(plan, data, width, height, one);
        webgl.run(plan, canvas, width, height);
        webgl.read(other);
        let [most, differing, spread] = [0, 0, new Set()];
        one.forEach((byte, i) => {
          const off = Math.abs(byte - other[i]);
          if (off) differing += 1;
          most = Math.max(most, off);
          if (i % 97 === 0) spread.add(byte);
        });
        seen.push({ picture: n, most, share: differing / one.length, greys: spread.size });
      }
    }
  }
  return seen;
}"""


@pytest.fixture
def visitor(visits: Visits, browser: Browser, pages: Pages) -> Visit:
    return visits(browser, pages.url)


# The engines


def test_the_engines_agree_on_twenty_pictures(visitor: Visit) -> None:
    page = opened(visitor)
    seen = page.evaluate(AGREE)
    assert seen is not None, "this browser has no WebGL 2"
    assert {entry["picture"] for entry in seen} == set(range(20))
    assert len(seen) > 100
    assert max(entry["most"] for entry in seen) <= 1
    assert max(entry["share"] for entry in seen) < 0.001
    assert sum(entry["greys"] > 8 for entry in seen) > 60, "the pictures are blank"


def test_arrays_are_quick_enough_for_thirty_frames_a_second(visitor: Visit) -> None:
    page = opened(visitor, "?engine=arrays")
    found = page.evaluate("async () => (await import('/static/js/playground/live/bench.js')).compare({ runs: 15 })")
    assert found["different"] <= 1
    assert found["arrays"] < 1000 / 30
    assert found["ratio"] > 2


def test_without_webgl_the_arrays_compute(visitor: Visit) -> None:
    visitor.context.add_init_script(NO_WEBGL)
    page = opened(visitor, "?engine=webgl&k=sobel_x")
    assert stat(page, "engine") == "arrays"
    assert page.inner_text("#engine") == "JavaScript"


def test_a_lost_graphics_card_is_replaced_and_said(visitor: Visit) -> None:
    page = opened(visitor, "?engine=webgl&split=0&neg=absolute")
    assert stat(page, "engine") == "webgl"
    page.evaluate(LOSE)
    until(lambda: "JavaScript carries on" in page.inner_text("#note"), lambda: page.inner_text("#note"))
    page.select_option("#kernel", "emboss")
    until(lambda: stat(page, "engine") == "arrays", lambda: str(stat(page, "engine")))
    assert len({tuple(colour) for colour in visitor.colours(".live-after")}) > 20


def test_both_engines_show_the_same_picture(visitor: Visit) -> None:
    page = opened(visitor, "?engine=arrays&k=gaussian~laplacian&colour=1&neg=centre")
    by_arrays = snapshot_colours(visitor)
    choose(page, "engine", "webgl")
    until(lambda: stat(page, "engine") == "webgl", lambda: str(stat(page, "engine")))
    assert difference(by_arrays, snapshot_colours(visitor)) < 1


def snapshot_colours(visitor: Visit) -> list[list[int]]:
    """The shown picture, in the frame in which it is drawn: a shader's canvas is empty afterwards."""
    with visitor.page.expect_download() as waiting:
        visitor.page.locator("#snapshot").click()
    from PIL import Image

    with Image.open(waiting.value.path()) as image:
        small = image.convert("RGB").resize((64, 48))
        return [list(small.getpixel((x, y))) for y in range(48) for x in range(64)]  # type: ignore[arg-type]


# Sources


def test_the_first_visit_shows_a_picture_and_asks_no_camera(visitor: Visit) -> None:
    visitor.context.add_init_script(COUNT_CAMERA)
    page = opened(visitor)
    assert page.evaluate("window.askedForCamera") == 0
    assert stat(page, "phase") == "still"
    page.goto(visitor.url + LIVE + "?source=camera")
    page.wait_for_selector("#veil:visible")
    page.wait_for_timeout(300)
    assert page.evaluate("window.askedForCamera") == 0
    page.click("#veil-act")
    page.wait_for_selector('#live[data-phase="on"]')
    assert page.evaluate("window.askedForCamera") == 1


def test_camera_live_frozen_stopped(visitor: Visit) -> None:
    page = opened(visitor)
    page.click("#use-camera")
    page.wait_for_selector('#live[data-phase="on"]')
    wait_field(page, "source", "camera")
    assert stat(page, "size") == {"width": 640, "height": 480}
    begin = int(str(stat(page, "frames")))
    until(lambda: int(str(stat(page, "frames"))) > begin + 10, lambda: "no frames come")
    until(lambda: page.inner_text("#fps") not in ("–", "0"), lambda: page.inner_text("#fps"))
    page.locator("h1").click()
    page.keyboard.press("Space")
    until(lambda: "Frozen" in page.inner_text("#status"), lambda: page.inner_text("#status"))
    held = page.evaluate(FROZEN)
    assert held is not None, "frames come although the picture is frozen"
    page.select_option("#kernel", "box")
    until(lambda: stat(page, "frames") != held, lambda: "a new kernel does not show in the frozen picture")
    page.click("#toggle")
    until(lambda: int(str(stat(page, "frames"))) > int(str(held)) + 5, lambda: "it does not go on")
    page.click("#stop")
    page.wait_for_selector('#live[data-phase="idle"]')


def test_clips_and_own_pictures(visitor: Visit) -> None:
    page = opened(visitor)
    choose(page, "source", "clip:carphone.mp4")
    page.wait_for_selector('#live[data-phase="on"]')
    until(lambda: stat(page, "size.height") == 144, lambda: str(stat(page, "size")))
    png = page.evaluate(
        """() => { const c = Object.assign(document.createElement("canvas"), { width: 30, height: 20 });
        const x = c.getContext("2d"); x.fillStyle = "rgb(10, 20, 30)"; x.fillRect(0, 0, 30, 20);
        return c.toDataURL("image/png").split(",")[1]; }"""
    )
    import base64

    own = {"name": "own.png", "mimeType": "image/png", "buffer": base64.b64decode(png)}
    page.set_input_files("#own-file", own)  # type: ignore[arg-type]
    until(lambda: stat(page, "size") == {"width": 30, "height": 20}, lambda: str(stat(page, "size")))
    assert page.inner_text("#own-name") == "own.png"
    bad = {"name": "bad.png", "mimeType": "image/png", "buffer": b"no picture"}
    page.set_input_files("#own-file", bad)  # type: ignore[arg-type]
    until(lambda: "cannot show that file" in page.inner_text("#status"), lambda: page.inner_text("#status"))
    choose(page, "source", "picture:coffee.png")
    page.wait_for_selector('#live[data-phase="still"]')
