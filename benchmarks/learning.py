"""How well and how fast the playground's networks learn, in the browser.

    python -m benchmarks.learning [--epochs 20] [--seeds 3]

Drives Chromium. Prints, for each seed, the held-out accuracy that the network of the page reaches in so many epochs and
the seconds of its thread until 95 % of the 360 held-out digits are read right, looking every 25 steps; then, with the
page as a visitor has it, the longest and the median time that a step of the display takes while it trains. Then the
comparisons: convolution and fully connected with as many parameters, pixels shuffled, held-out digits shifted. Writes
the figures to var/bench-learning.json too.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from typing import Any

from playwright.sync_api import Page, sync_playwright

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


def measure(epochs: int, seeds: int) -> dict[str, Any]:
    """Everything, in one browser."""
    with Pages() as pages, sync_playwright() as driver:
        browser = browsers.launch(driver)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{pages.url}/playground/network", wait_until="load")

        def train(seed: int, right: str = "own", pixels: str = "plain") -> Any:
            return page.evaluate(TRAIN, {"seed": seed, "epochs": epochs, "right": right, "pixels": pixels})

        found: dict[str, Any] = {"runs": [train(seed) for seed in range(1, seeds + 1)]}
        found["compared"] = {f"{right} {pixels}": train(1, right, pixels) for right, pixels in COMPARED}
        found["display"] = display(browser.new_page(viewport={"width": 1280, "height": 800}), pages.url, 5)
        browser.close()
    return found


def table(found: dict[str, Any], epochs: int) -> str:
    """The figures as lines of text."""
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
    return "\n".join(lines)


def told(seconds: float | None) -> str:
    return "never" if seconds is None else f"{seconds:.1f}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args(arguments)
    found = measure(options.epochs, options.seeds)
    sys.stdout.write(table(found, options.epochs) + "\n")
    target = ROOT / "var" / "bench-learning.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(found, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
