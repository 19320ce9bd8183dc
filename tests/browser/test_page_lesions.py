"""Skin lesions as a visitor sees them: a question first, then the answer and its heat; and what is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from models.assets import assets
from tests.support.server import Server

from .conftest import Visits
from .test_axe import PHONE
from .visits import Visit, overhang, until


@pytest.fixture(scope="module")
def opened() -> Iterator[Server]:
    """A server whose operator lets visitors show pictures of their own."""
    with Server(demos="lesions", threads="auto", open_uploads="lesions") as server:
        yield server


def opens(visitor: Visit, path: str) -> Page:
    """The page begins by itself: nothing is asked for."""
    page = visitor.open(path)
    visitor.wait_state("live")
    visitor.wait_data(lambda data: data is not None)
    page.wait_for_selector("#canvas:not([hidden])")
    return page


def greyness(visitor: Visit) -> float:
    """How grey the picture is: cold places are."""
    colours = visitor.colours()[: 64 * 40]
    return sum(max(one) - min(one) < 12 for one in colours) / len(colours)


def test_a_question_goes_from_vote_to_answer_to_heat_and_a_switch_turns_it(
    visits: Visits, browser: Browser, opened: Server
) -> None:
    visitor = visits(browser, opened.url)
    page = opens(visitor, "/demos/lesions?p.picture=p2")
    answer = page.locator(".lesion__answer")
    assert answer.is_hidden()
    assert "CC BY-NC 4.0" in page.inner_text("#lesions-question")
    assert page.inner_text(".lesion__warning >> nth=0").startswith("Never a diagnosis")
    assert greyness(visitor) < 0.2

    page.get_by_role("button", name="Melanoma", exact=True).click()
    answer.wait_for(state="visible")
    assert page.inner_text(".lesion__truth") == "It is: benign keratosis."
    assert page.inner_text(".lesion__said").startswith("The network: melanoma,")
    assert "of the heat lies on the lesion" in answer.inner_text()
    until(lambda: greyness(visitor) > 0.3, lambda: f"{greyness(visitor):.2f} of the picture is cold")
    scores = page.locator(".lesion__scores dd")
    until(lambda: scores.nth(0).inner_text() == "0 of 1 (0%)", scores.nth(0).inner_text)
    until(lambda: scores.nth(1).inner_text() == "0 of 1 (0%)", scores.nth(1).inner_text)
    assert scores.nth(2).inner_text() == "0 of 1 (0%)"

    page.locator("#p-ink").check()
    data = visitor.wait_data(lambda data: data["turned"])
    assert (data["before"]["class"], data["answer"]["class"]) == ("mel", "bkl")
    until(lambda: "from melanoma to benign keratosis" in page.inner_text(".lesion__turned"), answer.inner_text)

    page.get_by_role("button", name="Next picture").click()
    visitor.wait_data(lambda data: data["picture"] == "p3")
    until(answer.is_hidden, answer.inner_text)
    page.get_by_role("button", name="Show the answer without a vote").click()
    until(answer.is_visible, lambda: "the answer stays hidden")
    assert scores.nth(0).inner_text() == "0 of 1 (0%)", "nothing was voted"

    visitor.set_range("#lesions-threshold", 1)
    assert page.inner_text(".roc__words").startswith("129 of 129 melanomas are missed, 0 of 1,046")
    assert page.locator(".shortcuts tbody tr").count() == 9
    assert visitor.faults == []


def test_an_everyday_picture_is_refused_and_the_way_back_leads_to_the_questions(
    visits: Visits, browser: Browser, opened: Server
) -> None:
    visitor = visits(browser, opened.url, **PHONE, locale="pt-BR")
    page = opens(visitor, "/demos/lesions")
    assert overhang(page) <= 0
    page.set_input_files("#p-own", assets.path("astronaut.png"))
    data = visitor.wait_data(lambda data: data["picture"] == "own")
    assert data["refused"]
    assert data["answer"] is None
    until(lambda: page.inner_text(".lesion__said").startswith("Recusada"), lambda: page.inner_text(".lesion__said"))
    assert page.inner_text(".lesion__truth").startswith("Nunca um diagnóstico")
    assert page.locator(".votes__choices").first.is_hidden()
    page.get_by_role("button", name="De volta às imagens da página").tap()
    visitor.wait_data(lambda data: data["picture"] == "p1")
    until(page.locator("#lesions-question .votes__choices").is_visible, lambda: "nothing is asked")
    box = page.locator("#lesions-question .votes__choice").first.bounding_box()
    assert box is not None
    assert box["height"] >= 44
