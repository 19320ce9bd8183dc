"""Whether a judge tells made faces from real ones: a linear one, on features of a network that was trained on neither.

``value`` is the share of its errors, of as many real faces that nothing was trained on as made ones (a classifier as a
test of two samples: Lopez-Paz and Oquab, ICLR 2017); ``baseline`` is that for the mean face with noise. It learns
from training faces and from made ones that it is not asked about.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from models.toolkit.stylegan import Generator
from models.toolkit.synthesis import codes
from models.toolkit.synthesis.declared import PSI
from models.toolkit.synthesis.latents import latents
from models.training import figures
from models.training.stylegan.pictures import Pictures
from models.training.synthesis import measure
from models.training.synthesis.features import features

Array = np.ndarray[Any, Any]

LEARNT = 1500
"""Pictures of either kind that the judge learns from."""
RIDGE = 0.1
"""Of the variances, in their own mean: what the judge is held back by."""


def report(
    generator: Generator, learnt: Pictures, held_out: Pictures, kept: codes.Codes, work: Path | None
) -> dict[str, Any]:
    """The card's figure, and the same for draws along the principal axes. work: where what does not change is kept."""
    count = len(held_out.rgb)
    rows = np.random.default_rng(0).permutation(len(learnt.rgb))[:LEARNT]
    numbers = range(count + LEARNT)
    name = f"judged-faces-{generator.plan.side}"
    real = measure.kept(work, f"{name}-real", lambda: features(learnt.rgb[rows]))
    asked = measure.kept(work, f"{name}-asked", lambda: features(held_out.rgb))
    seen = {
        "made": features(measure.made(generator, count + LEARNT, None, PSI)),
        "eigen": measure.kept(work, f"{name}-eigen", lambda: features(kept.by_chance(latents(numbers), PSI))),
        "noise": measure.kept(work, f"{name}-noise", lambda: features(measure.trivial(learnt, count + LEARNT))),
    }
    errors = {maker: _errors(each, real, asked) for maker, each in seen.items()}
    shares = {maker: 100 * wrong / (2 * count) for maker, wrong in errors.items()}
    return {
        "value": shares["made"],
        "interval": [round(100 * end, 2) for end in figures.share_interval(errors["made"], 2 * count)],
        "baseline": shares["noise"],
        "n": 2 * count,
        "eigenfaces": round(shares["eigen"], 2),
        "judged_psi": PSI,
    }


def _errors(made: Array, real: Array, asked: Array) -> int:
    """How many of the asked real ones, and of as many made ones, are taken for what they are not."""
    count = len(asked)
    judge = discriminant(real, made[count:])
    return int((judge(asked) <= 0).sum() + (judge(made[:count]) > 0).sum())


def discriminant(one: Array, other: Array) -> Any:
    """Fisher's linear discriminant (1936) of features (n, d) and (m, d): above 0 for what is like the first."""
    means = one.mean(0), other.mean(0)
    within = (np.cov(one, rowvar=False) + np.cov(other, rowvar=False)) / 2
    within += RIDGE * np.trace(within) / len(within) * np.eye(len(within))
    weights = np.linalg.solve(within, means[0] - means[1])
    middle = weights @ (means[0] + means[1]) / 2
    return lambda features: features @ weights - middle
