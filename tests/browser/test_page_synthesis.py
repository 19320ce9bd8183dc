"""Lesions and faces that nobody has, as a visitor sees them: chosen, mixed, walked between, told from real ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from tests.support.server import Server

from .conftest import Visits
from .test_axe import PHONE, serious
from .test_page_everywhere import SMALL
from .visits import Visit, overhang, pick, until

SLOW = 120


class Made(NamedTuple):
    """A demo of this kind: its ``captions`` in the game, what the page says in each language, whether it has kinds, and
    of how much of its variety more is left than ``alike`` where all have one style.
    """

    demo: str
    captions: list[str]
    said: dict[str, str]
    has_kinds: bool
    alike: float

    @property
    def page(self) -> str:
        return f"/demos/{self.demo}"


LESIONS = Made(
    "lesion_synthesis",
    ["made: not real", "real: HAM10000, CC BY-NC 4.0"],
    {"en": "not real", "pt-BR": "não são reais"},
    has_kinds=True,
    alike=0.75,  # only where the lesions are still differs: their masks stay
)
FACES = Made(
    "faces",
    ["made: this person does not exist", "real: FairFace, CC BY 4.0"],
    {"en": "do not exist", "pt-BR": "não existem"},
    has_kinds=False,
    alike=0.0,
)
each = pytest.mark.parametrize("made", [LESIONS, FACES], ids=lambda made: made.demo)


@pytest.fixture(scope="module")
def making() -> Iterator[Server]:
    with Server(demos="lesion_synthesis,faces", threads="auto") as server:
        yield server


def opens(visitor: Visit, path: str) -> Visit:
    """The page begins by itself: nothing is asked for."""
    visitor.open(path)
    visitor.wait_state("live")
    visitor.wait_data(lambda data: data is not None, SLOW)
    visitor.page.wait_for_selector("#canvas:not([hidden])")
    return visitor


def strip(visitor: Visit) -> list[list[int]]:
    """The last rows of the picture."""
    return visitor.colours()[64 * 43 :]


@each
def test_two_of_the_wall_are_mixed_and_a_walk_goes_on(
    visits: Visits, browser: Browser, making: Server, made: Made
) -> None:
    visitor = opens(visits(browser, making.url), made.page)
    page = visitor.page
    tiles = page.locator(".made__tile")
    assert tiles.count() == 24
    page.uncheck("#p-changes")
    visitor.wait_data(lambda data: data["whole"], SLOW)
    labels = [tiles.nth(at).get_attribute("aria-label") or "" for at in (8, 15)]
    numbers = [int(label.split(",")[0].removeprefix("Picture ")) for label in labels]
    assert not made.has_kinds or labels[0].split(", ")[1]
    tiles.nth(8).click()
    tiles.nth(15).click()
    slots = page.locator(".made__slots dd")
    until(lambda: slots.all_inner_texts() == [str(number) for number in numbers], lambda: str(slots.all_inner_texts()))
    until(lambda: max(map(max, strip(visitor))) > 100, lambda: "the mark is not in the picture")

    page.get_by_role("button", name="Mix the two").click()
    mixture = visitor.wait_data(lambda data: data["show"] == "mix", SLOW)
    assert [mixture["first"], mixture["second"]] == numbers
    assert tiles.first.is_hidden()
    before = visitor.colours()
    visitor.set_range("#p-coarse", 1)
    until(lambda: visitor.colours() != before, lambda: "the mixture stays as it was", SLOW)
    assert page.locator("#p-speed").is_hidden(), "settings of other views are out of the way"

    pick(page, "p-show", "walk")
    first = visitor.wait_data(lambda data: data["show"] == "walk", SLOW)
    visitor.wait_data(lambda data: (data["begin"], data["share"]) > (first["begin"], first["share"]), SLOW)
    pick(page, "p-show", "growth")
    grown = visitor.wait_data(lambda data: data["show"] == "growth", SLOW)
    assert grown["sides"][0] == 4
    page.get_by_role("button", name="Back to the wall").click()
    visitor.wait_data(lambda data: data["show"] == "wall", SLOW)
    assert visitor.unexpected() == []


def test_the_nearest_and_what_needs_no_network(visits: Visits, browser: Browser, making: Server) -> None:
    visitor = opens(visits(browser, making.url), FACES.page)
    page = visitor.page
    assert page.locator("#nearest").is_hidden()
    pick(page, "p-show", "nearest")
    found = visitor.wait_data(lambda data: data["show"] == "nearest", SLOW)
    until(lambda: page.locator("#nearest").is_visible(), lambda: "the distances are not shown")
    levels = page.locator("#nearest .made__figure").all_inner_texts()
    assert [float(one.split()[0]) for one in levels] == [*found["distances"], round(found["usual"][0], 1)]
    pick(page, "p-show", "eigenfaces")
    first = visitor.wait_data(lambda data: data["show"] == "eigenfaces", SLOW)
    visitor.wait_data(lambda data: (data["begin"], data["share"]) > (first["begin"], first["share"]), SLOW)
    assert page.locator("#nearest").is_hidden()
    page.click("#missing summary")
    assert page.locator("#missing .made__maker").count() == 4
    assert visitor.unexpected() == []


@each
def test_variety_goes_with_truncation(visits: Visits, browser: Browser, making: Server, made: Made) -> None:
    visitor = opens(visits(browser, making.url), f"{made.page}?p.psi=1&p.changes=0")
    varied = visitor.wait_data(lambda data: data["whole"], SLOW)["variety"]
    visitor.set_range("#p-psi", 0)
    alike = visitor.wait_data(lambda data: data["whole"] and data["psi"] == 0, SLOW)["variety"]
    assert alike < max(0.05, made.alike * varied)
    assert varied > 1
    told = visitor.page.locator(".made__variety .made__figure")
    until(lambda: told.inner_text() == f"{alike:.0f} of 255 levels", lambda: told.inner_text())


@each
def test_the_game_counts_a_vote_and_says_which_is_real(
    visits: Visits, browser: Browser, making: Server, made: Made
) -> None:
    visitor = opens(visits(browser, making.url), made.page)
    page = visitor.page
    page.click("#game summary")
    page.locator("#game").get_by_role("button", name="Play").click()
    page.wait_for_selector("[data-stage=look] .game__card img", timeout=SLOW * 1000)
    sizes = page.eval_on_selector_all(
        ".game__card img", "all => all.map((one) => [one.naturalWidth, 0 + one.naturalHeight])"
    )
    assert sizes == [[192, 192], [192, 192]]
    page.wait_for_selector("[data-stage=ask]")
    page.get_by_role("button", name="The left one").click()
    page.wait_for_selector("[data-stage=told]")
    captions = sorted(page.locator(".game__caption").all_inner_texts())
    assert captions == made.captions
    until(lambda: "of 1 votes" in page.inner_text(".game__rate"), lambda: page.inner_text(".game__rate"))
    assert visitor.unexpected() == []


@each
@pytest.mark.parametrize("language", ["en", "pt-BR"])
def test_on_a_phone_all_fits(visits: Visits, browser: Browser, making: Server, made: Made, language: str) -> None:
    visitor = opens(visits(browser, making.url, **PHONE, locale=language), made.page)
    page = visitor.page
    assert overhang(page) <= 0
    assert made.said[language] in page.inner_text("#made")
    box = page.locator(".made__tile").first.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    page.click("#game summary")
    assert serious(page) == []
    assert page.evaluate(SMALL) == []
