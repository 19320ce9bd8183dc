"""Takes pictures of every page, for the docs: ``python -m tests.browser.screenshots OUTDIR [NAME…]``.

At 1280 × 800 and at 390 × 844, light and dark; the demos live, on the fake camera. With names, only those whose file
name holds one of them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))  # as pytest does, for `support`

from support.server import Server

from . import browsers, footage
from .visits import Visit

PAGES = {
    "home": "/",
    "pose": "/demos/pose",
    "style": "/demos/style",
    "about": "/about",
    "404": "/no/such/page",
}
SCREENS: dict[str, dict[str, Any]] = {
    "1280": {"viewport": {"width": 1280, "height": 800}},
    "390": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
FRAMES = 40
"""Answers before a picture is taken: by then the figures have settled."""


def main(folder: Path, names: list[str]) -> int:
    """Take the pictures. Returns the exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    if browsers.chromium() is None:
        print("There is no Chromium on this machine, neither its own nor Playwright's.")
        return 1
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        film = footage.make(Path(work))
        browser = browsers.launch(playwright, *browsers.with_camera(film))
        with Server(demos="pose,style", threads="auto", device="auto") as server:
            for screen in SCREENS:
                for scheme in ("light", "dark"):
                    for page in PAGES:
                        name = f"{page}-{screen}-{scheme}.png"
                        if not names or any(part in name for part in names):
                            take(browser, server.url, page, screen, scheme, folder / name)
        browser.close()
    return 0


def take(browser: Browser, url: str, name: str, screen: str, scheme: str, file: Path) -> None:
    """One picture of one page: on a phone the whole of it, else what one sees first."""
    context = browser.new_context(**{**SCREENS[screen], "color_scheme": scheme, "reduced_motion": "reduce"})
    visitor = Visit(context, url)
    path = PAGES[name]
    if path.startswith("/demos"):
        visitor.start(path, frames=FRAMES)
    else:
        visitor.open(path)
    visitor.page.evaluate("document.fonts.ready")
    visitor.page.screenshot(path=file, full_page=screen == "390" and not path.startswith("/demos"))
    print(file)
    context.close()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m tests.browser.screenshots OUTDIR [NAME...]")
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
