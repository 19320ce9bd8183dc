"""How well and how fast the playground's networks learn, in the browser.

    python -m benchmarks.learning [--epochs 20] [--seeds 3] [--only network|text]

Drives Chromium. Prints, for each seed, the held-out accuracy that the network of the page reaches in so many epochs and
the seconds of its thread until 95 % of the 360 held-out digits are read right, looking every 25 steps; then, with the
page as a visitor has it, the longest and the median time that a step of the display takes while it trains. Then the
comparisons: convolution and fully connected with as many parameters, pixels shuffled, held-out digits shifted.

Of the network that writes: the steps a second of each cell in one thread of Chromium, those of the page as a visitor
has it, and those of min-char-rnn in plain NumPy (benchmarks/writing.py) with one thread on the same text: the median of
ten parts of a run, and the quickest, in which the machine did least besides; its loss at the lecture's three points,
from the run that comes with the page (scripts/make_text_weights.py). Writes all figures to var/bench-learning.json too.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import browsers
from tests.support.pages import Pages
from tests.support.server import ROOT

TRAIN = """async ({ seed, epochs, right, pixels }) => {
  const from = (name) => import(`/static/js/playground/network/${name}.js`);
  const [{ split, unpack }, { createRun }, model, { digitsFor }, { readState }] = await Promise.all(
    [from("digits"), from("run"), from("model"), from("digits"), import("/static/js/playground/shell/state.js")]);
  const answer = await fetch(document.getElementById("network").dataset.digits);
  const sets = digitsFor(split(unpack(new Uint8Array(await answer.arrayBuffer()))), pixels, seed);
  const state = { ...readState(model.TABLE, ""), seed };
  const own = model.layersOf(state);
  const layers = right === "dense" ? model.denseLike(own, state.activation) : own;
  const start = performance.now();
  const made = createRun({ set: sets.training, held: sets.held, settings: model.settingsOf(state, layers) });
  let reached = null;
  while (made.run.epoch < epochs && !(made.run.epoch === epochs - 1 && made.isEpochsEnd())) {
    made.advance();
    if (reached === null && made.points.at(-1).held.accuracy >= 0.95) reached = (performance.now() - start) / 1000;
  }
  made.look();
  const seconds = (performance.now() - start) / 1000;
  return { accuracy: made.points.at(-1).held.accuracy, reached, seconds, parameters: made.run.network.parameters };
}"""
COMPARED = (
    ("own", "plain"),
    ("dense", "plain"),
    ("own", "shuffled"),
    ("dense", "shuffled"),
    ("own", "shifted"),
    ("dense", "shifted"),
)
WATCH = """() => {
  window.took = [];
  const ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (draw) => ask((now) => {
    const start = performance.now();
    draw(now);
    window.took.push(performance.now() - start);
  });
}"""


WRITE = """async ({ cell, steps }) => {
  const from = (name) => import(`/static/js/playground/text/${name}.js`);
  const [{ createRun }, { tidy }, { QUESTIONS }, { TABLE, settingsOf }, { readState }] = await Promise.all(
    [from("run"), from("corpus"), from("questions"), from("model"), import("/static/js/playground/shell/state.js")]);
  const settings = { ...settingsOf(readState(TABLE, "")), cell };
  const run = createRun({ text: tidy(QUESTIONS), settings });
  for (let i = 0; i < 200; i++) run.advance();
  const rates = [];
  for (let tenth = 0; tenth < 10; tenth++) {
    const start = performance.now();
    for (let i = 0; i < steps / 10; i++) run.advance();
    rates.push(100 * steps / (performance.now() - start));
  }
  return { rates, training: run.parts.training };
}"""
READY = ROOT / "static" / "js" / "playground" / "text" / "ready.json"
LECTURE = {0: 107.6, 46_000: 23.2, 204_000: 10.7}


def written(page: Page, url: str, steps: int) -> dict[str, Any]:
    """How fast each cell learns to write, and what plain NumPy does with the same text."""
    page.goto(f"{url}/playground/text", wait_until="load")
    page.wait_for_selector("#writer[data-steps]")
    cells = {cell: page.evaluate(WRITE, {"cell": cell, "steps": steps}) for cell in ("rnn", "gru", "lstm")}
    ready = json.loads(READY.read_text("utf-8"))
    kept = {step: smooth for step, smooth, _ in ready["points"]}
    return {
        "rates": {cell: found["rates"] for cell, found in cells.items()},
        "page": as_visited(page, 10),
        "numpy": plain(cells["rnn"]["training"], steps),
        "curve": {str(step): kept[step] for step in LECTURE},
    }


def as_visited(page: Page, seconds: float) -> float:
    """The steps a second of the page itself, with all that it shows meanwhile."""

    def steps() -> int:
        return int(page.get_attribute("#writer", "data-steps") or 0)

    page.click("#run")
    page.wait_for_timeout(2000)
    start: float = page.evaluate("performance.now()")
    before = steps()
    page.wait_for_timeout(1000 * seconds)
    rate = (steps() - before) / (page.evaluate("performance.now()") - start) * 1000
    page.click("#run")
    return float(rate)


def plain(text: str, steps: int) -> dict[str, Any]:
    """NumPy's figures, in a process of its own with one thread."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "text.txt"
        file.write_text(text, "utf-8")
        command = [sys.executable, "-m", "benchmarks.writing", str(file), "--steps", str(steps)]
        made = subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env={**os.environ, **threads})
    found: dict[str, Any] = json.loads(made.stdout)
    return found


