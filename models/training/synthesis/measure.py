"""How close what a generator makes is to real pictures that it never saw; what the demos' commands print.

``made`` is the distance of made pictures (ψ 1, numbers from 0 on) to those of the split, ``trivial`` that of a maker
without a network: the mean picture of each kind with each value's own noise. ``floor`` is that of as many real pictures
of the training split, which is as near as a perfect maker would get.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models.toolkit import devices, weightfiles
from models.toolkit.stylegan import Generator, Plan
from models.toolkit.synthesis.latents import Latents, Look
from models.training import measuring
from models.training.stylegan.pictures import Pictures
from models.training.synthesis import distances
from models.training.synthesis.features import NAME, features

Array = np.ndarray[Any, Any]

_BATCH = 50


class Begun(NamedTuple):
    """What such a command begins with."""

    generator: Generator
    learnt: Pictures
    held_out: Pictures


def parser_of(module: str, description: str | None, pack: str, split: str) -> argparse.ArgumentParser:
    """What every such command takes."""
    parser = measuring.parser_of(module, description, split=split, pack=pack)
    parser.add_argument("--made", type=int, default=5000, help="pictures that are made, and real ones of the floor")
    parser.add_argument("--resamples", type=int, default=40, help="of the bootstrap")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--work", type=Path, help="where what is seen in real pictures is kept for the next time")
    return parser


def generator_in(folder: Path) -> Generator:
    """The demo's own. Raises models.toolkit.weightfiles.WeightsFileError."""
    return weightfiles.load(folder / "weights.npz", lambda arrays, shape: Generator(Plan(**shape), arrays))


def begun(folder: Path, read: Callable[[Path, str, int], Pictures], options: argparse.Namespace) -> Begun:
    """The demo's generator, and what it learnt from and never saw, as small as it makes them; on the processor. Raises
    models.toolkit.weightfiles.WeightsFileError and models.training.packs.PackError.
    """
    devices.configure("cpu", options.threads)
    generator = generator_in(folder)
    learnt, held_out = (read(options.data, split, generator.plan.side) for split in ("train", options.split))
    return Begun(generator, learnt, held_out)


def report(
    generator: Generator, learnt: Pictures, held_out: Pictures, options: argparse.Namespace, name: str
) -> dict[str, Any]:
    """Both distances of each, and what a picture costs. name: what is kept of real pictures is called by."""
    rows = np.random.default_rng(0).permutation(len(learnt.rgb))[: options.made]
    classes = None if learnt.classes is None else learnt.classes[np.resize(rows, options.made)]
    name = f"{name}-{generator.plan.side}-{options.made}"
    real = kept(options.work, f"{name}-{options.split}", lambda: features(held_out.rgb))
    each = {
        "floor": kept(options.work, f"{name}-floor", lambda: features(learnt.rgb[rows])),
        "trivial": kept(options.work, f"{name}-baseline", lambda: features(trivial(learnt, options.made))),
        "made": features(made(generator, options.made, classes)),
    }
    found: dict[str, Any] = {}
    for which, those in each.items():
        found |= _compared(which, those, real, options.resamples if which == "made" else 0)
    return found | {
        "real": len(real),
        "split": options.split,
        "made": options.made,
        "features": NAME,
        "side": generator.plan.side,
        "psi": 1.0,
        "milliseconds": round(milliseconds(generator), 1),
    }


def milliseconds(generator: Generator) -> float:
    """The median time that one picture takes, from its number to its bytes."""
    latents = Latents(generator)
    return measuring.milliseconds(lambda: latents.pictures([0], Look(-1, 1.0, ())), 30)


def kept(work: Path | None, name: str, compute: Callable[[], Array]) -> Array:
    """What was computed, from ``work`` where it was kept there."""
    if work is None:
        return compute()
    file = work / f"{name}.npy"
    if not file.exists():
        work.mkdir(parents=True, exist_ok=True)
        np.save(file, compute().astype(np.float32))
    return np.asarray(np.load(file), np.float64)


def made(generator: Generator, count: int, classes: Array | None, psi: float = 1.0) -> Array:
    """So many pictures, RGB uint8: number by number, of these classes."""
    latents, side = Latents(generator), generator.plan.side
    kinds = np.full(count, -1) if classes is None else classes
    found = np.empty((count, side, side, 3), np.uint8)
    for kind in np.unique(kinds):
        own = np.flatnonzero(kinds == kind)
        for start in range(0, len(own), _BATCH):
            rows = own[start : start + _BATCH]
            found[rows] = latents.pictures(rows.tolist(), Look(int(kind), psi, ()))
    return found


def trivial(learnt: Pictures, count: int, seed: int = 0) -> Array:
    """The mean picture of a kind with noise, each value's own; kinds as often as they are."""
    random = np.random.default_rng(seed)
    classes = np.zeros(len(learnt.rgb), int) if learnt.classes is None else learnt.classes
    middles = {one: learnt.rgb[classes == one].mean(0) for one in np.unique(classes)}
    spreads = {one: learnt.rgb[classes == one].std(0) for one in np.unique(classes)}
    drawn = random.choice(classes, count)
    noise = random.standard_normal((count, *learnt.rgb.shape[1:]), np.float32)
    found = np.stack([middles[one] + spreads[one] * rest for one, rest in zip(drawn, noise, strict=True)])
    return np.asarray(np.clip(np.rint(found), 0, 255), np.uint8)


def _compared(which: str, pictures: Array, real: Array, resamples: int) -> dict[str, Any]:
    """Both distances; the first with its interval where it is drawn anew."""
    fid, fid_interval = distances.frechet_interval(pictures, real, resamples)
    kid, kid_interval = distances.kernel_interval(pictures, real)
    told: dict[str, Any] = {f"{which}_fid": round(fid, 2), f"{which}_kid": round(kid, 4)}
    told[f"{which}_kid_interval"] = [round(end, 4) for end in kid_interval]
    return told | ({f"{which}_fid_interval": [round(end, 2) for end in fid_interval]} if resamples else {})
