"""The demos whose pages do most by themselves in class: the teacher leads there, and shows and counts who followed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser

from tests.support.classroom import token
from tests.support.server import Server

from .conftest import Visits
from .test_class import lead_nobody, tab
from .visits import SAMPLE, Visit, spread, until


class Case(NamedTuple):
    """``slider`` and ``value``: what the teacher moves; ``poll``, ``subject`` and ``choice``: what the guest votes."""

    demo: str
    slider: str
    value: str
    poll: str
    subject: str
    choice: str


CASES = (
    Case("grapes", "light", "0.5", poll="grapes", subject="row", choice="Twelve"),
    Case("lesions", "turn", "90", poll="lesion", subject="p1", choice="Melanoma"),
    Case("colorization", "saturation", "1.5", poll="hype", subject="colorization:before", choice="Reality"),
)
BEGIN_BY_THEMSELVES = ("lesions",)
SLIDE = "(node, value) => { node.value = value; node.dispatchEvent(new Event('input')); }"


@pytest.fixture(scope="module")
def lab() -> Iterator[Server]:
    with Server(demos=",".join(case.demo for case in CASES), threads="1") as server:
        yield server


@pytest.fixture
def teacher(visits: Visits, browser: Browser, lab: Server) -> Iterator[Visit]:
    visitor = visits(browser, lab.url)
    page = visitor.open("/teacher")
    page.fill("#token", token(lab))
    page.press("#token", "Enter")
    page.wait_for_selector("main.desk[data-connected=true]")
    yield visitor
    lead_nobody(page)


def tally(server: Server, case: Case) -> dict[str, Any]:
    """The votes for each choice that has any."""
    counts = server.get(f"/api/votes/{case.poll}?subject={case.subject}").json["tally"]
    return {choice: count for choice, count in counts.items() if count}


@pytest.mark.parametrize("case", CASES, ids=[case.demo for case in CASES])
def test_a_guest_is_led_is_on_the_wall_and_counts(
    teacher: Visit, visits: Visits, browser: Browser, lab: Server, case: Case
) -> None:
    guest = visits(browser, lab.url)
    guest.open("/")
    lead = tab(teacher, f"/demos/{case.demo}")
    lead.click(".roombar button:has-text('Everyone follows me')")
    guest.page.wait_for_url(f"**/demos/{case.demo}")
    wall = tab(teacher, "/wall")
    wall.keyboard.press("w")
    if case.demo not in BEGIN_BY_THEMSELVES:
        guest.page.click("#veil-act")
    guest.wait_answers(2, since=0)

    slider = f"#p-{case.slider}"
    lead.eval_on_selector(slider, SLIDE, case.value)
    until(lambda: guest.page.input_value(slider) == case.value, lambda: f"it is {guest.page.input_value(slider)}")
    guest.wait_query(f"p.{case.slider}={case.value}")
    assert guest.state() == "live", "the guest's stream was cut"

    guest.page.click(".tools button:has-text('Wall')")
    guest.page.click("dialog[open] button[value=yes]")
    wall.wait_for_selector("#tiles li canvas:not([hidden])")
    until(lambda: spread(wall.eval_on_selector("#tiles canvas", SAMPLE)) > 10, lambda: "the tile is blank")

    assert tally(lab, case) == {}
    guest.page.get_by_role("button", name=case.choice, exact=True).first.click()
    until(lambda: tally(lab, case) == {case.choice.lower(): 1}, lambda: str(tally(lab, case)))
    assert guest.query() == f"p.{case.slider}={case.value}", "somebody led the class elsewhere"
