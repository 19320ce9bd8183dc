"""What only phones do: two cameras, turning round, a screen that goes dark, a page in the background."""

from __future__ import annotations

import functools
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.support.server import Server

from .conftest import Visits
from .test_axe import PHONE
from .visits import Visit, page_width, until

TWO_CAMERAS = """() => {
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  window.asked = [];
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const media = await ask(constraints);
    const [track] = media.getVideoTracks();
    const { ideal: facingMode } = constraints.video.facingMode ?? {};
    const settings = track.getSettings.bind(track);
    track.getSettings = () => ({ ...settings(), facingMode });
    window.asked.push({ facingMode, track });
    return media;
  };
}"""
"""The browser's one camera as the two of a phone: each says which way it faces, as it was asked to."""

TURNING = """() => {
  const canvas = document.createElement("canvas");
  const draw = () => {
    const context = canvas.getContext("2d");
    const { width, height } = canvas;
    context.fillStyle = "#206020";
    context.fillRect(0, 0, width, height);
    context.fillStyle = "#e00000";
    context.fillRect(width / 2 - 100, height / 2 - 100, 200, 200);
  };
  window.turn = (width, height) => { Object.assign(canvas, { width, height }); draw(); };
  window.turn(640, 480);
  setInterval(draw, 40);
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(25);
}"""
"""A camera with a red square before it, whose picture turns with the phone, as Android's do."""

RED = """(node) => {
  const { width, height } = node;
  const { data } = node.getContext("2d").getImageData(0, 0, width, height);
  const across = new Set(), down = new Set();
  for (let i = 0; i < data.length; i += 4) {
    if (data[i] < 160 || data[i + 1] > 90) continue;
    across.add((i / 4) % width);
    down.add(Math.floor(i / 4 / width));
  }
  return { width, height, across: across.size, down: down.size };
}"""
"""How large the canvas is, and the red in it."""

WATCHED = """() => {
  let hidden = false;
  Object.defineProperty(document, "hidden", { get: () => hidden });
  Object.defineProperty(document, "visibilityState", { get: () => (hidden ? "hidden" : "visible") });
  window.away = (is) => { hidden = is; document.dispatchEvent(new Event("visibilitychange")); };
  window.awake = [];
  const request = async (kind) => {
    const lock = { kind, released: false, release: async () => { lock.released = true; } };
    window.awake.push(lock);
    return lock;
  };
  Object.defineProperty(navigator, "wakeLock", { value: { request } });
}"""
"""Whether the page is seen, as the test says; the screen's locks, which a headless browser does not give."""

RATE = """() => new Promise((resolve) => {
  const before = window.hype.stats().answered;
  setTimeout(() => resolve((window.hype.stats().answered - before) / 3), 3000);
})"""
"""Answers a second, over three seconds."""


@pytest.fixture
def phone(visits: Visits, browser: Browser, server: Server) -> Visit:
    return visits(browser, server.url, **PHONE)


def prepared(phone: Visit, script: str) -> Visit:
    phone.page.add_init_script(f"({script})()")
    return phone


def box(phone: Visit, selector: str) -> dict[str, Any]:
    found = phone.page.locator(selector).bounding_box()
    assert found is not None
    return dict(found)


def is_turned(phone: Visit, ratio: float) -> bool:
    """Whether the picture has this ratio of width to height, and the square in it is one."""
    seen = phone.page.eval_on_selector("#canvas", RED)
    if not seen["down"] or abs(seen["width"] / seen["height"] / ratio - 1) > 0.02:
        return False
    return bool(0.9 < seen["across"] / seen["down"] < 1.1)


def test_front_and_back_camera(phone: Visit) -> None:
    page = prepared(phone, TWO_CAMERAS).start("/demos/pose", frames=2)
    assert page.evaluate("asked[0].facingMode") == "user"
    assert page.get_attribute("#mirror", "aria-pressed") == "true"
    for asked, (choice, mode, mirror) in enumerate((("back", "environment", "false"), ("front", "user", "true")), 1):
        page.select_option("#camera", f"to:{choice}")
        until(functools.partial(page.evaluate, f"asked.length > {asked}"), lambda: "no camera was asked for")
        phone.wait_answers(2)
        assert page.evaluate("asked.at(-1).facingMode") == mode
        assert page.evaluate("asked.at(-2).track.readyState") == "ended", "the other camera is still on"
        assert page.get_attribute("#mirror", "aria-pressed") == mirror
        phone.wait_query(f"camera={choice}")
    page.reload()
    page.wait_for_selector("#page[data-whole=true]", state="attached")
    page.click("#veil-act")
    phone.wait_answers(1, since=0)
    assert page.evaluate("asked[0].facingMode") == "user"
    assert page.input_value("#camera") == "to:front"


def test_turned_round_while_a_stream_runs(phone: Visit) -> None:
    page = prepared(phone, TURNING).start("/demos/pose?p.points=0&p.skeleton=0&mirror=0", frames=2)
    page.evaluate("document.getElementById('overlay').append(document.createElement('i'))")  # an empty one is not there
    for width, height, window in ((480, 640, (390, 844)), (640, 480, (844, 390)), (480, 640, (390, 844))):
        page.evaluate("([width, height]) => turn(width, height)", [width, height])
        page.set_viewport_size({"width": window[0], "height": window[1]})
        want = width / height
        until(functools.partial(is_turned, phone, want), lambda: str(page.eval_on_selector("#canvas", RED)))
        picture, overlay = box(phone, "#canvas"), box(phone, "#overlay")
        assert abs(picture["width"] / picture["height"] / want - 1) < 0.02, f"stretched to {picture}"
        assert all(abs(picture[side] - overlay[side]) <= 1 for side in picture), f"{overlay} is not over {picture}"
        assert picture["width"] <= window[0]
        assert page_width(page) <= window[0], "the page scrolls sideways"
        assert phone.state() == "live"
        phone.wait_answers(2)


def test_the_screen_stays_on_and_the_background_is_slow(phone: Visit) -> None:
    page = prepared(phone, WATCHED).start("/demos/pose", frames=2)
    until(lambda: page.evaluate("awake.length === 1 && !awake[0].released"), lambda: str(page.evaluate("awake")))
    rates: list[float] = []

    def is_quick() -> bool:
        rates.append(page.evaluate(RATE))
        return rates[-1] >= 3

    until(is_quick, lambda: f"{rates} answers a second")
    quick = rates[-1]
    page.evaluate("away(true)")
    until(lambda: page.evaluate("awake[0].released"), lambda: str(page.evaluate("awake")))
    assert page.evaluate(RATE) <= min(2, quick / 2), f"as quick in the background as before: {quick:.1f} a second"
    page.evaluate("away(false)")
    until(lambda: page.evaluate("awake.length === 2 && !awake[1].released"), lambda: str(page.evaluate("awake")))
    until(lambda: page.evaluate(RATE) > quick / 2, lambda: "the background's rate stays")
    page.click("#stop")
    until(lambda: page.evaluate("awake.every((lock) => lock.released)"), lambda: str(page.evaluate("awake")))
