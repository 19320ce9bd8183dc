"""Grapes as a visitor sees them: a walk along the drawn row, and drawn vines that are made harder by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from models.grapes.drawing import PALETTE
from tests.support.server import Server

from .conftest import Visits
from .test_axe import PHONE
from .visits import overhang, spread, until

ROW = json.loads((Path(__file__).parents[2] / "models/grapes/page/row.json").read_text(encoding="utf-8"))
FAR = 5.0
"""Seconds of the row that are walked."""

WALK = """(far) => new Promise((resolve) => {
  const told = [];
  const video = document.querySelector("#preview video");
  const end = performance.now() + 90000;
  let last = -1;
  const look = () => {
    const { answered, lastData } = window.hype.stats();
    if (answered !== last && lastData) {
      const ids = lastData.bunches.filter(({ counted }) => counted).map(({ id }) => id);
      told.push({ at: video.currentTime, ids, shown: document.querySelector("#grapes-row dd").textContent });
    }
    last = answered;
    if (video.currentTime >= far || performance.now() > end) resolve(told);
    else setTimeout(look, 4);
  };
  look();
})"""
"""What each answer said until the walk was so far along, and what the page had counted then."""

ON_OUTLINES = """() => {
  const canvas = document.getElementById("canvas");
  const context = canvas.getContext("2d");
  const { width, height, bunches } = window.hype.stats().lastData;
  const at = (x, y) => [...context.getImageData(x, y, 1, 1).data.slice(0, 3)];
  return bunches.map(({ id, outline }) => {
    const colours = [];
    for (let i = 0; i + 1 < outline.length; i += 2) {
      colours.push(at((outline[i] + 0.5) * canvas.width / width, (outline[i + 1] + 0.5) * canvas.height / height));
    }
    return { id, colours };
  });
}"""
"""The colours of the stage where the last answer says that outlines lie."""


@pytest.fixture(scope="module")
def vineyard() -> Iterator[Server]:
    with Server(demos="grapes", threads="auto", device="auto") as server:
        yield server


def come_in_sight(before: float) -> int:
    return sum(second <= before for second in ROW["seen"])


def drawn_where_told(outlines: list[dict[str, Any]]) -> bool:
    """Whether most corners of each outline have their bunch's colour."""

    def share(id: int, colours: list[list[int]]) -> float:
        ink = PALETTE[(id - 1) % len(PALETTE)]
        return sum(max(abs(a - b) for a, b in zip(one, ink, strict=True)) < 40 for one in colours) / len(colours)

    return bool(outlines) and all(share(one["id"], one["colours"]) > 0.5 for one in outlines)


def test_along_the_row_no_bunch_is_counted_twice_and_vines_are_drawn_by_hand(
    visits: Visits, browser: Browser, vineyard: Server
) -> None:
    visitor = visits(browser, vineyard.url)
    page = visitor.open("/demos/grapes")
    walk = page.get_by_role("button", name="Walk along the row")
    walk.focus()
    page.keyboard.press("Enter")
    visitor.wait_answers(2, since=0)
    told = page.evaluate(WALK, FAR)
    assert told[-1]["at"] >= FAR - 1, "the walk stood still"
    counted: set[int] = set()
    for answer in told:
        counted |= set(answer["ids"])
        assert len(counted) <= come_in_sight(answer["at"]), "a bunch has two numbers"
    assert len(counted) >= come_in_sight(FAR - 2) >= 2
    until(
        lambda: int(page.inner_text("#grapes-row dd >> nth=0")) >= len(counted), lambda: page.inner_text("#grapes-row")
    )
    until(lambda: drawn_where_told(page.evaluate(ON_OUTLINES)), lambda: str(page.evaluate(ON_OUTLINES))[:500])

    page.get_by_role("button", name="Draw vines").click()
    told = visitor.wait_data(lambda data: data["truth"] is not None)["truth"]
    assert told["berries_right"] > 0.5 * told["berries_there"]
    visitor.set_range("#p-leaves", 1)
    visitor.wait_data(lambda data: data["truth"] and data["truth"]["berries_there"] < told["berries_there"])
    visitor.set_range("#p-light", 0.05)
    visitor.wait_data(lambda data: data["truth"] and data["truth"]["berries_right"] < 0.6 * told["berries_right"])
    until(
        lambda: re.match(r"\d+ berries are visible", page.inner_text(".grapes__truth")),
        lambda: page.inner_text("#grapes-drawn"),
    )
    assert not visitor.unexpected()


def test_on_a_phone_in_portuguese_all_fits(visits: Visits, browser: Browser, vineyard: Server) -> None:
    visitor = visits(browser, vineyard.url, **PHONE, locale="pt-BR", reduced_motion="reduce")
    page = visitor.open("/demos/grapes?p.scene=white")
    button = page.get_by_role("button", name="Desenhar videiras")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    button.tap()
    visitor.wait_data(lambda data: data["truth"] is not None)
    until(lambda: "bagas" in page.inner_text(".grapes__truth"), lambda: page.inner_text("#grapes-drawn"))
    assert overhang(page) <= 0
    before = visitor.wait_colours(lambda seen: spread(seen) > 0, "neither drawn nor real is shown", ".wipe__canvas")
    visitor.set_range(".wipe__range", 100)
    visitor.wait_colours(lambda seen: seen != before, "the line between drawn and real stays", ".wipe__canvas")
    assert page.locator(".grapes__table tbody tr").count() == 4
