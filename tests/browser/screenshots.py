"""Takes pictures of every page, for the docs: ``python -m tests.browser.screenshots OUTDIR [NAME…]``.

At 1280 × 800 and at 390 × 844, light, as JPEG; the demos live, on the fake camera; then a class, with a teacher who
presents, a wall and an audience. With names, only those whose file name holds one of them: ``pose-1280-dark`` for one
in the dark theme.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.server import Server

from . import browsers, footage
from .visits import Visit, until

DEMOS = ("pose", "style", "colorization", "captioning", "features", "edges")
PAGES = {
    "home": "/",
    **{demo: f"/demos/{demo}" for demo in DEMOS},
    "playground": "/playground/",
    "playground-live": "/playground/live",
    "parameters": "/playground/parameters",
    "join": "/join",
    "about": "/about",
    "404": "/no/such/page",
}
CLASS = {"teacher": "/teacher", "wall": "/wall", "audience": "/audience"}
"""Pages of a class that is under way; the first two are the teacher's."""
ON_THE_WALL = ("pose", "style", "colorization", "edges")
SCREENS: dict[str, dict[str, Any]] = {
    "1280": {"viewport": {"width": 1280, "height": 800}},
    "390": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
FRAMES = {"captioning": 8, "colorization": 12}
"""Answers before a picture is taken: by then the figures have settled. Else 40."""
TOKEN = "a token for pictures"
ADDRESS = "https://lab.example.org"
"""What the page for the projector shows."""
QUALITY = 80
Wanted = Callable[[str], bool]


def main(folder: Path, names: list[str]) -> int:
    """Take the pictures. Returns the exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    if browsers.chromium() is None:
        print("There is no Chromium on this machine, neither its own nor Playwright's.")
        return 1

    def wanted(name: str) -> bool:
        return any(part in name for part in names) if names else not name.endswith("-dark")

    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        browser = browsers.launch(playwright, *browsers.with_camera(footage.make(Path(work))))
        settings = {"demos": ",".join(DEMOS), "teacher_token": TOKEN, "origins": ADDRESS}
        with Server(threads="auto", device="auto", **settings) as server:
            for screen in SCREENS:
                for scheme in ("", "-dark"):
                    for page in PAGES:
                        name = f"{page}-{screen}{scheme}"
                        if wanted(name):
                            alone(browser, server.url, page, screen, scheme, folder / f"{name}.jpg")
            if any(wanted(f"{page}-{screen}") for page in CLASS for screen in SCREENS):
                in_class(browser, server.url, wanted, folder)
        browser.close()
    return 0


def visitor_of(browser: Browser, url: str, screen: str, **options: Any) -> Visit:
    context = browser.new_context(**{**SCREENS[screen], "reduced_motion": "reduce", **options})
    return Visit(context, url)


def alone(browser: Browser, url: str, name: str, screen: str, scheme: str, file: Path) -> None:
    """One picture of one page: on a phone the whole of it, else what one sees first."""
    visitor = visitor_of(browser, url, screen, color_scheme="dark" if scheme else "light")
    path = PAGES[name]
    if path.startswith("/demos"):
        visitor.start(path, frames=FRAMES.get(name, 40))
    else:
        visitor.open(path)
    if name == "playground-live":
        visitor.page.wait_for_selector('#live[data-drawn="true"]')
    save(visitor.page, file, whole=screen == "390" and name in ("home", "about", "join"))
    visitor.context.close()


def in_class(browser: Browser, url: str, wanted: Wanted, folder: Path) -> None:
    """A teacher who presents, four visitors on the wall, and a screen that watches."""
    teacher = visitor_of(browser, url, "1280")
    teacher.open(f"/teacher?token={TOKEN}")
    presenter = visitor_of(browser, url, "1280", storage_state=teacher.context.storage_state())
    presenter.start("/demos/pose", frames=3)
    presenter.page.click(".roombar button:has-text('Present')")
    teacher.page.wait_for_selector("main.desk[data-connected=true]")
    teacher.page.click("[data-lead=wall]")
    guests = [on_the_wall(browser, url, demo) for demo in ON_THE_WALL]
    signed_in = teacher.context.storage_state()
    for screen in SCREENS:
        for name, path in CLASS.items():
            if wanted(f"{name}-{screen}"):
                visitor = visitor_of(browser, url, screen, storage_state=None if name == "audience" else signed_in)
                page = visitor.open(path)
                settle(page, name)
                save(page, folder / f"{name}-{screen}.jpg", whole=screen == "390" and name == "teacher")
                visitor.context.close()
    for visitor in (*guests, presenter, teacher):
        visitor.context.close()


def on_the_wall(browser: Browser, url: str, demo: str) -> Visit:
    """A visitor of a demo who agreed to be shown."""
    guest = visitor_of(browser, url, "1280")
    guest.start(f"/demos/{demo}", frames=2)
    guest.page.click(".tools button:has-text('Wall')")
    guest.page.click("dialog[open] button[value=yes]")
    return guest


def settle(page: Page, name: str) -> None:
    """Wait until a page of the class shows what there is."""
    counts = {"wall": "#tiles li canvas:not([hidden])", "teacher": "main.desk table tbody tr"}
    if name == "audience":
        until(lambda: int(page.get_attribute("main", "data-pictures") or 0) >= 20, lambda: "no pictures", 60)
    else:
        until(lambda: page.locator(counts[name]).count() >= len(ON_THE_WALL), lambda: f"too few on {name}", 60)


def save(page: Page, file: Path, whole: bool) -> None:
    page.evaluate("document.fonts.ready")
    shot = page.screenshot(full_page=whole)
    Image.open(io.BytesIO(shot)).convert("RGB").save(file, quality=QUALITY, optimize=True, progressive=True)
    print(file, file.stat().st_size // 1000, "kB")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m tests.browser.screenshots OUTDIR [NAME...]")
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
