"""Captioning as a visitor sees it: a photograph of a cat is what the camera shows."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from models.assets import assets
from tests.support.server import Server

from . import browsers
from .visits import Visit, until

SENTENCE = ".captions__sentence"


@pytest.fixture(scope="module")
def cat_camera(launch: Callable[..., Browser], tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """A browser whose camera shows a photograph, cut to a camera's shape."""
    target = tmp_path_factory.mktemp("photograph") / "camera.mjpeg"
    command = ["ffmpeg", "-v", "error", "-loop", "1", "-t", "1", "-i", str(assets.path("chelsea.png"))]
    command += ["-vf", "crop=400:300,scale=640:480", "-r", "10", "-pix_fmt", "yuvj420p", "-q:v", "3", str(target)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return launch(*browsers.with_camera(Path(target)))


@pytest.fixture(scope="module")
def describing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(demos="captioning", threads="auto", device="auto") as server:
        yield server


@pytest.fixture
def visitor(visits, cat_camera: Browser, describing: Server) -> Visit:
    return visits(cat_camera, describing.url)


TOLD = """() => [
  document.querySelector("#captions-sentence [role=status]").innerText,
  document.querySelector(".captions__sentence").innerText.split(/\\s+/).filter(Boolean).join(" "),
  window.hype.stats().lastData.shown.text,
]"""
"""The sentence as it is spoken, as it is shown and as the answer has it, all at one moment: the next may be another."""
MARKED = """() => {
  window.marked = [];
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (target.classList.contains("is-looked-into") && window.marked.at(-1) !== target.innerText) {
        window.marked.push(target.innerText);
      }
    }
  }).observe(document.querySelector("#captions-sentence"), { subtree: true, attributeFilter: ["class"] });
}"""
"""Keeps the words that are looked into from now on: one is for less than a moment."""


def words(visitor: Visit) -> list[str]:
    return visitor.page.inner_text(SENTENCE).split()


def brightness(visitor: Visit) -> float:
    colours = visitor.colours()
    return sum(map(sum, colours)) / len(colours)


def test_a_photograph_before_the_camera_gets_its_main_subject_named(visitor: Visit) -> None:
    page = visitor.start("/demos/captioning", frames=3)
    until(lambda: "cat" in words(visitor), lambda: f"the sentence is {words(visitor)}")
    until(lambda: len(set(page.evaluate(TOLD))) == 1, lambda: str(page.evaluate(TOLD)))
    until(lambda: "cat" in page.inner_text("#captions-certain"), lambda: page.inner_text("#captions-certain"))
    assert 1 <= page.locator(".captions__rivals li").count() <= 3


def test_a_word_shows_where_was_looked_and_another_press_ends_it(visitor: Visit) -> None:
    page = visitor.start("/demos/captioning", frames=4)
    until(lambda: words(visitor)[:1] == ["a"], lambda: f"the sentence is {words(visitor)}")
    bright = brightness(visitor)
    page.get_by_role("button", name="cat", exact=True).click()
    until(lambda: brightness(visitor) < 0.8 * bright, lambda: "the picture is as bright as before")
    text = words(visitor)
    visitor.wait_answers(3)
    assert words(visitor) == text, "the sentence changed while it was looked into"
    page.get_by_role("button", name="cat", exact=True).click()
    page.mouse.move(5, 5)
    until(lambda: brightness(visitor) > 0.9 * bright, lambda: "the picture stays in the shade")


def test_playing_goes_through_the_words(visitor: Visit) -> None:
    page = visitor.start("/demos/captioning?source=picture:chelsea.png", frames=1)
    until(lambda: "cat" in words(visitor), lambda: f"the sentence is {words(visitor)}")
    page.evaluate(MARKED)
    play = page.get_by_role("button", name="Play word by word")
    play.click()
    until(
        lambda: play.count() == 1 and len(page.evaluate("window.marked")) > 1,
        lambda: f"only {page.evaluate('window.marked')} were looked into",
    )
    assert page.evaluate("window.marked") == words(visitor)


def test_without_steering_it_says_something_else(visitor: Visit) -> None:
    page = visitor.start("/demos/captioning?source=picture:chelsea.png")
    until(lambda: "cat" in words(visitor), lambda: f"the sentence is {words(visitor)}")
    page.get_by_label("Only what is there").uncheck()
    until(lambda: "cat" not in words(visitor), lambda: f"the sentence is {words(visitor)}")
    until(lambda: "Switched off" in page.inner_text("#captions-certain"), lambda: page.inner_text("#captions-certain"))
    until(lambda: "cat" in page.inner_text(".captions__earlier"), lambda: "the sentence before is not in the list")


def test_a_verdict_is_counted_once(visitor: Visit) -> None:
    page = visitor.start("/demos/captioning?source=picture:chelsea.png")
    until(lambda: "cat" in words(visitor), lambda: f"the sentence is {words(visitor)}")
    verdict = page.locator("#captions-verdict")
    verdict.get_by_role("button", name="Minor errors").click()
    until(lambda: "1 vote" in verdict.inner_text(), verdict.inner_text)
    verdict.get_by_role("button", name="Unrelated").click()
    everything = page.locator("#captions-class")
    until(lambda: "Unrelated" in everything.inner_text() and "1 vote" in everything.inner_text(), everything.inner_text)

    def table() -> str:
        return str(page.request.get(f"{visitor.url}/api/votes/captioning.csv").text())

    until(lambda: table().count("unrelated") == 1, table)  # what the page shows may be the vote before
    assert "_cat_" in table().replace("_cat,", "_cat_,")


def test_a_portuguese_page_says_it_in_portuguese_and_keeps_the_english_beside_it(
    visits, cat_camera: Browser, describing: Server
) -> None:
    visitor = visits(cat_camera, describing.url, locale="pt-BR")
    page = visitor.start("/demos/captioning?source=picture:chelsea.png")
    until(lambda: "cat" in words(visitor), lambda: f"the sentence is {words(visitor)}")
    until(lambda: "gato" in page.inner_text("#captions-told").split(), lambda: page.inner_text("#captions-told"))
    told = page.inner_text("#captions-told")
    assert page.get_attribute("#captions-told", "lang") == "pt-BR"
    assert page.inner_text("#captions-sentence [role=status]") == told
    assert "inglês" in page.inner_text("#captions-sentence")
    first = page.locator(".captions__rivals li").first
    assert "gato" in first.inner_text()
    assert "cat" in first.locator(".captions__own").inner_text()
