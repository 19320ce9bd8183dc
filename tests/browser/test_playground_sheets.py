"""The calculators' chapters are saved as they stand there."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.support.pages import Pages

from .conftest import Visits

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(("locale", "word"), [("en", "multiply"), ("pt-BR", "multiplica")])
def test_every_chapter_is_saved_as_png_and_svg(
    visits: Visits, browser: Browser, pages: Pages, tmp_path: Path, locale: str, word: str
) -> None:
    page = visits(browser, pages.url, locale=locale).open("/playground/parameters?kernel=5")
    page.wait_for_selector('#main[data-ready="true"]')
    said = []
    for chapter in page.locator("[data-file]").all():
        for kind in ("svg", "png"):
            with page.expect_download() as saved:
                chapter.locator(f"[data-save={kind}]").click()
            assert saved.value.suggested_filename == f"{chapter.get_attribute('data-file')}.{kind}"
            saved.value.save_as(tmp_path / kind)
        drawing = ElementTree.parse(tmp_path / "svg").getroot()
        assert drawing.find(f"{SVG}title").text == chapter.locator("h2").inner_text()  # type: ignore[union-attr]
        drawn = len(drawing.findall(f"{SVG}svg")) + len(drawing.findall(f"{SVG}image"))
        assert drawn == chapter.locator("svg.drawing, canvas").count()
        said.append(" ".join(node.text or "" for node in drawing.iter(f"{SVG}text")))
        with Image.open(tmp_path / "png") as picture:
            assert picture.size == (2 * int(drawing.attrib["width"]), 2 * int(drawing.attrib["height"]))
            assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 20, "nothing is drawn"
    assert len(said) == 5
    assert word in said[0].lower()
    assert "5×5" in said[0]
