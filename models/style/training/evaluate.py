"""How close one pass comes to painting by optimisation: ``python -m models.style.training.evaluate --json``.

Gatys' method changes a photograph until its losses are low: how far it is from the photograph in what it shows, and
from the painting in how it is painted. The feed-forward network was trained to reach in one pass what those steps
reach. So both are judged by the same losses, of one network (VGG16, here the trunk of hed.h5, which was trained on
ImageNet and then on outlines; average pooling, as Gatys has it): 0 % is the photograph as it is, 100 % what so many
steps of L-BFGS have gained. The photographs and the pictures that serve as styles are the site's own; nothing was
trained on them, and the network that reads a style off any picture is the page's own.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from models.assets import assets
from models.contract.demo import Picture
from models.style.demo import StyleDemo
from models.style.painter import Painter
from models.toolkit import devices, frames, resizing, vgg16
from models.toolkit.descent import descend
from models.toolkit.perceptual import Perceptual, Target, Weights
from models.training import figures

Array = np.ndarray[Any, Any]

PHOTOGRAPHS = ("astronaut.png", "chelsea.png", "rocket.jpg")
STYLES = ("coffee.png", "flower.jpg")
SIDE = 128
STEPS = 50
STYLE_WEIGHT = 1000.0
"""What style counts beside content, in the order of what Gatys and colleagues used."""


def weighed(content: float, style: float) -> float:
    """The one loss of the two."""
    return (content + STYLE_WEIGHT * style) / (1 + STYLE_WEIGHT)


def _square(name: str) -> Array:
    return resizing.middle(frames.decode(assets.path(name).read_bytes()), SIDE)


def gains(steps: int) -> list[dict[str, Any]]:
    """Of each photograph in each style the losses of the photograph, of the network's painting, of the optimised."""
    devices.configure("cpu", "1")
    styles, predictor, transformer = (assets.path(name) for name in StyleDemo.assets[:3])
    painter = Painter(styles, predictor, transformer)
    judge, found = Perceptual(vgg16.trunk()), []
    weights = Weights(style=STYLE_WEIGHT)
    for photograph, style in itertools.product(PHOTOGRAPHS, STYLES):
        shown, painting = _square(photograph), _square(style)
        target = judge.target(shown, painting)

        def gradient(flat: Array, target: Target = target) -> tuple[float, Array]:
            found = judge.look(flat.reshape(SIDE, SIDE, 3), target, weights)
            return found.loss, found.slope.reshape(-1).astype(np.float64)

        def parts(picture: Array, target: Target = target) -> tuple[float, float]:
            found = judge.look(picture, target, weights).parts
            return found.content, float(np.mean(found.style))

        best = descend(gradient, shown.reshape(-1).astype(np.float64), steps)
        fast = painter.paint_like(Picture(style, painting), shown, 1.0)
        made = {"start": shown, "network": fast, "optimised": best.reshape(shown.shape)}
        both = {name: parts(picture) for name, picture in made.items()}
        each = {f"{name}_parts": [round(one, 4) for one in pair] for name, pair in both.items()}
        whole = {name: round(weighed(*pair), 5) for name, pair in both.items()}
        found.append({"pair": f"{photograph} as {style}", **whole, **each})
    return found


def figure(steps: int = STEPS) -> dict[str, Any]:
    """The card's figure, in percent."""
    rows = gains(steps)
    return {
        "split": f"{len(PHOTOGRAPHS)} photographs in {len(STYLES)} styles",
        **figures.gained(rows, "network", "optimised"),
        "baseline": 0.0,
        "steps": steps,
        "pairs": rows,
    }


def main(arguments: Sequence[str]) -> int:
    """Print the line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.style.training.evaluate", description=__doc__)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--json", action="store_true", help="one JSON line; it has no other form")
    weights = [*figures.assets_of("style"), assets.path("hed.h5")]
    return figures.tell("style", figure(parser.parse_args(arguments).steps), weights)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
