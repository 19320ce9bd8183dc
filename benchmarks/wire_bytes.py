"""What a frame costs the network, by demo: kilobytes up and down, as a real page sends and gets them.

    python -m benchmarks.wire_bytes                     all demos, with a fake camera of 640 x 480
    python -m benchmarks.wire_bytes pose --camera 1280x720
    python -m benchmarks.wire_bytes --root ../before    the pages of another tree, as git worktree makes one

A real Chromium shows each demo's page at its defaults; its camera plays a film of a man who talks in a car. Counted are
the messages of the page's WebSocket while so many frames are answered: everything that goes over it, JSON included.
"sent" is the size of the pictures as they go up; "ms" the latency and "a second" the rate that the page's meter tells.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, WebSocket, sync_playwright

from models.assets.assets import CACHE
from tests.support.server import ROOT, Measured

DEMOS = ("pose", "colorization", "edges", "features", "captioning", "style")
FLAGS = ("--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
WARM = 20
HEAD = "| demo | sent | kB up | kB down | kB in all | ms | a second |\n|---|---|---|---|---|---|---|"


class Meter:
    """Counts what a page's WebSocket carries. ``pictures`` are the sizes, width × height, of what went up."""

    def __init__(self) -> None:
        self.up = self.down = 0
        self.pictures: set[str] = set()

    def listen(self, socket: WebSocket) -> None:
        socket.on("framesent", self._sent)
        socket.on("framereceived", lambda payload: setattr(self, "down", self.down + len(payload)))

    def _sent(self, payload: str | bytes) -> None:
        self.up += len(payload)
        if isinstance(payload, bytes):
            with Image.open(io.BytesIO(payload)) as picture:
                self.pictures.add(f"{picture.width} × {picture.height}")


def film(folder: Path, size: str) -> Path:
    """The clip as Motion JPEG of a size, ``WIDTHxHEIGHT``, which Chromium's fake camera plays in a loop."""
    target = folder / "camera.mjpeg"
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-y",
        "-i",
        str(CACHE / "carphone.mp4"),
        "-vf",
        f"scale={size.replace('x', ':')}",
    ]
    command += ["-pix_fmt", "yuvj420p", "-q:v", "4", "-an", str(target)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return target


def stats(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("window.hype.stats()")
    return found


def wait_for(page: Page, answered: int, seconds: float = 60) -> dict[str, Any]:
    """Asks again and again: the site's policy forbids what Playwright would wait with."""
    end = time.monotonic() + seconds
    while (found := stats(page))["answered"] < answered:
        if time.monotonic() > end:
            raise TimeoutError(f"{found['answered']} of {answered} frames were answered in {seconds:g} s")
        page.wait_for_timeout(20)
    return found


def measured(browser: Browser, url: str, demo: str, frames: int) -> str:
    """A line of the table."""
    meter = Meter()
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.on("websocket", meter.listen)
    page.goto(f"{url}/demos/{demo}")
    while not page.evaluate("Boolean(window.hype)"):
        page.wait_for_timeout(20)
    page.click("#veil-act")
    begun = wait_for(page, WARM)["answered"]
    meter.pictures.clear()
    before = (meter.up, meter.down)
    ended = wait_for(page, begun + frames)
    up, down = (
        (now - then) / 1000 / (ended["answered"] - begun)
        for now, then in zip((meter.up, meter.down), before, strict=True)
    )
    page.close()
    sizes = ", ".join(sorted(meter.pictures))
    return (
        f"| {demo} | {sizes} | {up:.1f} | {down:.1f} | {up + down:.1f} | {ended['latency']:.0f} | {ended['fps']:.1f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("demos", nargs="*", default=DEMOS, help="which, all by default")
    parser.add_argument("--camera", default="640x480", metavar="WIDTHxHEIGHT")
    parser.add_argument("--frames", type=int, default=60, help="answered frames that count")
    parser.add_argument("--root", type=Path, default=ROOT, help="the tree whose server and pages are measured")
    given = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    sys.stdout.write(f"camera {given.camera}\n{HEAD}\n")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        flags = [*FLAGS, f"--use-file-for-fake-video-capture={film(Path(folder), given.camera)}"]
        browser = driver.chromium.launch(
            executable_path=chromium or driver.chromium.executable_path, headless=True, args=flags
        )
        with Measured(demos=",".join(given.demos), _root=given.root.resolve()) as server:
            for demo in given.demos:
                sys.stdout.write(measured(browser, server.url, demo, given.frames) + "\n")
                sys.stdout.flush()
        browser.close()


if __name__ == "__main__":
    main()
