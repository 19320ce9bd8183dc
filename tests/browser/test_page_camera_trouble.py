"""A camera that is there and misbehaves: silent, stalled, held back, taken away, refused by the system; a noisy canvas.

The same on a demo's page and on the playground's live page, with a camera that the test holds in its hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.pages import Pages
from tests.support.server import Server

from .conftest import Visits
from .visits import Visit, until

CAMERA = """{
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
  let painted = 0, timer = null;
  const paint = () => {
    const context = canvas.getContext("2d");
    context.fillStyle = `hsl(${painted++ % 360} 80% 50%)`;
    context.fillRect(0, 0, 320, 240);
  };
  const held = {
    tracks: [],
    asked: 0,
    get track() { return held.tracks.at(-1); },
    go() { timer ??= setInterval(paint, 33); },
    stand() { clearInterval(timer); timer = null; },
    mute(is) {
      Object.defineProperty(held.track, "muted", { value: is, configurable: true });
      held.track.dispatchEvent(new Event(is ? "mute" : "unmute"));
    },
    end() {
      held.track.stop();
      held.track.dispatchEvent(new Event("ended"));
    },
  };
  window.camera = held;
  navigator.mediaDevices.getUserMedia = async () => {
    held.asked += 1;
    const media = canvas.captureStream();
    held.tracks.push(media.getVideoTracks()[0]);
    return media;
  };
}"""
"""A camera that gives pictures between go() and stand(), and none at first."""

REFUSED = """{
  window.refusal = ["", ""];
  const refuse = () => Promise.reject(new DOMException(window.refusal[0], "NotAllowedError"));
  navigator.mediaDevices.getUserMedia = refuse;
  navigator.permissions.query = async () => ({ state: window.refusal[1] });
}"""
REFUSALS = {
    ("Permission denied by system", "prompt"): ("does not let the browser use a camera", "system's settings"),
    ("Permission dismissed", "prompt"): ("closed without an answer", "choose Allow"),
    ("The request is not allowed.", "granted"): ("does not let the browser use a camera", "system's settings"),
    ("Permission denied", "denied"): ("does not let this page use the camera", "beside the address"),
}
"""What a browser says of a refusal and has noted for the site; what the page makes of it."""

NOISY = """{
  window.noisy = true;
  for (const { prototype } of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D]) {
    const read = prototype.getImageData;
    prototype.getImageData = function (...area) {
      const image = read.apply(this, area);
      if (window.noisy) image.data.forEach((_, at) => (image.data[at] = (at * 37) %% 256));
      return image;
    };
  }
}""".replace("%%", "%")
"""Reads as a browser does that gives stripes for a canvas until the visitor allows the page to read it."""

HEAR = """() => {
  const status = document.querySelector("#status");
  window.heard = [];
  new MutationObserver(() => window.heard.push(status.textContent)).observe(status, { childList: true });
}"""
"""Keeps all that the status line says from now on."""

SILENT = "The camera is allowed, but it gives no picture."
STALLED = "The camera has stopped giving pictures."
MUTED = "The system is holding the camera back at the moment."
GONE = "The camera was unplugged or taken by another program."


class Stage:
    """A page with a stage, told to use the camera: a demo's, or the playground's live page."""

    def __init__(self, visit: Visit, path: str, frames: str, script: str) -> None:
        self.visit, self._frames = visit, frames
        visit.context.add_init_script(script)
        self.page: Page = visit.open(path)
        until(lambda: self.page.evaluate(f"Boolean({frames.split('.')[0]})"), lambda: "the page's script has not run")
        self.page.click("#veil-act")

    def frames(self) -> int:
        return int(self.page.evaluate(self._frames))

    def goes_on(self) -> None:
        before = self.frames()
        until(lambda: self.frames() > before + 3, lambda: f"no pictures: {self.visit.says()}")
        until(lambda: self.page.is_hidden("#veil"), lambda: self.page.inner_text("#veil"))

    def tells(self, what: str, step: str) -> None:
        """It says what is the case in the status and on the stage, what to do, and offers two ways on."""
        self.visit.wait_says(what)
        assert self.page.inner_text("#veil-what") == what
        assert step in self.page.inner_text("#veil-next")
        assert self.page.inner_text("#veil-act") == "Try again"
        assert self.page.inner_text("#veil-other") == "Use a clip"

    def camera(self, what: str) -> object:
        found: object = self.page.evaluate(f"window.camera.{what}")
        return found


@pytest.fixture(scope="module")
def mirror() -> Iterator[Server]:
    with Server() as server:
        yield server


Open = Callable[[str], Stage]


@pytest.fixture(params=["demo", "playground"])
def stage(request: pytest.FixtureRequest, visits: Visits, browser: Browser, mirror: Server, pages: Pages) -> Open:
    """Opens the page with a script that runs before its own."""

    def opened(script: str) -> Stage:
        if request.param == "demo":
            visit = visits(browser, mirror.url, locale="en", expect=("example.jpg", "404"))
            return Stage(visit, "/demos/mirror", "hype.stats().answered", script)
        visit = visits(browser, pages.url, locale="en")
        return Stage(visit, "/playground/live?source=camera", "playgroundLive.stats().frames", script)

    return opened


def test_allowed_but_silent(stage: Open) -> None:
    shown = stage(CAMERA)
    page = shown.page
    shown.visit.wait_says("Waiting for the camera.")
    page.evaluate(HEAR)
    shown.tells(SILENT, "by itself with the first picture")
    assert not any("browser is asking" in text for text in page.evaluate("window.heard"))
    page.click("#stop")
    until(lambda: shown.camera("track.readyState") == "ended", lambda: "a camera that nobody wants stays on")
    page.click("#veil-act")
    until(lambda: shown.camera("asked") == 2, lambda: "it is not tried again")
    shown.tells(SILENT, "by itself with the first picture")
    shown.camera("go()")
    shown.goes_on()
    assert shown.camera("track.readyState") == "live"


def test_stalled_held_back_and_taken_away(stage: Open) -> None:
    shown = stage(f"{CAMERA}; window.camera.go();")
    shown.goes_on()
    shown.camera("stand()")
    shown.tells(STALLED, "goes on by itself when they come again")
    shown.camera("go()")
    shown.goes_on()
    shown.camera("stand()")
    shown.camera("mute(true)")
    shown.tells(MUTED, "goes on by itself when pictures come again")
    shown.camera("mute(false)")
    shown.camera("go()")
    shown.goes_on()
    assert shown.camera("asked") == 1
    shown.camera("end()")
    shown.tells(GONE, "Plug it in again")
    shown.page.click("#veil-other")
    shown.goes_on()
    assert shown.page.is_checked('input[name="source"][value^="clip"]')
    assert shown.camera("asked") == 1


def test_taken_away_before_its_first_picture(stage: Open) -> None:
    shown = stage(CAMERA)
    until(lambda: shown.camera("asked") == 1, lambda: "the camera is not asked for")
    shown.camera("end()")
    shown.tells(GONE, "Plug it in again")


def test_who_refused(stage: Open) -> None:
    shown = stage(REFUSED)
    for refusal, (what, step) in REFUSALS.items():
        shown.page.evaluate("(refusal) => (window.refusal = refusal)", list(refusal))
        shown.page.click("#veil-act")
        shown.visit.wait_says(what)
        shown.tells(shown.visit.says(), step)


def test_a_canvas_that_gives_stripes(stage: Open) -> None:
    shown = stage(f"{CAMERA}; window.camera.go(); {NOISY}")
    page = shown.page
    shown.visit.wait_says("gives the page stripes")
    assert "let this page read its pictures" in page.inner_text("#veil-next")
    assert page.is_hidden("#veil-other")
    assert shown.camera("asked") == 0
    page.evaluate("window.noisy = false")
    page.click("#veil-act")
    shown.goes_on()
