"""The page of a network that learns to write: trained, typed with, looked into, kept; and the class's questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.support.pages import TOKEN, Pages

from .conftest import Visits
from .test_axe import PHONE, serious
from .test_page_everywhere import SMALL
from .test_page_network import SHIFTS, wait_query
from .visits import PATIENCE, Visit, page_width, until

TEXT = "/playground/text"
SMALLEST = "?units=32&length=10"
COLOURS = """() => new Set(
  [...document.querySelectorAll("#passage span")].map((node) => getComputedStyle(node).backgroundColor)).size"""
"""How many colours the painted passage has."""


@pytest.fixture
def visitor(visits: Visits, browser: Browser, pages: Pages) -> Visit:
    return visits(browser, pages.url, locale="en")


def opened(visitor: Visit, query: str = "", page: Page | None = None) -> Page:
    page = page or visitor.page
    page.goto(visitor.url + TEXT + query, wait_until="load")
    page.wait_for_selector('#main[data-ready="true"]')
    return page


def ready(visitor: Visit, query: str = "") -> Page:
    page = opened(visitor, query)
    page.wait_for_selector("#writer[data-steps]")
    return page


def figures(page: Page) -> dict[str, Any]:
    """What the run has come to: steps and smoothed loss."""
    found: dict[str, Any] = page.evaluate(
        "(({ steps, loss }) => ({ steps: +steps, loss: +loss }))(document.getElementById('writer').dataset)"
    )
    return found


def wait_text(page: Page, selector: str, text: str, seconds: float = 20) -> None:
    until(lambda: text in page.inner_text(selector), lambda: page.inner_text(selector), seconds)


def test_it_learns_while_one_watches_and_nothing_moves(visitor: Visit) -> None:
    page = ready(visitor, SMALLEST)
    page.evaluate("document.fonts.ready")
    page.evaluate(SHIFTS)
    start = figures(page)
    assert start["steps"] == 0
    page.click("#one-step")
    until(lambda: figures(page)["steps"] == 1, lambda: page.inner_text("#progress"))
    page.evaluate("document.activeElement.blur()")  # a button answers to the space bar itself
    page.keyboard.press("Space")
    until(lambda: figures(page)["loss"] < 0.75 * start["loss"], lambda: page.inner_text("#progress"), 3 * PATIENCE)
    page.keyboard.press("Space")
    until(lambda: page.inner_text("#run") == "Train", lambda: page.inner_text("#run"))
    assert "steps a second" not in page.inner_text("#progress")
    assert figures(page)["steps"] >= 1000
    assert len(page.inner_text('#samples [data-step="1000"]')) > 100
    assert "not reached yet" in page.inner_text("#samples")
    assert page.locator("#curve circle").count() == 3, "the lecture's points"
    assert "Word for word" in page.inner_text("#now-says")
    assert page.evaluate("window.shifts") < 0.05
    page.keyboard.press("r")
    until(lambda: figures(page)["steps"] == 0, lambda: page.inner_text("#progress"))


def test_the_same_address_learns_the_same(visitor: Visit) -> None:
    def some_steps() -> dict[str, Any]:
        page = ready(visitor, SMALLEST + "&cell=lstm&seed=5")
        for step in range(1, 6):
            page.click("#one-step")
            until(lambda step=step: figures(page)["steps"] == step, lambda: page.inner_text("#progress"))  # type: ignore[misc]
        return {**figures(page), "now": page.inner_text("#now")}

    assert some_steps() == some_steps()


def test_the_trained_one_is_there_at_once_and_is_written_with(visitor: Visit) -> None:
    page = ready(visitor)
    page.click("#ready")
    until(lambda: figures(page)["steps"] == 204_000, lambda: page.inner_text("#progress"))
    wait_query(page, "ready=1")
    assert page.locator("#samples .samples__text:not(:empty)").count() == 5
    page.fill("#typed", "What is th")
    wait_query(page, "typed=What%20is%20th")
    first = page.locator("#nexts button").first
    wait_text(page, "#nexts button >> nth=0", "e")
    first.focus()
    page.keyboard.press("Enter")
    assert page.input_value("#typed") == "What is the"
    assert page.locator("#line span").count() == 11
    page.fill("#typed", "ж")
    assert page.locator("#line .is-unknown").count() == 1
    page.click("#wipe")
    page.locator("body").press("w")
    until(lambda: page.locator("#line .line__written").count() > 5, lambda: page.inner_text("#line"))
    page.keyboard.press("w")
    assert page.inner_text("#write") == "Write on"
    page.evaluate(
        "(node) => { node.value = 0.1; node.dispatchEvent(new Event('input')); }", page.query_selector("#temperature")
    )
    wait_query(page, "temperature=0.1")
    until(lambda: page.locator("#now mark").count() > 0, lambda: page.inner_text("#now"))  # at its likeliest it quotes
    written = page.locator("#line span").count()
    page.click("#one-letter")
    until(lambda: page.locator("#line span").count() == written + 1 or written == 0, lambda: page.inner_text("#line"))


def test_a_neuron_is_found_by_what_it_tracks(visitor: Visit) -> None:
    page = ready(visitor, "?ready=1&tracks=spaces")
    until(lambda: figures(page)["steps"] == 204_000, lambda: page.inner_text("#progress"))
    best = page.locator("#best button").first
    best.click()
    neuron = best.inner_text().split(":")[0]
    assert page.input_value("#neuron") == neuron
    assert best.get_attribute("aria-pressed") == "true"
    strength = abs(float(best.inner_text().split(":")[1].replace("−", "-")))
    assert strength > 0.5
    wait_text(page, "#neuron-says", f"Neuron {neuron} of 100")
    page.locator("body").press("n")
    assert page.input_value("#neuron") == str(int(neuron) % 100 + 1)
    until(lambda: page.evaluate(COLOURS) > 10, lambda: f"{page.evaluate(COLOURS)} colours")


def test_an_own_text_is_learnt_kept_and_opened_again(visitor: Visit, tmp_path: Path) -> None:
    page = opened(visitor, SMALLEST + "&text=own")
    assert "no text of yours" in page.inner_text("#why")
    assert page.is_disabled("#run")
    page.fill("#own-text", "too short")
    page.click("#learn-own")
    wait_text(page, "#why", "too short")
    page.fill("#own-text", "one two three four five\n" * 30)
    page.click("#learn-own")
    until(lambda: not page.is_visible("#why"), lambda: page.inner_text("#why"))
    page.click("#one-step")
    until(lambda: figures(page).get("steps") == 1, lambda: page.inner_text("#progress"))
    with page.expect_download() as download:
        page.click("#save-run")
    file = tmp_path / "writer.json"
    download.value.save_as(file)
    page.select_option("#text", "questions")
    page.select_option("#units", "64")
    until(lambda: figures(page)["steps"] == 0, lambda: page.inner_text("#progress"))
    page.set_input_files("#file", file)
    wait_text(page, "#file-says", "goes on from step 1")
    until(lambda: figures(page)["steps"] == 1, lambda: page.inner_text("#progress"))
    assert page.input_value("#units") == "32"
    assert page.input_value("#own-text").startswith("one two three")
    file.write_text(json.dumps({**json.loads(file.read_text()), "weights": {}}))
    page.set_input_files("#file", file)
    wait_text(page, "#file-says", "damaged")
    assert figures(page)["steps"] == 1, "what was there goes on"


def test_a_phone_can_do_it_all_by_touch_in_portuguese(visits: Visits, browser: Browser, pages: Pages) -> None:
    visitor = visits(browser, pages.url, locale="pt-BR", **PHONE)
    page = ready(visitor, SMALLEST + "&cell=gru")
    assert page.inner_text("h1") == "Letra por letra"
    page.tap("#run")
    until(lambda: figures(page)["steps"] > 20, lambda: page.inner_text("#progress"))
    page.tap("#run")
    until(lambda: page.inner_text("#run") == "Treinar", lambda: page.inner_text("#run"))
    page.locator("#nexts button").nth(1).tap()
    assert page.locator("#line span").count() == 1
    page.tap("#next")
    assert page.input_value("#neuron") == "2"
    assert page_width(page) <= 390
    assert page.evaluate(SMALL) == []


def test_the_class_writes_the_text(visits: Visits, browser: Browser, pages: Pages) -> None:
    teacher = visits(browser, pages.url, locale="en")
    teacher.open(f"/teacher?token={TOKEN}")
    desk = opened(teacher, SMALLEST)
    wall = opened(teacher, SMALLEST, teacher.context.new_page())  # the projector's
    phones = [opened(visits(browser, pages.url, locale="en", **PHONE)) for _ in range(3)]
    assert not any(phone.is_visible("#class") for phone in phones)
    desk.click("#collect")
    asked = ["What is a neuron made of?", "Does it dream?", "Rude words"]
    for phone, text in zip(phones, asked, strict=True):
        phone.wait_for_selector("#ask:not([hidden])")
        phone.fill("#ask-text", text)
        phone.tap("#ask button")
        wait_text(phone, "#ask-says", "Sent")
        wait_text(desk, "#waiting", str(asked.index(text) + 1))
    assert serious(phones[0]) == []
    phones[0].fill("#ask-text", "...")
    phones[0].tap("#ask button")
    wait_text(phones[0], "#ask-says", "3 to 160")
    assert not wall.is_visible("#first"), "what waits is not projected"
    desk.click("#pending summary")
    assert desk.inner_text("#first") == asked[0]
    desk.locator("body").press("a")
    wait_text(desk, "#first", asked[1])
    desk.keyboard.press("a")
    wait_text(desk, "#first", asked[2])
    desk.keyboard.press("d")
    wait_text(desk, "#waiting", "0")
    wait_text(wall, "#taken-says", "2")
    taken = wall.locator("#taken li span")
    until(lambda: taken.all_inner_texts() == asked[:2], lambda: str(taken.all_inner_texts()))
    assert not any(phone.locator("#taken li").count() for phone in phones)
    wall.click("#learn-class")
    wall.wait_for_selector("#writer[data-steps='0']")
    wall.click("#one-step")
    until(lambda: figures(wall)["steps"] == 1, lambda: wall.inner_text("#progress"))
    assert asked[0] in wall.inner_text("#passage")
    wall.locator("#taken button").first.click()
    until(lambda: wall.locator("#taken li").count() == 1, lambda: wall.inner_text("#taken-says"))
    desk.click("#collect")
    phones[1].wait_for_selector("#ask", state="hidden")
