"""A third language, made up: one file a folder, no other file is touched, and what it lacks is said in English."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.server import ROOT, Server
from tests.support.web import Reply

TAG = "eo"
FILES = {
    "static/js/texts.eo.toml": '[language]\nname = "Madeupish"\n\n[page]\nstate_idle = "Redda."\n',
    "static/js/playground/texts.eo.toml": '[page]\nimage = "Pikcha"\n',
    "tests/demos/marking/texts.eo.toml": '"Marking" = "Skribbel"\n\n[page]\ngreen = "Gruun it"\n',
    "translations/eo/LC_MESSAGES/messages.po": 'msgid ""\nmsgstr "Language: eo\\n"\n\nmsgid "About"\nmsgstr "Abowt"\n',
}
"""One for each folder that has texts of its own here; a real language has one for each demo too."""
COPIED = ("webapp", "worker", "wire", "models", "scripts", "static", "templates", "translations", "tests/demos/marking")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A copy of the site with the language's files in it. Its pages need no worker that is ready."""
    root = tmp_path_factory.mktemp("site")
    large = shutil.ignore_patterns("cache", "vendor", "*.npz", "*.jpg", "__pycache__")
    for folder in COPIED:
        shutil.copytree(ROOT / folder, root / folder, ignore=large)
    shutil.copy(ROOT / "wsgi.py", root)
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "scripts.translations"], cwd=root, capture_output=True, check=False)
    server = Server(root, demos="marking", demo_path=root / "tests/demos")
    try:
        yield server.start(wait=False)
    finally:
        server.clean_up()


def read(server: Server, path: str) -> Reply:
    return server.get(path, {"Accept-Language": TAG, "Accept": "text/html"})


def embedded(reply: Reply, name: str) -> dict[str, Any]:
    """What scripts find in a page under an id."""
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', reply.text, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def test_the_switch_offers_it_by_its_own_name(server: Server) -> None:
    assert "Madeupish" in server.get("/").text
    assert server.get("/", {"Accept-Language": "en"}).headers["Content-Language"] == "en"


@pytest.mark.parametrize("path", ["/", "/demos/marking", "/playground/", "/playground/live", "/about", "/no/such/page"])
def test_every_page_is_in_it(server: Server, path: str) -> None:
    reply = read(server, path)
    assert reply.headers["Content-Language"] == TAG
    assert f'<html lang="{TAG}"' in reply.text
    assert ">Abowt<" in reply.text


def test_what_scripts_say_is_in_it_and_else_in_english(server: Server) -> None:
    texts = embedded(read(server, "/playground/live"), "texts")
    assert (texts["state_idle"], texts["image"]) == ("Redda.", "Pikcha")
    english = embedded(server.get("/playground/live", {"Accept-Language": "en"}), "texts")
    assert english.keys() == texts.keys()
    assert {key for key, text in texts.items() if text != english[key]} == {"state_idle", "image"}


def test_a_demo_is_in_it_and_else_in_english(server: Server) -> None:
    page = read(server, "/demos/marking")
    assert "<h1>Skribbel</h1>" in re.sub(r"<h1[^>]*>\s*", "<h1>", page.text).replace("\n", "")
    assert embedded(page, "demo-texts") == {"green": "Gruun it", "answers": "{count} answers"}
    described = json.loads(server.get("/api/demos", {"Accept-Language": TAG}).body)["demos"][0]
    english = json.loads(server.get("/api/demos", {"Accept-Language": "en"}).body)["demos"][0]
    assert described["title"] == "Skribbel"
    assert described["summary"] == english["summary"]


def test_no_code_knows_the_languages() -> None:
    """A tag in the code would be a second place to add a language at."""
    found = [
        str(file.relative_to(ROOT))
        for folder in ("webapp", "models", "scripts", "templates", "static/js")
        for file in Path(ROOT / folder).rglob("*")
        if file.suffix in (".py", ".js", ".html") and "vendor" not in file.parts
        if re.search(r"pt[-_]BR", file.read_text(encoding="utf-8"))
    ]
    assert found == []
