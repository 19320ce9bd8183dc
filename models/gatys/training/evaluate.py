"""How much of what 500 steps gain 130 reach: ``python -m models.gatys.training.evaluate --json``.

Johnson and colleagues (2016) give optimisation 500 steps; the page has gone as far as here in two minutes. The same
demo, with the same memory between looks, goes on to 500 steps for built-in photographs in built-in styles: 0 % is the
photograph as it is, 100 % what all steps gain of its loss. Nothing was chosen by these figures.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from models.assets import assets
from models.contract.demo import Memory, Sample
from models.contract.parameters import check_all
from models.gatys.demo import GatysDemo
from models.toolkit import devices
from models.toolkit import memory as codec
from models.training import figures

PHOTOGRAPHS = ("astronaut", "cat")
STYLES = ("swirls", "flower")
SIDE = 64
"""Pixels of a side: a third of what the page begins with, so that a step costs a ninth."""
SOME, ALL = 130, 500
MARKS = (10, 30, 60, SOME, 250)
"""Steps whose loss is told too."""
MOST_LOOKS = 3
"""Looks a step, on average, after which a descent has come to its end."""


def descent(demo: GatysDemo, params: Mapping[str, Any], steps: int) -> Iterator[dict[str, Any]]:
    """The data of each answer, until there have been so many steps or there is nothing lower."""
    remembered: Memory = codec.EMPTY
    for look in range(MOST_LOOKS * steps):
        answer = demo.run(Sample(None, float(look)), params, remembered)
        remembered = codec.unpack(demo.name, codec.pack(demo.name, answer.memory))
        yield answer.data
        if answer.data["step"] >= steps:
            return


def row(demo: GatysDemo, photograph: str, style: str, some: int, most: int) -> dict[str, Any]:
    """The losses of a photograph in a style: as it is, after some steps, after all, and at MARKS."""
    params = check_all(demo.params, {"content": photograph, "style": style}) | {"size": SIDE}
    losses: dict[int, float] = {}
    looks = 0
    for data in descent(demo, params, most):
        losses[data["step"]] = data["loss"]
        looks = data["look"]
    last = max(losses)
    marks = {str(mark): round(losses[mark], 5) for mark in MARKS if mark in losses}
    found = {
        "pair": f"{photograph} as {style}",
        "start": round(losses[0], 5),
        "some": round(losses[min(some, last)], 5),
        "all": round(losses[last], 5),
        "steps": last,
        "looks": looks,
        "marks": marks,
    }
    sys.stderr.write(f"{found}\n")
    return found


def figure(some: int = SOME, most: int = ALL) -> dict[str, Any]:
    """The card's figure, in percent."""
    demo = GatysDemo()
    demo.load(devices.configure("cpu", "1"))
    rows = [row(demo, photograph, style, some, most) for photograph, style in itertools.product(PHOTOGRAPHS, STYLES)]
    return {
        "split": f"{len(PHOTOGRAPHS)} photographs in {len(STYLES)} styles",
        **figures.gained(rows, "some", "all"),
        "baseline": 0.0,
        "steps": [some, most],
        "side": SIDE,
        "pairs": rows,
    }


def main(arguments: Sequence[str]) -> int:
    """Print the line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.gatys.training.evaluate", description=__doc__)
    parser.add_argument("--some", type=int, default=SOME)
    parser.add_argument("--most", type=int, default=ALL)
    parser.add_argument("--json", action="store_true", help="one JSON line; it has no other form")
    given = parser.parse_args(arguments)
    return figures.tell("gatys", figure(given.some, given.most), [assets.path("hed.h5")])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
