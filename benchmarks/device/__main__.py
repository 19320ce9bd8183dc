"""What a visitor's own browser computes, beside this app with its server on the same cores.

    python -m benchmarks.device                          one page and four pages, each way, a few minutes
    python -m benchmarks.device --pages 1 --seconds 20

Ways: TensorFlow.js with the server's own MultiPose weights, by WebAssembly (SIMD, threads) and by WebGL in software;
MediaPipe Pose, its light network for one person, as it comes in its npm package (the models of its newer "tasks" are
in no package); this app's page of pose with its server beside it. All in Chromium without a graphics card, the same
camera footage of 640 × 480 at 30 frames a second, all pages, and the server, on the same cores of this machine.

Useful frames are camera frames whose joints were drawn, each counted once, of all pages together. Latency is from
taking a frame to having drawn its joints, on average. Long tasks are what keeps a page from answering its visitor for
more than 50 ms: their milliseconds in a second of one page. Needs npm; the packages go to var/device. Writes
var/device.json.
"""

from __future__ import annotations

import argparse
import http.server
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.wire_bytes import film
from models.assets.assets import CACHE
from tests.browser.browsers import launch, with_camera
from tests.support.server import ROOT, Measured

HERE = Path(__file__).resolve().parent
HOME = ROOT / "var" / "device"
WAYS = ("tfjs-wasm", "tfjs-webgl", "mediapipe", "ours")
SOFTWARE = ("--enable-unsafe-swiftshader", "--use-angle=swiftshader")
PATIENCE = 180.0
"""Seconds until a page has its first answer: networks are compiled and shaders built meanwhile."""
HEAD = (
    "| pages | way | useful frames/s, in all | latency ms | long tasks, ms a second of a page |\n|---|---|---|---|---|"
)
WATCH = """(() => {
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.longTasks.push(entry.duration);
  }).observe({ type: "longtask" });
})()"""
READ = {
    "ours": """() => {
  const { answered, latency, lastData } = window.hype.stats();
  return { answered, latency, people: lastData?.people?.length ?? 0, error: "" };
}""",
    "rival": """() => {
  const { frames, people, error } = window.rival;
  const recent = frames.filter(([at]) => at > performance.now() - 2000);
  const latency = recent.reduce((sum, [, took]) => sum + took, 0) / Math.max(1, recent.length);
  return { answered: frames.length, latency, people, error };
}""",
}
"""What a page tells: frames answered since it began, the mean latency of the last two seconds, people in the last."""
LONG = "() => window.longTasks.reduce((sum, took) => sum + took, 0)"


class Files(http.server.SimpleHTTPRequestHandler):
    """The page, the packages and the weights, isolated from other origins, which WebAssembly's threads ask for."""

    def translate_path(self, path: str) -> str:
        path = path.partition("?")[0]
        for begin, folder in (("/node_modules/", HOME), ("/weights/", CACHE)):
            if path.startswith(begin):
                inside = path.removeprefix("/weights") if begin == "/weights/" else path
                return str(folder / inside.lstrip("/"))
        return str(HERE / (path.lstrip("/") or "page.html"))

    def end_headers(self) -> None:
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


def set_up() -> None:
    """Install the rivals' packages, as locked, where they are not there yet."""
    lock = HERE / "package-lock.json"
    done = HOME / "done"
    if done.exists() and done.read_bytes() == lock.read_bytes():
        return
    npm = shutil.which("npm", path=f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}")
    if npm is None:
        raise SystemExit("npm is needed and was not found. Install Node.js.")
    HOME.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, HOME)
    subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(HOME)], check=True)
    shutil.copy(lock, done)


@contextmanager
def served(way: str) -> Iterator[str]:
    """The address of a way's page, while something answers there."""
    if way == "ours":
        with Measured(demos="pose") as server:
            yield f"{server.url}/demos/pose"
        return
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/?way={way}"
        server.shutdown()


def opened(browser: Browser, url: str, way: str) -> Page:
    """A page that has answered its first frames."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.add_init_script(WATCH)
    page.goto(url)
    if way == "ours":
        while not page.evaluate("Boolean(window.hype)"):  # the site's policy forbids what Playwright would wait with
            page.wait_for_timeout(50)
        page.click("#veil-act")
    end = time.monotonic() + PATIENCE
    while (told := read(page, way))["answered"] < 10:
        if told["error"] or time.monotonic() > end:
            raise RuntimeError(told["error"] or f"{told['answered']} frames in {PATIENCE:g} s")
        page.wait_for_timeout(50)
    return page


def read(page: Page, way: str) -> dict[str, Any]:
    told: dict[str, Any] = page.evaluate(READ["ours" if way == "ours" else "rival"])
    return told


def measured(browser: Browser, url: str, way: str, pages: int, seconds: float) -> dict[str, Any]:
    """All pages at once, after they have all begun: their sums and means."""
    open_pages = [opened(browser, url, way) for _ in range(pages)]
    open_pages[0].wait_for_timeout(3000)
    before = [(time.monotonic(), read(page, way), page.evaluate(LONG)) for page in open_pages]
    latencies = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        open_pages[0].wait_for_timeout(2000)
        latencies += [read(page, way)["latency"] for page in open_pages]
    after = [(time.monotonic(), read(page, way), page.evaluate(LONG)) for page in open_pages]
    spans = [now[0] - then[0] for then, now in zip(before, after, strict=True)]
    answered = [now[1]["answered"] - then[1]["answered"] for then, now in zip(before, after, strict=True)]
    stuck = [(now[2] - then[2]) / span for then, now, span in zip(before, after, spans, strict=True)]
    for page in open_pages:
        page.context.close()
    return {
        "pages": pages,
        "way": way,
        "frames": sum(count / span for count, span in zip(answered, spans, strict=True)),
        "latency": statistics.mean(latencies),
        "long": statistics.mean(stuck),
        "people": [now[1]["people"] for now in after],
    }


def row(cell: dict[str, Any]) -> str:
    if cell.get("failed"):
        return f"| {cell['pages']} | {cell['way']} | failed: {cell['failed']} | | |"
    return f"| {cell['pages']} | {cell['way']} | {cell['frames']:.1f} | {cell['latency']:.0f} | {cell['long']:.0f} |"


def cells(given: argparse.Namespace, footage: Path) -> Iterator[dict[str, Any]]:
    """Each way and number of pages in a browser, and with a server, of its own."""
    with sync_playwright() as driver:
        for pages in given.pages:
            for way in given.ways:
                browser = launch(driver, *SOFTWARE, *with_camera(footage))
                try:
                    with served(way) as url:
                        yield measured(browser, url, way, pages, given.seconds)
                except Exception as error:
                    yield {"pages": pages, "way": way, "failed": str(error).splitlines()[0]}
                finally:
                    browser.close()


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.device")
    parser.add_argument("--pages", type=int, nargs="+", default=[1, 4])
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS)
    parser.add_argument("--seconds", type=float, default=15)
    given = parser.parse_args(argv)
    set_up()
    found = []
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for cell in cells(given, film(Path(folder), "640x480")):
            found.append(cell)
            print(row(cell), flush=True)
    (ROOT / "var" / "device.json").write_text(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
