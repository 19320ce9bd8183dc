"""Actions as a visitor sees them: the camera shows a man who sits in a car and talks, which is none of the six."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.server import Server

from .conftest import Visits
from .test_axe import PHONE
from .visits import overhang, until

WATCH = """(wanted) => new Promise((resolve) => {
  const seen = [];
  let last = window.hype.stats().answered;
  const end = performance.now() + 120000;
  const look = () => {
    const { answered, lastData } = window.hype.stats();
    // Null: too little was seen of somebody to be judged, as when frames are few.
    const said = lastData.people.map(({ action }) => action).filter((action) => action !== null);
    if (answered !== last) seen.push(...said);
    last = answered;
    if (seen.length >= wanted || performance.now() > end) resolve(seen);
    else setTimeout(look, 4);
  };
  look();
})"""
"""What was said, so many times, of whoever was judged."""

CALLS = ("Walk!", "Jog!", "Run!", "Box!", "Wave your hands!", "Clap your hands!", "Stand still!")


@pytest.fixture(scope="module")
def watching() -> Iterator[Server]:
    with Server(demos="actions", threads="auto", device="auto") as server:
        yield server


def test_who_sits_and_talks_gets_no_action_and_the_game_goes_by_keyboard(
    visits: Visits, browser: Browser, watching: Server
) -> None:
    visitor = visits(browser, watching.url)
    page = visitor.start("/demos/actions", frames=3)
    visitor.wait_data(lambda data: bool(data["people"]) and data["people"][0]["action"] is not None)
    said = page.evaluate(WATCH, 30)
    assert len(said) >= 30
    assert set(said) == {"nothing"}
    until(lambda: "–" in page.inner_text(".why__sentence"), lambda: page.inner_text(".why__sentence"))
    strip = page.locator("#actions-window .sticks__bones")
    assert strip.count() == 8
    paths = "(all) => all.map((one) => one.getAttribute('d'))"
    until(lambda: all(path.startswith("M") for path in strip.evaluate_all(paths)), lambda: strip.evaluate_all(paths))
    shares = page.locator("#actions-bars .acts__share").all_inner_texts()
    assert len(shares) == 6
    assert all(share.endswith("%") for share in shares)
    assert page.locator("#actions-bars .acts__course[d^=M]").count() == 6

    page.get_by_role("button", name="Start the game").first.focus()
    page.keyboard.press("Enter")
    words, score = page.locator(".call__words"), page.locator(".game__score")
    called = ""

    def is_called() -> bool:
        nonlocal called
        called = words.inner_text()
        return called in CALLS

    until(is_called, words.inner_text)
    did = "1" if called == "Stand still!" else "0"
    until(lambda: score.inner_text() == f"Score: {did} of 1, after 1 of 7 calls", score.inner_text)
    counts = [int(text) for text in page.locator(".matrix td").all_inner_texts() if text]
    assert len(counts) == 7
    assert sum(counts) >= 5
    page.keyboard.press("Enter")
    page.wait_for_selector(".call", state="hidden")
    assert page.get_by_role("button", name="Start the game").count() == 1


def test_on_a_phone_in_portuguese_all_fits(visits: Visits, browser: Browser, watching: Server) -> None:
    visitor = visits(browser, watching.url, **PHONE, locale="pt-BR", reduced_motion="reduce")
    page = visitor.start("/demos/actions?p.together=1&p.why=0", frames=3)
    assert overhang(page) <= 0
    assert "trotar ou correr" in page.inner_text("#actions-bars")
    assert page.locator("#actions-bars li").count() == 5
    assert page.inner_text(".why__sentence") == "Desligado."
    button = page.locator("#actions-game button")
    assert button.inner_text() == "Começar o jogo"
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    button.tap()
    page.wait_for_selector(".call:not([hidden])")
    assert button.inner_text() == "Parar o jogo"
    assert page.locator(".call__bar").is_hidden()


def test_a_button_leads_to_a_larger_picture_for_people_far_away_and_back(
    visits: Visits, browser: Browser, watching: Server
) -> None:
    visitor = visits(browser, watching.url)
    page = visitor.start("/demos/actions", frames=3)
    sentence, button = page.locator(".afar__sentence"), page.locator("#actions-afar button")
    assert sentence.inner_text().startswith("Of somebody who is less than a third")
    button.focus()
    page.keyboard.press("Enter")
    visitor.wait_query("p.size=far")
    until(lambda: "512 × 384" in sentence.inner_text(), sentence.inner_text)
    visitor.wait_answers(3)
    assert visitor.wait_data(lambda data: bool(data["people"]))
    assert button.inner_text() == "Smaller picture again"
    page.keyboard.press("Enter")
    until(lambda: "size" not in page.url, lambda: page.url)
    assert button.inner_text() == "Larger picture"
