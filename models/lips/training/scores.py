"""How well lips are told: sums a sentence, from which every figure and its interval come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from models.lips.closing import closed
from models.lips.loudness import opened
from models.lips.network import LOOK_AHEAD, LipNet
from models.lips.sound import HOP, WINDOW, frames_in
from models.lips.training.data import as_heard
from models.lips.training.packs import Speech
from models.lips.training.targets import met, onsets
from models.lips.visemes import CLOSED, OPEN, VISEME_OF

Array = np.ndarray[Any, Any]


class Answer(NamedTuple):
    """Of a sentence, each (n,): true ``visemes`` and ``opening``; what was said: ``told``, ``opened``, ``closing``."""

    visemes: Array
    opening: Array
    told: Array
    opened: Array
    closing: Array


def answers(network: LipNet, recordings: Sequence[Speech], ahead: int = LOOK_AHEAD) -> list[Answer]:
    """What the network says of each sentence, hearing ``ahead`` frames beyond what it tells."""
    found = []
    for speech in recordings:
        truth = as_heard(speech)
        told = network.whole(truth.frames, ahead)
        found.append(
            Answer(
                VISEME_OF[truth.phones],
                truth.mouths[:, OPEN],
                told.visemes.argmax(1),
                told.mouth[:, OPEN],
                told.visemes[:, CLOSED],
            )
        )
    return found


def by_loudness(recordings: Sequence[Speech]) -> list[Answer]:
    """The baseline: loudness opens the mouth, quiet shuts it; every frame is the commonest viseme."""
    found = []
    for speech in recordings:
        truth = as_heard(speech)
        opened = loudness(speech.sound)
        told = np.full(len(opened), np.bincount(VISEME_OF[truth.phones]).argmax())
        found.append(Answer(VISEME_OF[truth.phones], truth.mouths[:, OPEN], told, opened, 1 - opened))
    return found


def loudness(sound: Array) -> Array:
    """0 to 1 for each frame, by its level beside the loudest frame's."""
    begins = np.arange(frames_in(len(sound))) * HOP
    power = np.array([np.mean(sound[begin : begin + WINDOW] ** 2) for begin in begins])
    return opened(power, max(float(power.max(initial=0)), 1e-12))


def sums(answer: Answer, closes: float) -> Array:
    """Frames, right ones; frames of speech, right ones; closures, told, met; and moments of the opening."""
    right = answer.told == answer.visemes
    speech = answer.visemes != 0
    wanted, told = onsets(answer.visemes == CLOSED), onsets(closed(answer.closing, closes))
    x, y = answer.opened.astype(np.float64), answer.opening.astype(np.float64)
    counts = [len(right), right.sum(), speech.sum(), (right & speech).sum(), len(wanted), len(told), met(wanted, told)]
    return np.array([*counts, x.sum(), y.sum(), (x * x).sum(), (y * y).sum(), (x * y).sum()], np.float64)


def figures(total: Array) -> dict[str, float]:
    """frames, speech_frames: shares of frames told right; closure_*: of p, b and m; opening: Pearson's correlation."""
    frames, right, speech, right_speech, wanted, told, hit, *moments = total
    x, y, xx, yy, xy = (value / frames for value in moments)
    spread = max((xx - x * x) * (yy - y * y), 1e-18) ** 0.5
    return {
        "frames": right / frames,
        "speech_frames": right_speech / max(speech, 1),
        "closure_precision": hit / max(told, 1),
        "closure_recall": hit / max(wanted, 1),
        "closure_f1": 2 * hit / max(told + wanted, 1),
        "opening": (xy - x * y) / spread,
    }


def intervals(rows: Array, groups: Sequence[str], draws: int = 1000, seed: int = 0) -> dict[str, list[float]]:
    """95 % intervals by bootstrap over ``groups`` (Efron, 1979); rows: ``sums`` of each sentence."""
    rng = np.random.default_rng(seed)
    names, index = np.unique(np.array(groups), return_inverse=True)
    summed = np.zeros((len(names), rows.shape[1]))
    np.add.at(summed, index, rows)
    drawn = [figures(summed[rng.integers(0, len(names), len(names))].sum(0)) for _ in range(draws)]
    return {
        name: [round(float(bound), 4) for bound in np.percentile([one[name] for one in drawn], [2.5, 97.5])]
        for name in drawn[0]
    }


def best_closing(*kinds: Sequence[Answer]) -> float:
    """From which bound on lips count as closed: that of the highest F1, its mean over ``kinds``."""
    choices = np.arange(0.15, 0.9, 0.025)
    worth = [[_closure_f1(found, float(bound)) for found in kinds] for bound in choices]
    return float(choices[int(np.mean(worth, axis=1).argmax())])


def _closure_f1(found: Sequence[Answer], bound: float) -> float:
    return figures(np.sum([sums(one, bound) for one in found], axis=0))["closure_f1"]
