"""Every page in both languages: no English left over, nothing too small on a phone; axe on the teacher's pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.support.server import Server
from webapp.http.playground import PAGES as PLAYGROUND

from .conftest import Visits
from .test_axe import PHONE, serious
from .test_page_everywhere import SMALL
from .visits import Visit, page_width, until

PAGES = (
    "/",
    "/about",
    "/no/such/page",
    "/lesson",
    "/join",
    "/trust",
    "/audience",
    "/votes/hype",
    "/demos/mirror",
    *(f"/playground/{name}" for name in PLAYGROUND),
    "/teacher",
    "/wall",
)
EXPECTED = ("example.jpg", "404", ".woff2")
WIDE: ViewportSize = {"width": 1280, "height": 800}
MATRIX = "grid__field"
"""The cells of a matrix are one control with the matrix; the playground's own tests measure them."""
LEFT_OVER = re.compile(r"\b(the|this|your|with|and|of|page|picture|choose|teacher)\b", re.IGNORECASE)
OTHER_TONGUES = """() => {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    const spoken = node.closest("[lang]").lang;
    const quoted = node.closest("script, style, code, kbd, cite, noscript, .top__name, [translate=no], title");
    if (spoken === document.documentElement.lang && !quoted) texts.push(walker.currentNode.textContent.trim());
  }
  for (const node of document.querySelectorAll("[aria-label], [title], [alt], [placeholder]")) {
    if (node.closest("[lang]").lang !== document.documentElement.lang) continue;
    for (const name of ["aria-label", "title", "alt", "placeholder"]) texts.push(node.getAttribute(name) ?? "");
  }
  return texts.filter(Boolean);
}"""
"""Every text and label of the page that claims to be in the page's language."""
OVER_ANOTHER = """async () => {
  await document.fonts.ready;
  const named = (node) => `${node.tagName} ${node.id || node.className || node.textContent.trim().slice(0, 30)}`;
  const inPlace = ["fixed", "sticky"];
  const stays = (node) => node && (inPlace.includes(getComputedStyle(node).position) || stays(node.parentElement));
  const nodes = [...document.querySelectorAll("main button, main input, main select, main summary, main a")]
    .filter((node) => node.checkVisibility() && !node.closest(".visually-hidden, #picture, svg") && !stays(node));
  const boxes = nodes.map((node) => node.getBoundingClientRect());
  const found = [];
  nodes.forEach((one, i) => nodes.slice(i + 1).forEach((other, j) => {
    const [a, b] = [boxes[i], boxes[i + 1 + j]];
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 2 && down > 2 && !one.contains(other)) found.push(`${named(one)} and ${named(other)}`);
  }));
  return found;
}"""
"""Controls that lie over each other, those aside that stay in place while the page scrolls or stand on a picture."""


@pytest.fixture(scope="module")
def lab() -> Iterator[Server]:
    with Server(demos="mirror", threads="1") as server:
        yield server


@pytest.fixture
def reader(visits: Visits, browser: Browser, lab: Server, request: pytest.FixtureRequest) -> Visit:
    """Somebody who reads a language, signed in as the teacher."""
    options: dict[str, Any] = {"locale": request.param, **(PHONE if "phone" in request.node.name else {})}
    visitor = visits(browser, lab.url, expect=EXPECTED, **options)
    found = re.search(r"^The teacher's token is (\S+)$", lab.log, re.MULTILINE)
    assert found
    visitor.open(f"/teacher?token={found[1]}")
    return visitor


both = pytest.mark.parametrize("reader", ["en-GB", "pt-BR"], indirect=True)


@both
def test_axe_finds_nothing_serious_on_the_teachers_pages(reader: Visit) -> None:
    """The others are in test_axe.py."""
    for path in ("/teacher", "/wall", "/votes/hype?subject=mirror:before"):
        page = reader.open(path)
        page.wait_for_selector("#status, .votes__bars li")
        assert serious(page) == [], path


@pytest.mark.parametrize("reader", ["pt-BR"], indirect=True)
def test_no_english_is_left_over(reader: Visit) -> None:
    left = []
    for path in PAGES:
        page = reader.open(path)
        assert page.get_attribute("html", "lang") == "pt-BR", path
        left += [f"{path}: {text[:100]}" for text in page.evaluate(OTHER_TONGUES) if len(LEFT_OVER.findall(text)) > 1]
    assert left == []


@both
def test_every_page_fits_a_phone(reader: Visit) -> None:
    wrong = []
    for path in PAGES:
        page = reader.open(path)
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        wide = page_width(page)
        wrong += [f"{path} is {wide} wide"] if wide > 390 else []
        wrong += [f"{path}: {small}" for small in page.evaluate(SMALL) if MATRIX not in small]
        wrong += [f"{path}: {pair}" for pair in page.evaluate(OVER_ANOTHER)]
        page.set_viewport_size(WIDE)
        wrong += [f"{path}, wide: {pair}" for pair in page.evaluate(OVER_ANOTHER)]
        page.set_viewport_size(PHONE["viewport"])
    assert wrong == []


def test_the_switch_changes_the_language_and_stays(visits: Visits, browser: Browser, lab: Server) -> None:
    visitor = visits(browser, lab.url, expect=EXPECTED, locale="en-GB")
    page = visitor.open("/demos/mirror?p.gain=0.5")
    page.click(".language button")
    page.wait_for_selector("html[lang='pt-BR']")
    visitor.wait_query("p.gain=0.5")
    until(lambda: page.inner_text("#veil-act") == "Ligar a câmera", lambda: page.inner_text("#veil-act"))
    visitor.open("/about")
    assert page.inner_text("h1") == "Sobre"


@both
def test_the_top_fits_a_phone_whose_fonts_came_too_late(reader: Visit) -> None:
    """On a slow line a page is shown in the system's own fonts, of which some are a fifth wider."""
    reader.context.route("**/*.woff2", lambda route: route.abort())
    for path in ("/", "/wall"):
        page = reader.open(path)
        assert page_width(page) <= 390, path
