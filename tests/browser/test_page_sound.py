"""Sound in the page: a fake microphone, a file, the built-in sound, each as hops of 16 kHz; and what fails."""

from __future__ import annotations

import base64
import io
import math
import wave
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser

from tests.support.pages import Pages
from tests.support.server import Server

from . import browsers
from .conftest import Visits
from .visits import spread, until

LISTEN = """async ({ kind, bytes, wanted }) => {
  const { acquireSound } = await import("/static/js/shared/sound/sources.js");
  const decoded = bytes && Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  const file = bytes && new File([decoded], "a.wav", { type: "audio/wav" });
  const source = await acquireSound({ kind, file }, { rate: 16000, hop: 0.08, onEnd() {} }).catch((error) => error);
  if (source.code) return { code: source.code };
  const hops = [];
  const begun = performance.now();
  await new Promise((resolve) => source.listen((samples, level) => {
    hops.push({ samples: [...samples], level });
    if (hops.length === wanted) resolve();
  }));
  const took = performance.now() - begun;
  const shown = [source.element.width, source.element.height, source.still];
  source.release();
  return { hops, took, shown };
}"""


@pytest.fixture(scope="module")
def hearing(launch: Callable[..., Browser]) -> Browser:
    """A browser whose microphone beeps, and that plays without a press."""
    return launch(browsers.ALLOW, browsers.FAKE_CAMERA, "--autoplay-policy=no-user-gesture-required")


@pytest.fixture(scope="module")
def listening() -> Iterator[Server]:
    with Server(demos="loudness,drifting", trusted_hosts=browsers.FAR_NAME) as server:
        yield server


def heard(visits: Visits, browser: Browser, pages: Pages, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = visits(browser, pages.url).open("/").evaluate(LISTEN, {"bytes": None, "wanted": 16} | asked)
    return found


def samples_of(found: dict[str, Any]) -> np.ndarray:
    assert all(len(hop["samples"]) == 1280 for hop in found["hops"])
    assert found["shown"] == [960, 540, False]
    return np.concatenate([hop["samples"] for hop in found["hops"]])


def test_a_microphone_comes_in_hops_of_16_khz(visits: Visits, hearing: Browser, pages: Pages) -> None:
    found = heard(visits, hearing, pages, kind="microphone", wanted=26)
    samples = samples_of(found)
    assert np.abs(samples).max() > 1000, "the fake microphone's beep is heard"
    assert max(hop["level"] for hop in found["hops"]) > 0.3
    assert 1500 < found["took"] < 8000, "26 hops are two seconds"


def test_a_file_is_resampled(visits: Visits, hearing: Browser, pages: Pages) -> None:
    found = heard(visits, hearing, pages, kind="sound", bytes=tone(44_100, 1000), wanted=10)
    samples = samples_of(found)[3200:11_200].astype(float)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    assert abs(np.argmax(spectrum) * 16_000 / len(samples) - 1000) < 5
    assert 0.4 < samples.std() * math.sqrt(2) / 32767 < 0.6


def test_the_built_in_sound_needs_no_device(visits: Visits, hearing: Browser, pages: Pages) -> None:
    assert np.abs(samples_of(heard(visits, hearing, pages, kind="tones"))).max() > 3000


def test_each_fault_has_its_code(
    visits: Visits, hearing: Browser, launch: Callable[..., Browser], pages: Pages
) -> None:
    assert heard(visits, hearing, pages, kind="sound") == {"code": "sound_none"}
    assert heard(visits, hearing, pages, kind="sound", bytes="bm8=") == {"code": "sound_unreadable"}
    denied = launch(browsers.DENY, browsers.FAKE_CAMERA)
    assert heard(visits, denied, pages, kind="microphone") == {"code": "microphone_denied"}


def tone(rate: int, frequency: float) -> str:
    """Two seconds at half of full scale as a WAV, base64."""
    wanted = 0.5 * np.sin(2 * np.pi * frequency * np.arange(2 * rate) / rate)
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((wanted * 32767).astype("<i2").tobytes())
    return base64.b64encode(target.getvalue()).decode()


def test_a_demo_hears_the_visitors_microphone(visits: Visits, hearing: Browser, listening: Server) -> None:
    visit = visits(hearing, listening.url, expect=("example.jpg",))  # demos of the tests have none
    page = visit.open("/demos/loudness")
    kinds = page.locator(".kinds label").all_inner_texts()
    assert kinds == ["Microphone", "Built-in sound", "Sound file"]
    visit.start("/demos/loudness", frames=12)
    assert visit.state() == "live"
    assert page.locator("#microphone option").count() > 1
    assert page.eval_on_selector("#canvas", "(canvas) => [canvas.width, canvas.height]") == [960, 540]
    visit.wait_colours(lambda seen: spread(seen) > 5, "the sound is not seen")
    page.keyboard.press("Space")
    visit.wait_state("paused")
    page.keyboard.press("Space")
    visit.wait_answers(5)
    page.set_input_files(
        "#sound-file", {"name": "tone.wav", "mimeType": "audio/wav", "buffer": base64.b64decode(tone(44_100, 440))}
    )
    visit.wait_answers(8)
    page.click("#stop")
    visit.wait_state("idle")


def test_a_page_without_a_microphone_says_why(
    visits: Visits, launch: Callable[..., Browser], listening: Server
) -> None:
    denied = visits(launch(browsers.DENY, browsers.FAKE_CAMERA), listening.url, expect=("example.jpg",))
    page = denied.open("/demos/loudness")
    page.click("#veil-act")
    denied.wait_says("The browser does not let this page use the microphone.")
    far = visits(denied.context.browser, f"http://{browsers.FAR_NAME}:{listening.port}", expect=("example.jpg",))
    page = far.open("/demos/loudness")
    until(lambda: "plain HTTP" in page.inner_text("#veil-what"), lambda: page.inner_text("#veil-what"))


def test_a_clock_goes_on_by_itself_while_it_is_looked_at(visits: Visits, browser: Browser, listening: Server) -> None:
    visit = visits(browser, listening.url, expect=("example.jpg",))
    page = visit.start("/demos/drifting", frames=8)
    assert page.locator("#source-title").is_hidden()
    page.keyboard.press("Space")
    visit.wait_state("paused")
    page.keyboard.press("Space")
    visit.wait_answers(3)
