"""A real server with the real models, and a real browser whose camera shows real footage."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from models.assets import assets
from tests.support.pages import Pages
from tests.support.server import Server

from . import browsers, footage
from .visits import Visit

HERE = Path(__file__).parent
NEEDED = ("movenet-multipose.bin", "multistyle26.onnx", "arbitrary-predict.onnx", footage.CLIP, "astronaut.png")

Visits = Callable[..., Visit]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def pytest_runtest_setup() -> None:
    """Not a fixture: a skip from here is one line for all tests, not one for each."""
    if why := obstacle():
        browsers.refuse(why)


@functools.cache
def obstacle() -> str:
    """Why browser tests cannot run on this machine; empty where they can."""
    if browsers.chromium() is None:
        return "there is no Chromium on this machine, neither its own nor Playwright's"
    if shutil.which("ffmpeg") is None or shutil.which("ffprobe") is None:
        return "ffmpeg is not on this machine, so there is no footage for the fake camera"
    missing = [name for name in NEEDED if not (assets.CACHE / name).is_file()]
    return f"models/cache/{missing[0]} is missing: run make assets" if missing else ""


# Browsers


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Browser]]:
    """Starts a browser with further flags; closes all at the end."""
    started: list[Browser] = []

    def start(*flags: str) -> Browser:
        started.append(browsers.launch(playwright, *flags))
        return started[-1]

    with sync_playwright() as playwright:
        yield start
        for browser in started:
            browser.close()


@pytest.fixture(scope="session")
def camera_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return footage.make(tmp_path_factory.mktemp("footage"))


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Browser], camera_file: Path) -> Browser:
    """The browser of nearly all tests: a camera that shows the footage, and nobody asks."""
    return launch(*browsers.with_camera(camera_file))


# Servers


@pytest.fixture(scope="session")
def served() -> Iterator[Server]:
    settings: dict[str, Any] = {
        "demos": "pose,style,features,edges",
        "threads": "auto",
        "device": "auto",
        "trusted_hosts": browsers.FAR_NAME,
    }
    with Server(**settings, async_mode=os.environ.get("ASYNC_MODE", "eventlet")) as server:
        yield server


@pytest.fixture
def server(served: Server) -> Iterator[Server]:
    """The server with the real demos. A test may kill it or its workers: it is set right again."""
    yield served
    set_right(served)


def set_right(server: Server) -> None:
    """A server as it was at its start, on the port that it had. Complains of one that ended."""
    status, log = server.process.poll(), server.log
    if status is not None:
        server.settings["port"] = server.port
        server.start(wait=False)
    server.wait_ready()
    assert status is None, f"the server had ended with {status}:\n{log[-3000:]}"


@pytest.fixture(scope="session")
def pages() -> Iterator[Pages]:
    """The site without workers: the playground needs none."""
    with Pages(lasting=True) as served:
        yield served


# Visitors


@pytest.fixture
def visits(request: pytest.FixtureRequest) -> Iterator[Visits]:
    """Makes visitors. At the end each must have asked no other host and heard no error but those in ``expect``."""
    made: list[tuple[Visit, tuple[str, ...]]] = []

    def visit(browser: Browser, url: str, *, expect: tuple[str, ...] = (), **options: Any) -> Visit:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        made.append((Visit(context, url), expect))
        return made[-1][0]

    yield visit
    problems: list[str] = []
    for visitor, expect in made:
        problems += visitor.unexpected(*expect) + visitor.foreign
        with contextlib.suppress(Error):  # its browser may be gone
            visitor.context.close()
    assert not problems


@pytest.fixture
def visitor(visits: Visits, browser: Browser, server: Server) -> Visit:
    """A visitor of the real demos, with a camera."""
    return visits(browser, server.url)


@pytest.fixture
def reader(visits: Visits, browser: Browser, pages: Pages) -> Visit:
    """A visitor of the site without workers, in English."""
    return visits(browser, pages.url, locale="en")
