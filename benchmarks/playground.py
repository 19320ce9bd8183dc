"""How fast the playground's live page is in a browser without a graphics card.

    python -m benchmarks.playground [--seconds 6] [--gpu]

Drives Chromium (WebGL 2 by SwiftShader, on the processor). Prints the median milliseconds of a 3 × 3 kernel on a grey
640 × 480 picture for each engine and for plain nested loops of JavaScript, with their ratio, in one run; then frames a
second of the page itself on a video of 640 × 480 with 60 frames a second, for each engine and as the page chooses.
``--gpu`` leaves the graphics card on. Writes the figures to var/bench-playground.json too.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from models.assets.assets import CACHE
from tests.support.pages import Pages
from tests.support.server import ROOT

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-component-update",
]
COMPARE = """async () => {
  const { compare } = await import("/static/js/playground/live/bench.js");
  return compare();
}"""
ENGINES = ("arrays", "webgl", "auto")


def video(folder: Path) -> Path:
    """The clip of a man talking in a car, stretched to 640 × 480 and played at 60 frames a second."""
    target = folder / "sixty.webm"
    command = ["ffmpeg", "-v", "error", "-y", "-threads", "1", "-i", str(CACHE / "carphone.mp4"), "-an"]
    command += ["-vf", "scale=640:480,setpts=0.5*PTS,fps=60", "-c:v", "libvpx", "-b:v", "2M", "-deadline", "realtime"]
    subprocess.run([*command, str(target)], check=True, stdin=subprocess.DEVNULL)
    return target


def live(page: Page, url: str, engine: str, film: Path, seconds: float) -> dict[str, Any]:
    """Frames a second of the page over so many seconds, after two to settle."""
    page.goto(f"{url}/playground/live?engine={engine}&split=0", wait_until="load")
    page.set_input_files("#own-file", str(film))
    page.wait_for_selector('#live[data-phase="on"]')
    page.wait_for_timeout(2000)
    read = "({...window.playgroundLive.stats(), now: performance.now()})"
    before = page.evaluate(read)
    page.wait_for_timeout(1000 * seconds)
    after = page.evaluate(read)
    fps = 1000 * (after["frames"] - before["frames"]) / (after["now"] - before["now"])
    return {"fps": fps, "took": after["took"], "engine": after["engine"], "size": after["size"]}


def measure(seconds: float, gpu: bool) -> dict[str, Any]:
    """Everything, in one browser."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, Pages() as pages, sync_playwright() as driver:
        film = video(Path(folder))
        flags = FLAGS if gpu else [*FLAGS, "--disable-gpu"]
        browser = driver.chromium.launch(executable_path=chromium, headless=True, args=flags)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{pages.url}/playground/live?engine=arrays", wait_until="load")
        kernels = page.evaluate(COMPARE)
        found = {"kernels": kernels, "live": {name: live(page, pages.url, name, film, seconds) for name in ENGINES}}
        browser.close()
    return found


def table(found: dict[str, Any]) -> str:
    """The figures as lines of text."""
    kernels = found["kernels"]
    lines = ["3 × 3 on grey, 640 × 480          ms a frame"]
    for name, label in (("nested", "plain nested loops"), ("arrays", "typed arrays"), ("webgl", "WebGL 2")):
        value = kernels[name]
        lines.append(f"  {label:<30}{'none' if value is None else f'{value:.1f}':>12}")
    lines.append(f"  typed arrays are {kernels['ratio']:.1f} times as fast as plain nested loops")
    lines.append(f"  largest difference between any two: {kernels['different']} of 255")
    lines.append("the page, live, 640 × 480         frames/s   ms a frame")
    for name, seen in found["live"].items():
        chosen = f"{name} ({seen['engine']})" if name == "auto" else name
        lines.append(f"  {chosen:<30}{seen['fps']:>10.1f}{seen['took']:>13.1f}")
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--gpu", action="store_true")
    options = parser.parse_args(arguments)
    found = measure(options.seconds, options.gpu)
    sys.stdout.write(table(found) + "\n")
    target = ROOT / "var" / "bench-playground.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(found, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
