"""The filter by what visitors taught themselves: the file is opened in the page, and what it says is blurred there."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser

from models.assets import assets
from models.toolkit import described
from models.toolkit.looking import Looking
from tests.support.server import Server

from .conftest import Visits
from .test_axe import PHONE
from .test_page_teach import SCENES, camera
from .visits import Visit, overhang, until

LENGTH = 10
"""What the page brings features to (static/js/shared/learning/softmax.js)."""
HOSTILE = "<img src=x onerror=stop()>"


@pytest.fixture(scope="module")
def filtering() -> Iterator[Server]:
    with Server(demos="content", threads="auto", device="auto") as server:
        yield server


@pytest.fixture(scope="module")
def layer() -> dict[str, Any]:
    """A file as "teach it yourself" writes it, whose layer tells the two scenes apart."""
    network = Looking(assets.path(described.ASSET))
    seen = []
    for name in SCENES:
        rgb = cv2.cvtColor(cv2.imread(str(assets.path(name))), cv2.COLOR_BGR2RGB)
        features = network(described.made_ready(cv2.resize(rgb, (640, 480))))[1]
        seen.append(features * LENGTH / np.linalg.norm(features))
    apart = (seen[0] - seen[1]) / np.linalg.norm(seen[0] - seen[1])
    middle = float(apart @ (seen[0] + seen[1]) / 2)

    def packed(numbers: np.ndarray) -> str:
        return base64.b64encode(numbers.astype("<f4").tobytes()).decode()

    return {
        "kind": "taught-layer",
        "version": 1,
        "network": "efficientnet-lite0",
        "features": 1280,
        "names": ["cat", HOSTILE],
        "weights": packed(np.stack([apart, -apart])),
        "bias": packed(np.array([-middle, middle])),
    }


def blocked(visitor: Visit, expected: bool) -> None:
    text = str(expected).lower()
    page = visitor.page
    until(lambda: page.get_attribute("#page", "data-blocked") == text, lambda: f"blocked is not {text}")


def scene(visitor: Visit, number: int) -> None:
    visitor.page.evaluate("(number) => window.scene(number)", number)
    visitor.wait_answers(2)


def test_what_was_taught_is_blocked_and_the_class_to_block_is_the_visitors(
    visits: Visits, browser: Browser, filtering: Server, layer: dict[str, Any], tmp_path: Path
) -> None:
    visitor = visits(browser, filtering.url)
    visitor.page.add_init_script(camera())
    page = visitor.start("/demos/content?p.concept=taught&p.rule=one", frames=2)
    blocked(visitor, True)
    words = page.locator("#content-taught-words")
    assert "No file is open" in words.inner_text()
    for change, said in (
        ({"network": "other"}, "another network"),
        ({"bias": "AAAA"}, "damaged"),
        ({"kind": 1}, "no file"),
    ):
        wrong = tmp_path / "wrong.json"
        wrong.write_text(json.dumps(layer | change), encoding="utf-8")
        page.set_input_files("#content-taught-file", wrong)
        until(lambda said=said: said in words.inner_text(), words.inner_text)  # type: ignore[misc]
    (large := tmp_path / "large.json").write_bytes(b" " * 300_000)
    page.set_input_files("#content-taught-file", large)
    until(lambda: "too large" in words.inner_text(), words.inner_text)
    visitor.wait_answers(2)
    blocked(visitor, True)
    assert page.locator(".taught__classes").is_hidden()

    (good := tmp_path / "taught.json").write_text(json.dumps(layer), encoding="utf-8")
    page.set_input_files("#content-taught-file", good)
    until(lambda: "“cat” is blocked" in words.inner_text(), words.inner_text)
    assert page.locator(".taught__class bdi").all_inner_texts() == ["cat", HOSTILE]
    scene(visitor, 1)
    blocked(visitor, False)
    scene(visitor, 0)
    blocked(visitor, True)
    page.get_by_label(HOSTILE).check()
    visitor.wait_answers(2)
    blocked(visitor, False)
    page.set_input_files("#content-taught-file", large)
    until(lambda: "too large" in words.inner_text(), words.inner_text)
    scene(visitor, 1)
    blocked(visitor, True)


def test_opening_a_file_begins_to_look_for_it_on_a_phone_in_portuguese(
    visits: Visits, browser: Browser, filtering: Server, layer: dict[str, Any], tmp_path: Path
) -> None:
    visitor = visits(browser, filtering.url, **PHONE, locale="pt-BR", reduced_motion="reduce")
    visitor.page.add_init_script(camera())
    page = visitor.start("/demos/content?p.rule=one", frames=1)
    (good := tmp_path / "ensinado.json").write_text(json.dumps(layer), encoding="utf-8")
    page.set_input_files("#content-taught-file", good)
    until(lambda: "é bloqueado" in page.inner_text("#content-taught"), lambda: page.inner_text("#content-taught"))
    assert page.locator("input[name='p-concept'][value=taught]").is_checked()
    blocked(visitor, True)
    box = page.locator(".taught__class").first.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert overhang(page) <= 0
