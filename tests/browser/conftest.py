"""A real server with the real models, and a real browser whose camera shows real footage."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Playwright, sync_playwright
from support.server import Server

from models import assets

from . import browsers, footage
from .visits import Visit

HERE = Path(__file__).parent
NEEDED = ("movenet-multipose.bin", "multistyle26.onnx", "arbitrary-predict.onnx", footage.CLIP, "astronaut.png")

Visits = Callable[..., Visit]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


# Browsers


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def executable(playwright: Playwright) -> str:
    found = browsers.find_chromium(playwright)
    if found is None:
        browsers.refuse("there is no Chromium on this machine, neither its own nor Playwright's")
    return found


@pytest.fixture(scope="session")
def camera_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        return footage.make(tmp_path_factory.mktemp("footage"))
    except footage.NoFootage as error:
        browsers.refuse(str(error))


@pytest.fixture(scope="session")
def launch(playwright: Playwright, executable: str) -> Iterator[Callable[..., Browser]]:
    """Starts a browser with further flags; closes all at the end."""
    started: list[Browser] = []

    def start(*flags: str) -> Browser:
        started.append(browsers.launch(playwright, executable, *flags))
        return started[-1]

    yield start
    for browser in started:
        browser.close()


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Browser], camera_file: Path) -> Browser:
    """The browser of nearly all tests: a camera that shows the footage, and nobody asks."""
    return launch(*browsers.with_camera(camera_file))


# Servers


@pytest.fixture(scope="session")
def served(executable: str) -> Iterator[Server]:
    missing = [name for name in NEEDED if not (assets.CACHE / name).is_file()]
    if missing:
        browsers.refuse(f"models/cache/{missing[0]} is missing: run make assets")
    with Server(demos="pose,style", threads="auto", device="auto", trusted_hosts=browsers.FAR_NAME) as server:
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
