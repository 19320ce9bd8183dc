"""What visitors see when the camera cannot be had: each case its sentence, its next step, and a way on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from models.assets.assets import CACHE
from tests.support.server import Server

from . import browsers
from .conftest import Visits
from .visits import Visit, pick, spread, until

FAILING = """navigator.mediaDevices.getUserMedia = () =>
  Promise.reject(Object.assign(new DOMException("no", "%s"), {}));"""

FAILING_ONCE = """{
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  let first = true;
  navigator.mediaDevices.getUserMedia = (wanted) => {
    if (!first) return real(wanted);
    first = false;
    return Promise.reject(new DOMException("in use", "NotReadableError"));
  };
}"""

IGNORED = """{
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = (wanted) => new Promise((resolve, reject) => {
    window.allowAtLast = () => real(wanted).then(resolve, reject);
  });
}"""


def assert_told(visitor: Visit, what: str, step: str) -> None:
    """The page says what is the case and what to do, offers to try again, and holds no camera."""
    page = visitor.page
    visitor.wait_state("problem")
    assert page.inner_text("#veil-what") == what
    assert step in page.inner_text("#veil-next")
    assert page.inner_text("#veil-act") == "Try again"
    assert visitor.says() == what
    assert page.locator("#preview video").count() == 0


def press_start(visitor: Visit) -> None:
    visitor.open("/demos/pose")
    visitor.page.click("#veil-act")


def test_denied(visits: Visits, launch: Callable[..., Browser], server: Server) -> None:
    visitor = visits(launch(browsers.DENY, browsers.FAKE_CAMERA), server.url)
    press_start(visitor)
    assert_told(visitor, "The browser does not let this page use the camera.", "allow the camera, then try again")
    picture_works(visitor)


def test_missing(visits: Visits, launch: Callable[..., Browser], server: Server) -> None:
    visitor = visits(launch(browsers.ALLOW, browsers.NO_CAMERA), server.url)
    press_start(visitor)
    assert_told(visitor, "No camera was found.", "choose a clip or a picture instead")
    picture_works(visitor)


def test_busy_and_free_again(visitor: Visit) -> None:
    visitor.context.add_init_script(FAILING_ONCE)
    press_start(visitor)
    assert_told(visitor, "Another program is using the camera.", "try again")
    visitor.page.click("#veil-act")
    visitor.wait_answers(3, since=0)
    assert visitor.state() == "live"


@pytest.mark.parametrize(
    ("error", "what"),
    [
        ("OverconstrainedError", "This camera cannot give pictures that the page can use."),
        ("AbortError", "Another program is using the camera."),
        ("SecurityError", "The browser does not let this page use the camera."),
        ("TypeError", "The camera could not be started."),
    ],
)
def test_every_error_has_its_sentence(visitor: Visit, error: str, what: str) -> None:
    visitor.context.add_init_script(FAILING % error)
    press_start(visitor)
    assert_told(visitor, what, "ry again")


def test_a_question_that_nobody_answers(visitor: Visit) -> None:
    visitor.context.add_init_script(IGNORED)
    press_start(visitor)
    page = visitor.page
    visitor.wait_state("asking")
    visitor.wait_says("Your browser is asking whether this page may use the camera")
    assert "near the address bar" in page.inner_text("#veil-next")
    page.click("#stop")
    visitor.wait_state("idle")
    # Allowed after all, but too late: nobody is looking, so the camera must not stay on.
    page.evaluate("window.allowAtLast()")
    page.click("#veil-act")
    visitor.wait_state("asking")
    page.evaluate("window.allowAtLast()")
    visitor.wait_answers(3, since=0)
    assert page.locator("#preview video").count() == 1


def test_unplugged_while_streaming(visitor: Visit) -> None:
    visitor.start("/demos/pose", frames=3)
    visitor.page.eval_on_selector(
        "#preview video",
        """(video) => {
          const [track] = video.srcObject.getVideoTracks();
          track.stop();
          track.dispatchEvent(new Event("ended"));
        }""",
    )
    assert_told(visitor, "The camera was unplugged or taken by another program.", "Plug it in again")
    before = visitor.answered()
    visitor.page.click("#veil-act")
    until(lambda: visitor.answered() > before + 2, lambda: "no frames after the camera is back")


def test_plain_http_away_from_this_machine(visits: Visits, browser: Browser, server: Server) -> None:
    visitor = visits(browser, f"http://{browsers.FAR_NAME}:{server.port}")
    page = visitor.open("/demos/pose")
    assert page.evaluate("navigator.mediaDevices === undefined"), (
        "this address counts as secure: the test shows nothing"
    )
    assert "secure pages" in page.inner_text("#veil-what")
    assert "https" in page.inner_text("#veil-next")
    assert page.is_hidden("#veil-act")
    picture_works(visitor)


def picture_works(visitor: Visit) -> None:
    """A picture of the visitor's own is looked at meanwhile."""
    page = visitor.page
    pick(page, "source", "picture")
    page.set_input_files("#picture-file", CACHE / "astronaut.png")
    data = visitor.wait_data(lambda data: bool(data["people"]))
    assert data["people"][0]["score"] > 0.2
    visitor.wait_state("live")
    until(lambda: spread(visitor.colours()) > 15, lambda: "the canvas is blank")
    assert page.is_hidden("#veil")
