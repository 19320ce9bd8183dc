"""Adding a demo is adding a folder: the example of docs/adding-a-demo.md, put into an empty place."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from tests.support import pictures
from tests.support.client import Client
from tests.support.server import DEMOS, ROOT, Server

EXAMPLE = DEMOS / "negative" / "demo.py"


def test_the_example_is_short() -> None:
    lines = [line for line in EXAMPLE.read_text().splitlines() if line.strip()]
    assert len(lines) <= 20


def test_the_docs_show_the_example() -> None:
    docs = ROOT / "docs" / "adding-a-demo.md"
    assert EXAMPLE.read_text().strip() in docs.read_text()


def test_a_new_folder_is_listed_shown_and_streamed(tmp_path: Path) -> None:
    folder = tmp_path / "inverted"
    folder.mkdir()
    text = EXAMPLE.read_text().replace('"negative", "Negative"', '"inverted", "Inverted"')
    (folder / "demo.py").write_text(text)
    with Server(demo_path=tmp_path, demos="inverted") as running:
        [entry] = running.get("/api/demos").json["demos"]
        assert (entry["name"], entry["title"], entry["state"]) == ("inverted", "Inverted", "ready")
        home = running.get("/").text
        assert "Inverted" in home
        assert "/demos/inverted" in home
        page = running.get("/demos/inverted")
        assert page.status == 200
        assert "Inverted" in page.text
        with Client(running.url) as client:
            opened = client.open("inverted")
            event = client.answer(opened["stream"], 0, pictures.GOOD)
        assert event.name == "result"
        seen = pictures.decode(event.image).astype(int)
        assert np.abs(seen - (255 - pictures.halves().astype(int))).mean() < 8
        assert event.body["data"]["brightness"] > 0
        picture = running.post("/api/demos/inverted", pictures.GOOD, {"Accept": "image/jpeg"})
        assert picture.headers["Content-Type"] == "image/jpeg"
    shutil.rmtree(folder)
