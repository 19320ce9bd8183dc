"""Lips as a visitor sees them: the browser's microphone hears a woman read, and the mouth says what she says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from models.contract.demo import Sample
from models.contract.parameters import check_all
from models.lips.demo import LipsDemo
from tests.support.demos import loaded
from tests.support.pictures import GOOD
from tests.support.server import Server

from . import browsers
from .conftest import Visits
from .test_axe import PHONE
from .visits import overhang, until

SENTENCE = Path(__file__).parents[2] / "models" / "lips" / "page" / "english.wav"
SILENT = "--mute-audio"

WATCH = """(wanted) => new Promise((resolve) => {
  const page = document.getElementById("page");
  const seen = [];
  const watcher = new MutationObserver(() => {
    const { frame, mouth } = JSON.parse(page.dataset.mouth);
    seen.push([frame, ...mouth]);
    if (seen.length === wanted) { watcher.disconnect(); resolve(seen); }
  });
  watcher.observe(page, { attributeFilter: ["data-mouth"] });
})"""
"""The frames and mouths that are drawn, as they are drawn."""


@pytest.fixture(scope="module")
def speaking() -> Iterator[Server]:
    with Server(demos="lips", threads="auto", device="auto") as server:
        yield server


@pytest.fixture(scope="module")
def hearing(launch: Callable[..., Browser]) -> Browser:
    """A browser whose microphone hears the sentence again and again."""
    recording = f"--use-file-for-fake-audio-capture={SENTENCE}"
    return launch(browsers.ALLOW, browsers.FAKE_CAMERA, recording, SILENT, "--autoplay-policy=no-user-gesture-required")


def offline() -> np.ndarray:
    """What the network says of the recording, heard three times over (n, 5)."""
    demo = loaded(LipsDemo())
    sound = np.tile(demo.example(), 3)
    return np.array(demo.run(Sample(sound), check_all(demo.params, {})).data["mouth"])


def agreement(seen: np.ndarray, truth: np.ndarray) -> float:
    """The correlation of the opening, where the two fit best: nobody knows where in the sentence the browser begins."""
    frames = (seen[:, 0] - seen[0, 0]).astype(int)
    starts = range(len(truth) - int(frames[-1]))
    return max(float(np.corrcoef(seen[:, 1], truth[start + frames, 0])[0, 1]) for start in starts)


def shown(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.get_attribute("#page", "data-mouth") or "{}")
    return found


def test_the_microphone_moves_the_mouth_as_the_network_says_offline(
    visits: Visits, hearing: Browser, speaking: Server
) -> None:
    visitor = visits(hearing, speaking.url)
    page = visitor.start("/demos/lips", frames=12)
    seen = np.array(page.evaluate(WATCH, 130))
    assert (np.diff(seen[:, 0]) > 0).all(), "time goes forward"
    assert seen[-1, 0] - seen[0, 0] < 3 * 130, "few frames are left out"
    assert agreement(seen, offline()) >= 0.95
    late = page.locator(".lips__late")
    until(lambda: "ms" in late.inner_text(), late.inner_text)
    print(f"\nfrom sound to mouth: {page.get_attribute('#page', 'data-late')} ms")
    assert 90 < int(page.get_attribute("#page", "data-late") or 0) < 2000, "look-ahead and window alone are 92 ms"
    assert "is-now" in (page.locator(".ahead tbody tr").last.get_attribute("class") or "")

    page.focus("#p-ahead")
    page.keyboard.press("Home")
    visitor.wait_query("p.ahead=0")
    until(lambda: "is-now" in (page.locator(".ahead tbody tr").first.get_attribute("class") or ""), lambda: "it holds")
    page.check("#p-slow")
    until(lambda: shown(page)["frame"] < visitor.stats()["lastData"]["told"] - 100, lambda: str(shown(page)))
    before = visitor.answered()
    until(lambda: visitor.answered() > before, lambda: "it goes on hearing")
    page.uncheck("#p-slow")
    until(lambda: shown(page)["frame"] > visitor.stats()["lastData"]["told"] - 50, lambda: str(shown(page)))

    whole = visitor.colours()
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.method != "GET" else None)
    page.set_input_files("#lips-photo-file", {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": GOOD})
    page.wait_for_selector(".photo:not([hidden])")
    until(lambda: visitor.colours() != whole, lambda: "the photograph is on the stage")
    slider = page.locator(".photo__row input").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert slider.input_value() == "0.505"
    assert posted == [], "a photograph stays in the page"


def test_a_sentence_is_played_on_a_phone_in_portuguese(visits: Visits, hearing: Browser, speaking: Server) -> None:
    visitor = visits(hearing, speaking.url, **PHONE, locale="pt-BR", reduced_motion="reduce")
    page = visitor.open("/demos/lips?p.beside=0")
    assert overhang(page) <= 0
    button = page.get_by_role("button", name="Frase em português")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    button.tap()
    visitor.wait_answers(20)
    assert page.locator('input[value="sound"]').is_checked()
    visitor.wait_data(lambda data: "PP" in data["said"])
    page.locator(".lips__typed button").tap()
    visitor.wait_says("microfone" if page.evaluate("speechSynthesis.getVoices().length") else "voz própria")


def test_a_refused_microphone_gets_its_sentence(
    visits: Visits, launch: Callable[..., Browser], speaking: Server
) -> None:
    visitor = visits(launch(browsers.DENY, browsers.FAKE_CAMERA), speaking.url)
    page = visitor.open("/demos/lips")
    page.click("#veil-act")
    visitor.wait_says("The browser does not let this page use the microphone.")
