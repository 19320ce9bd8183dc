"""The demos that look inside: words, layers and maps of a network; edges with their costs."""

from __future__ import annotations

import re

from playwright.sync_api import Browser

from tests.support.server import Server

from .conftest import Visits
from .visits import Visit, difference, until


def test_layers_maps_and_words(visitor: Visit) -> None:
    page = visitor.start("/demos/features", frames=3)
    first = visitor.wait_data(lambda data: data["layer"] == "block11" and len(data["shown"]) == 16)
    until(lambda: page.locator(".words__word").first.inner_text() != "", lambda: "no word is shown")
    shares = [int(text.rstrip(" %")) for text in page.locator(".words__share").all_inner_texts()]
    assert shares == sorted(shares, reverse=True)
    assert 0 < shares[0] <= 100
    assert page.locator(".tiles__tile").count() == 16
    before = visitor.colours()
    page.click('[data-layer="filters"]')
    filters = visitor.wait_data(lambda data: data["layer"] == "filters")
    assert filters["channels"] == 32
    assert (filters["rows"], filters["columns"]) > (first["rows"], first["columns"])
    until(lambda: page.get_attribute('[data-layer="filters"]', "aria-pressed") == "true", lambda: "it is not marked")
    assert "p.layer=filters" in visitor.query()
    until(lambda: difference(visitor.colours(), before) > 10, lambda: "the picture is as it was")


def test_one_map_alone_by_keyboard(visitor: Visit) -> None:
    page = visitor.start("/demos/features?p.layer=stem&p.count=9", frames=3)
    until(lambda: page.locator(".tiles__tile").count() == 9, lambda: "there are no nine maps")
    page.locator(".tiles__tile").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    number = int(re.findall(r"\d+", label)[0])
    page.keyboard.press("Enter")
    visitor.wait_data(lambda data: len(data["shown"]) == 1)
    chosen = int(re.findall(r"p\.channel=(\d+)", visitor.query())[0])
    until(lambda: page.locator(".tiles__tile").count() == 1, lambda: "the tiles are still there")
    # Between reading the label and the key the order may have been made anew.
    assert chosen == number or page.locator(".tiles__tag").first.inner_text().endswith(str(chosen))
    page.locator(".tiles__tile").press("Enter")
    visitor.wait_data(lambda data: len(data["shown"]) == 9)


def test_edges_with_their_costs(visitor: Visit) -> None:
    page = visitor.start("/demos/edges?p.detail=160x120", frames=3)
    until(lambda: "times as long" in page.inner_text("#costs-ratio"), lambda: page.inner_text("#costs-ratio"))
    rows = [row.split("\t") for row in page.inner_text("#costs tbody").splitlines() if row.strip()]
    text = page.inner_text("#costs")
    assert "14.7 million" in text, rows
    hed, sobel, laplacian = visitor.wait_data(lambda data: len(data["ways"]) == 3)["ways"]
    assert hed["milliseconds"] > sobel["milliseconds"] > 0
    assert hed["multiply_adds"] > 1000 * sobel["multiply_adds"] > laplacian["multiply_adds"]
    together = visitor.colours()
    visitor.start("/demos/edges?p.view=sobel", frames=3)
    visitor.wait_data(lambda data: [way["name"] for way in data["ways"]] == ["sobel"])
    until(lambda: "Show all" in page.inner_text("#costs-ratio"), lambda: page.inner_text("#costs-ratio"))
    visitor.wait_colours(lambda seen: difference(seen, together) > 10, "the picture is as it was")


def test_both_in_portuguese(visits: Visits, browser: Browser, server: Server) -> None:
    visitor = visits(browser, server.url, locale="pt-BR")
    page = visitor.start("/demos/features", frames=2)
    assert "Escolha uma camada" in page.inner_text("#extension")
    page = visitor.start("/demos/edges", frames=2)
    assert "multiplicações" in page.inner_text("#costs")
    until(lambda: "A HED leva" in page.inner_text("#costs-ratio"), lambda: page.inner_text("#costs-ratio"))
    assert not re.search(r"\d\.\d+ (?:milhões|bilhões)", page.inner_text("#costs")), "decimals with a comma"
