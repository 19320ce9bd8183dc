"""Where colours are right: over everything, over skin by tone, over greenery and neutral things, with intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from models.colorization import fullsize, lab
from models.colorization.training import data, kinds, scores
from models.colorization.training.packs import Pictures

if TYPE_CHECKING:
    from models.colorization.training.evaluate import Decoding, Predictor

Array = np.ndarray[Any, Any]

BATCH = 20
CLOSE = 15.0
"""Degrees of hue within which skin counts as right."""


@dataclass
class Seen:
    """What is kept of one picture. errors: for each kind of pixel the sums of squared ab error and of squared true ab,
    and the number of pixels; distances: of every 16th pixel, ours and grey's. hue: how far skin's mean is off, in
    degrees; true_hue: where it should be.
    """

    errors: dict[str, tuple[float, float, int]]
    distances: Array
    colourfulness: tuple[float, float]
    tone: str = ""
    hue: float = 0.0
    true_hue: float = 0.0
    chroma: float = 0.0


def look(predictor: Predictor, packs: Iterable[Pictures], decoding: Decoding) -> Iterator[Seen]:
    """Colour every picture of the packs, and compare."""
    for kind, pictures in packs:
        for first in range(0, len(pictures), BATCH):
            truth = pictures[first : first + BATCH]
            greys = np.stack([data.split(picture)[0] for picture in truth])
            for picture, grey, small in zip(truth, greys, predictor(greys, decoding), strict=True):
                ab = fullsize.upsample(grey, small, follow_edges=decoding.edges)
                yield compare(picture, ab, is_face=kind == "faces")


def compare(picture: Array, ab: Array, *, is_face: bool) -> Seen:
    """A true picture, RGB uint8 (height, width, 3), and the colours that it was given, float32 (height, width, 2)."""
    true = lab.to_lab(picture)
    error, grey = np.square(ab - true[..., 1:]).sum(-1), np.square(true[..., 1:]).sum(-1)
    neutral = kinds.neutral(true)
    masks = {"all": np.ones_like(neutral), "faces" if is_face else "flickr8k": np.ones_like(neutral)}
    masks |= {"greenery": kinds.greenery(true), "neutral": neutral}
    coloured = lab.to_rgb(np.dstack([true[..., 0], ab]))
    seen = Seen(
        {},
        np.sqrt(np.stack([error, grey])[:, ::4, ::4]).reshape(2, -1),
        (scores.colourfulness(coloured), scores.colourfulness(picture)),
    )
    if neutral.any():
        seen.chroma = float(np.hypot(*np.moveaxis(ab[neutral], -1, 0)).mean())
    if is_face and (skin := kinds.skin(picture)).mean() > 0.05:
        seen.tone = kinds.tone_of(kinds.typology_angle(true, skin))
        mean = true[skin][:, 1:].mean(0)
        seen.hue, seen.true_hue = kinds.hue_between(ab[skin].mean(0), mean), kinds.hue_of(mean)
        masks |= {"skin": skin, f"skin_{seen.tone}": skin}
    seen.errors = {name: (float(error[of].sum()), float(grey[of].sum()), int(of.sum())) for name, of in masks.items()}
    return seen


def summary(seen: Sequence[Seen]) -> dict[str, float]:
    """Every figure by name. ``ratio_…`` is ab RMSE over a kind of pixel as a share of grey's."""
    sums: dict[str, Array] = defaultdict(lambda: np.zeros(3))
    for one in seen:
        for name, values in one.errors.items():
            sums[name] += values
    found = {f"ratio_{name}": float(np.sqrt(error / grey)) for name, (error, grey, _) in sums.items() if grey}
    for name in ("all", "neutral"):
        found[f"rmse_{name}"], found[f"grey_rmse_{name}"] = (
            float(np.sqrt(one / (2 * sums[name][2]))) if sums[name][2] else 0.0 for one in sums[name][:2]
        )
    ours, theirs = np.mean([one.colourfulness for one in seen], axis=0)
    found["colourfulness"] = float(ours / theirs)
    found["chroma_given_to_neutral"] = float(np.mean([one.chroma for one in seen]))
    distances = np.concatenate([one.distances for one in seen], axis=1)
    found["auc"], found["grey_auc"] = (scores.area_under_curve(one) for one in distances)
    found["auc_gain"] = found["auc"] - found["grey_auc"]
    return found | _of_skin([one for one in seen if one.tone], found)


def intervals(seen: Sequence[Seen], times: int, seed: int = 0) -> dict[str, tuple[float, float]]:
    """95 % bootstrap intervals (percentiles), where pictures are drawn again."""
    rng = np.random.default_rng(seed)
    drawn = [summary([seen[index] for index in rng.integers(0, len(seen), len(seen))]) for _ in range(times)]
    names = [name for name in summary(seen) if all(name in one for one in drawn)]
    return {name: _ends([one[name] for one in drawn]) for name in names}


def _of_skin(faces: Sequence[Seen], found: dict[str, float]) -> dict[str, float]:
    if not faces:
        return {}
    ratios = [found[f"ratio_skin_{tone}"] for tone in kinds.TONES if f"ratio_skin_{tone}" in found]
    return {
        "skin_worst_tone_over_mean": float(np.max(ratios) / max(np.mean(ratios), 1e-9)),
        "skin_hue_within_15": float(np.mean([one.hue <= CLOSE for one in faces])),
        "skin_hue_within_15_best_constant": by_one_hue([one.true_hue for one in faces]),
        **{f"faces_{tone}": float(sum(one.tone == tone for one in faces)) for tone in kinds.TONES},
    }


def by_one_hue(hues: Sequence[float]) -> float:
    """The share of faces that one hue for all, the best for these very faces, would have right: what light and white
    balance leave to be guessed."""
    away = np.abs((np.array(hues) - np.arange(360)[:, None] + 180) % 360 - 180)
    return float((away <= CLOSE).mean(1).max())


def _ends(values: Sequence[float]) -> tuple[float, float]:
    low, high = np.percentile(values, (2.5, 97.5))
    return float(low), float(high)
