"""Captioning as a visitor sees it: a photograph of a cat is what the camera shows."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from support.server import Server

from models import assets

from . import browsers
from .visits import Visit, until

SENTENCE = ".captions__sentence"


@pytest.fixture(scope="module")
def cat_camera(launch: Callable[..., Browser], tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """A browser whose camera shows a photograph, cut to a camera's shape."""
    target = tmp_path_factory.mktemp("photograph") / "camera.mjpeg"
    command = ["ffmpeg", "-v", "error", "-loop", "1", "-t", "1", "-i", str(assets.path("chelsea.png"))]
    command += ["-vf", "crop=400:300,scale=640:480", "-r", "10", "-pix_fmt", "yuvj420p", "-q:v", "3", str(target)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return launch(*browsers.with_camera(Path(target)))


@pytest.fixture(scope="module")
def describing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(demos="captioning", threads="auto", device="auto") as server:
        yield server


@pytest.fixture
def visitor(visits, cat_camera: Browser, describing: Server) -> Visit:
    return visits(cat_camera, describing.url)


def words(visitor: Visit) -> list[str]:
    return visitor.page.inner_text(SENTENCE).split()


def test_a_photograph_before_the_camera_gets_its_main_subject_named(visitor: Visit) -> None:
    page = visitor.start("/demos/captioning", frames=3)
    until(lambda: "cat" in words(visitor), lambda: f"the sentence is {words(visitor)}")
    shown = visitor.stats()["lastData"]["shown"]["text"]
    assert page.inner_text("#captions-sentence [role=status]") == " ".join(words(visitor)) == shown
    assert "cat" in page.inner_text("#captions-certain")
    assert 1 <= page.locator(".captions__rivals li").count() <= 3
