"""Train the small StyleGAN on lesions or faces.

    python -m models.training.stylegan.train lesions --data ham10000.tar --work RUNS --run NAME

Needs PyTorch, which is none of the project's dependencies: an environment of its own with torch, numpy and Pillow. A
stopped run goes on at its last checkpoint; ``--grow`` begins with a run of a smaller side. Writes, beside the
checkpoint, the curve as JSON, a sheet of 64 pictures, unchosen, by the seed 0, and the mean weights as
models.toolkit.stylegan wants them, in half precision.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from models.toolkit.stylegan import LATENT, Plan
from models.training.stylegan import pictures
from models.training.stylegan.loop import Recipe, Run, run_for
from models.training.stylegan.network import Generator
from models.training.stylegan.pictures import Pictures

Array = np.ndarray[Any, Any]

EACH = 40
"""Masks of each class that come with a painted generator."""
READERS = {"lesions": pictures.lesions, "faces": pictures.faces}
SHEET = 8


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=READERS)
    parser.add_argument("--data", type=Path, required=True, metavar="PACK")
    parser.add_argument("--work", type=Path, required=True, help="where runs are kept")
    parser.add_argument("--run", required=True, help="the run's name")
    parser.add_argument("--side", type=int, default=64)
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--rate", type=float, default=Recipe.rate, help="of the generator: less where the judge falls behind"
    )
    parser.add_argument("--slope", type=float, help="of the penalty; else as Karras et al., 2020")
    parser.add_argument("--cuts", action="store_true", help="leave a square out of what is judged, for few pictures")
    parser.add_argument("--half", action="store_true", help="bfloat16 in convolutions, for processors that have it")
    parser.add_argument("--grow", type=Path, help="the checkpoint of a run of a smaller side")
    parser.add_argument("--judge", type=Path, help="the checkpoint of a run whose discriminator is taken over")
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    found = READERS[options.what](options.data, "train", options.side)
    kept = {} if found.masks is None else masks(found)
    classes = 0 if found.classes is None else len(pictures.KINDS)
    plan = Plan(options.side, options.width, classes, len(kept["masks"]) if kept else 0)
    slope = 0.0002 * options.side**2 / options.batch if options.slope is None else options.slope
    turns = options.what == "lesions"
    recipe = Recipe(
        options.batch, options.rate, slope=slope, seed=options.seed, turns=turns, half=options.half, cuts=options.cuts
    )
    run = Run(plan, recipe, found, options.device)
    folder = options.work / options.run
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        run.restore(checkpoint)
    elif options.grow:
        run.grow_from(options.grow)
        if options.judge:
            run.judged_by(options.judge)
    run_for(run, checkpoint, options.seconds, _say)
    weights: dict[str, Any] = {name: array.astype(np.float16) for name, array in run.mean.exported().items()}
    np.savez_compressed(folder / "weights.npz", **weights | kept)
    sheet(run.mean, plan, kept.get("masks")).save(folder / "sheet.png")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def masks(found: Pictures) -> dict[str, Array]:
    """Some of each class, by chance, as they come with the weights: uint8, in the order of the classes."""
    assert found.masks is not None
    assert found.classes is not None
    random, each = np.random.default_rng(0), range(len(pictures.KINDS))
    rows = np.concatenate([random.choice(np.flatnonzero(found.classes == one), EACH, replace=False) for one in each])
    return {"masks": found.masks[rows], "masks/classes": found.classes[rows].astype(np.uint8)}


def sheet(generator: Generator, plan: Plan, kept: Array | None, psi: float = 1.0) -> Image.Image:
    """64 pictures by the seed 0, whatever they are; classes in turn. kept: the masks of a painted generator."""
    random = torch.Generator().manual_seed(0)
    z = torch.randn(SHEET * SHEET, LATENT, generator=random)
    classes = torch.arange(len(z)) % plan.classes if plan.classes else None
    with torch.no_grad():
        w = generator.cpu().styles(z, classes)
        w = generator.mean + psi * (w - generator.mean)
        rows = [number % plan.classes * EACH + number % EACH for number in range(len(z))] if plan.painted else []
        where = None if kept is None else torch.from_numpy(kept[rows]).float()[:, None] / 255
        made = generator.pictures([w] * len(plan.sides), where, noisy=False)
    rgb = ((made.clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()
    rows = rgb.reshape(SHEET, SHEET, plan.side, plan.side, 3).transpose(0, 2, 1, 3, 4)
    return Image.fromarray(rows.reshape(SHEET * plan.side, SHEET * plan.side, 3))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
