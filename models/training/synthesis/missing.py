"""Who is missing: which real pictures nothing made comes near, and how many they are.

Writes ``page/missing.json`` (what share of real pictures is covered, with its interval: by what the network makes, by
draws along the principal axes, by the mean picture with noise, and by as many real pictures of the training, which is
what a perfect maker would reach) and ``page/missing.webp``: above, the real pictures that are farthest from everything
made, redrawn from 64 numbers, and below, the made picture that is nearest to each. No label has any part in it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from models.toolkit.synthesis import codes
from models.toolkit.synthesis.latents import latents
from models.training import figures
from models.training.synthesis import measure, neighbours
from models.training.synthesis.features import features

Array = np.ndarray[Any, Any]

SHOWN, TILE, STRIP = 8, 96, 40


def write(folder: Path, begun: measure.Begun, options: argparse.Namespace, mark: str) -> int:
    """Both files in the demo's folder. ``options`` are those of models.training.synthesis.measure. mark: ASCII."""
    generator, learnt, held_out = begun
    kept = codes.load(folder)
    random = np.random.default_rng(0)
    count = len(held_out.rgb)
    rows = random.permutation(len(learnt.rgb))[:count]
    classes = None if learnt.classes is None else learnt.classes[np.resize(rows, options.made)]
    made = measure.made(generator, options.made, classes)
    name = f"missing-{folder.name}-{generator.plan.side}-{count}"
    real = measure.kept(options.work, f"{name}-{options.split}", lambda: features(held_out.rgb))
    seen = {
        "real": measure.kept(options.work, f"{name}-real", lambda: features(learnt.rgb[rows])),
        "made": features(made),
        "eigen": measure.kept(
            options.work, f"{name}-eigen", lambda: features(kept.by_chance(latents(range(count)), 1.0))
        ),
        "noise": measure.kept(options.work, f"{name}-noise", lambda: features(measure.trivial(learnt, count))),
    }
    told = {maker: _told(each[:count], real) for maker, each in seen.items()}
    apart = neighbours.distances(real, seen["made"])
    farthest = np.argsort(-apart.min(1), kind="stable")[:SHOWN]
    above = kept.redrawn(kept.of(held_out.rgb[farthest]))
    picture = _sheet(above, made[apart[farthest].argmin(1)], mark)
    Image.fromarray(picture).save(folder / "page" / "missing.webp", quality=80, method=6)
    about = {"n": count, "compared": options.made, "split": options.split}
    (folder / "page" / "missing.json").write_text(json.dumps(about | told) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(about | told) + "\n")
    return 0


def _told(made: Array, real: Array) -> list[float]:
    """The share in percent that is covered, and its interval."""
    hits = neighbours.covered(real, made)
    shares = (float(hits.mean()), *figures.share_interval(int(hits.sum()), len(hits)))
    return [round(100 * share, 1) for share in shares]


def _sheet(above: Array, below: Array, mark: str) -> Array:
    """RGB uint8: eight real ones as they are redrawn, eight made ones, and the mark."""
    rows = [
        np.hstack([cv2.resize(one, (TILE, TILE), interpolation=cv2.INTER_CUBIC) for one in row])
        for row in (above, below)
    ]
    strip = np.full((STRIP, SHOWN * TILE, 3), 10, np.uint8)
    cv2.putText(strip, f"Below: {mark}", (12, 27), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (255, 255, 255), 1, cv2.LINE_AA)
    return np.vstack([*rows, strip])