def display(page: Page, url: str, seconds: float) -> dict[str, float]:
    """What a step of the display takes, in milliseconds, while the page trains for so long."""
    page.add_init_script(f"({WATCH})()")
    page.goto(f"{url}/playground/network", wait_until="load")
    page.wait_for_selector("#network[data-steps]")
    page.click("#run")
    page.wait_for_timeout(1000)
    page.evaluate("window.took.length = 0")
    page.wait_for_timeout(1000 * seconds)
    took = page.evaluate("window.took")
    page.click("#run")
    return {"longest": max(took), "median": statistics.median(took), "steps": len(took)}


def measure(epochs: int, seeds: int, only: str | None) -> dict[str, Any]:
    """Everything, or one of the two pages, in one browser."""
    found: dict[str, Any] = {}
    with Pages() as pages, sync_playwright() as driver:
        browser = browsers.launch(driver)
        if only != "text":
            found |= seen_whole(browser, pages.url, epochs, seeds)
        if only != "network":
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            found["text"] = written(page, pages.url, 1500)
        browser.close()
    return found


def seen_whole(browser: Browser, url: str, epochs: int, seeds: int) -> dict[str, Any]:
    """The network that reads digits."""
    with contextlib.closing(browser.new_page(viewport={"width": 1280, "height": 800})) as page:
        page.goto(f"{url}/playground/network", wait_until="load")

        def train(seed: int, right: str = "own", pixels: str = "plain") -> Any:
            return page.evaluate(TRAIN, {"seed": seed, "epochs": epochs, "right": right, "pixels": pixels})

        found: dict[str, Any] = {"runs": [train(seed) for seed in range(1, seeds + 1)]}
        found["compared"] = {f"{right} {pixels}": train(1, right, pixels) for right, pixels in COMPARED}
    found["display"] = display(browser.new_page(viewport={"width": 1280, "height": 800}), url, 5)
    return found


def table(found: dict[str, Any], epochs: int) -> str:
    """The figures as lines of text."""
    lines = [*digits_table(found, epochs)] if "runs" in found else []
    if "text" in found:
        lines += text_table(found["text"])
    return "\n".join(lines)


def text_table(found: dict[str, Any]) -> list[str]:
    """What the network that writes does."""
    rates = {**found["rates"], "rnn, min-char-rnn in plain NumPy": found["numpy"]["rates"]}
    lines = [
        "learning to write, 100 units, 25 letters a step, one thread  steps a second, median of tenths   quickest tenth"
    ]
    lines += [f"  {name:<58}{statistics.median(tenths):>32.0f}{max(tenths):>17.0f}" for name, tenths in rates.items()]
    lines.append(f"  {'rnn, the page as a visitor has it':<58}{found['page']:>32.0f}")
    lines.append("the loss at the lecture's steps             the lecture        here")
    for step, loss in LECTURE.items():
        own = found["curve"][str(step)]
        lines.append(f"  {step:<40}{loss:>12.1f}{own:>12.1f}  ({100 * (own / loss - 1):+.0f} %)")
    return lines


def digits_table(found: dict[str, Any], epochs: int) -> list[str]:
    """What the network that reads digits does."""
    lines = [f"{epochs} epochs, one thread                 held out   seconds to 95 %   seconds in all"]
    for seed, run in enumerate(found["runs"], 1):
        lines.append(
            f"  seed {seed:<28}{100 * run['accuracy']:>9.1f} %{told(run['reached']):>16}{run['seconds']:>16.1f}"
        )
    lines.append("compared, seed 1                        held out   parameters")
    for name, run in found["compared"].items():
        lines.append(f"  {name:<33}{100 * run['accuracy']:>9.1f} %{run['parameters']:>13}")
    shown = found["display"]
    spread = f"longest {shown['longest']:.1f} ms, median {shown['median']:.1f} ms"
    lines.append(f"a step of the display: {spread}, of {shown['steps']}")
    return lines


def told(seconds: float | None) -> str:
    return "never" if seconds is None else f"{seconds:.1f}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--only", choices=("network", "text"))
    options = parser.parse_args(arguments)
    found = measure(options.epochs, options.seeds, options.only)
    sys.stdout.write(table(found, options.epochs) + "\n")
    target = ROOT / "var" / "bench-learning.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(found, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
