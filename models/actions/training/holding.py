"""What it costs that an action is held: ``python -m models.actions.training.holding --data PACK --split val --json``.

Walking, jogging and running go on being said down to a lower bound (models.actions.judging), so also for longer after
somebody stopped, and a false alarm of them lasts longer. Measured on streams: recorded actions of this sort that are
broken off and followed by standing or by recorded other motion, and some ten seconds of people who only stand, talk or
sit. One JSON line, each figure as it is and without holding. With ``--choose``, on subjects kept apart: a row for each
way to judge, with the bound that the trainer's rule gives it, beside the way without holding; and the one that
:func:`chosen` takes.
"""

from __future__ import annotations

import itertools
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models.actions import weights
from models.actions.history import EVERY, SPAN
from models.actions.judging import HELD, SMOOTHED, Bounds, judged
from models.actions.network import NOTHING, ActionNet
from models.actions.training import negatives, packs, scores
from models.actions.training.cameras import between, turned
from models.actions.training.negatives import Maker
from models.actions.training.packs import CLIP_RATE, Clip
from models.actions.windows import LENGTH, RATE
from models.training import measuring

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

AFTER = 3.0
"""Seconds of a stream after an action ended."""
LONGER = 0.6
"""Seconds by which an ended action may be said longer than without holding, at the median."""
WINDOWS = (3, 5)
"""That may be smoothed."""
ALIKE = 0.005
"""A difference in what is told that decides nothing."""
CHOICES = (math.inf, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)
"""Shares of the bound down to which an action may be held; infinite for not at all."""
_VIEWS, _MANY = 2, 8
"""Cameras of a stream, and of a recorded clip that chooses."""
_BROKEN_OFF = 0.75
"""The share of a clip after which it is broken off: most end with standing still."""
_JOIN = 12
"""Frames, 0.4 s, in which one motion becomes the next."""
_PIECES = 7
"""Made-up windows in a stream: some ten seconds."""
_CALM: dict[str, Maker] = {name: negatives.TRAINED[name] for name in ("still", "talking", "sitting")}
_ENDS = ("then_standing", "then_other")
_SEED = 7


class Ended(NamedTuple):
    """``clips``: each an action and what comes after it; ``at``: seconds at which each action ends."""

    clips: list[Clip]
    at: list[float]


def then(first: Array, second: Array) -> Array:
    """One motion after another, (t, 17, 3) each: turned and moved to where the first left off, and blended."""
    here, there = (forward[[0, 2]] for forward in map(negatives.forward_of, (first[-1], second[0])))
    centre = second[0, [11, 12]].mean(0)
    x, y, z = np.moveaxis(second - centre, -1, 0)
    x, z = turned(x, z, np.arctan2(here[0] * there[1] - here[1] * there[0], here @ there))
    after = np.stack([x, y, z], -1) + first[-1, [11, 12]].mean(0) * (1, 0, 1) + centre * (0, 1, 0)
    share = np.linspace(0, 1, _JOIN + 2)[1:-1, None, None]
    blended = first[-1] * (1 - share) + after[:_JOIN] * share
    joined: Array = np.concatenate([first, blended, after[_JOIN:]]).astype(np.float32)
    return joined


def made(maker: Maker, pose: Array, pieces: int, rng: Rng) -> Array:
    """Some seconds of made-up motion of somebody who stands in a pose (17, 3), as frames of a recording."""
    still = np.repeat(pose[None].astype(float), LENGTH, axis=0)
    windows = [_as_recorded(maker(still, rng)) for _ in range(pieces)]
    whole = windows[0]
    for window in windows[1:]:
        share = np.linspace(0, 1, _JOIN)[:, None, None]
        blended = whole[-_JOIN:] * (1 - share) + window[:_JOIN] * share
        whole = np.concatenate([whole[:-_JOIN], blended, window[_JOIN:]])
    return whole


def _as_recorded(window: Array) -> Array:
    """Moments of a window (LENGTH, 17, 3) as frames of a recording."""
    return between(window, np.arange(0, LENGTH - 1, RATE / CLIP_RATE)).astype(np.float32)


def ended(clips: Sequence[Clip], rng: Rng, *, by_standing: bool) -> Ended:
    """Actions of HELD that are broken off and followed, for AFTER seconds, by standing or by recorded other motion."""
    frames = int(AFTER * CLIP_RATE)
    others = [clip.joints for clip in clips if clip.label == NOTHING]
    joined: list[Clip] = []
    at = []
    for clip in clips:
        length = int(_BROKEN_OFF * len(clip.joints))
        if clip.label not in HELD or length <= SPAN * CLIP_RATE:
            continue
        first = clip.joints[:length]
        if by_standing:
            after = made(negatives.still, first[-1], math.ceil(frames / CLIP_RATE), rng)
        else:
            other = others[int(rng.integers(len(others)))]
            after = np.concatenate([other, other[::-1]] * math.ceil(frames / len(other)))
        joined.append(clip._replace(joints=then(first, after[:frames])))
        at.append((length - 1) / CLIP_RATE)
    return Ended(joined, at)


def lasted(seen: scores.Judged, bounds: Bounds, streams: Ended) -> Array:
    """Seconds for which an ended action was said, by stream; NaN where it was not being said when it ended."""
    found = []
    told = judged(seen.probabilities, bounds, seen.clips)
    for number in np.unique(seen.clips):
        rows = np.flatnonzero(seen.clips == number)
        which = (int(number) - 1) // _VIEWS
        times, said = SPAN + EVERY * np.arange(len(rows)), told[rows] == streams.clips[which].label
        before = np.flatnonzero(times <= streams.at[which] + 1e-6)[-1]
        after = times[said] - streams.at[which]
        found.append(max(0.0, float(after.max())) if said[before] else math.nan)
    return np.array(found)


class Looked(NamedTuple):
    """``ended``: streams by what follows an action, and what was seen of them; ``calm``: what was seen, by kind. Both
    are windows' own probabilities.
    """

    ended: dict[str, tuple[Ended, scores.Judged]]
    calm: dict[str, scores.Judged]

    def smoothed(self, over: int = SMOOTHED) -> Looked:
        """With means over so many windows."""
        broken = {name: (one, scores.smoothed(seen, over)) for name, (one, seen) in self.ended.items()}
        return Looked(broken, {name: scores.smoothed(seen, over) for name, seen in self.calm.items()})


def look(network: ActionNet, clips: Sequence[Clip], *, far: bool = False) -> Looked:
    """Streams of both sorts, from some cameras each."""
    rng = np.random.default_rng(_SEED)

    def seen(streams: Sequence[Clip]) -> scores.Judged:
        return scores.look(network, streams, _VIEWS, _SEED, far=far, smooth=False)

    broken = {name: ended(clips, rng, by_standing=name == "standing") for name in ("standing", "other")}
    calm = {}
    for name, maker in _CALM.items():
        joints = [made(maker, clip.joints[len(clip.joints) // 2], _PIECES, rng) for clip in clips]
        calm[name] = seen([clip._replace(joints=one, label=NOTHING) for clip, one in zip(clips, joints, strict=True)])
    return Looked({name: (one, seen(one.clips)) for name, one in broken.items()}, calm)


def costs(looked: Looked, bounds: Bounds, looked_before: Looked, before: Bounds) -> dict[str, Any]:
    """How long ended actions are said, and of calm people how many windows are taken for an action; with one way to
    judge, and with the way before it.
    """
    found: dict[str, Any] = {}
    for name, (streams, seen) in looked.ended.items():
        plain = looked_before.ended[name][1]
        held, unheld = lasted(seen, bounds, streams), lasted(plain, before, streams)
        both = ~np.isnan(held) & ~np.isnan(unheld)
        found[f"then_{name}"] = {"streams": int(both.sum()), "of": len(both)} | _seconds(held[both], unheld[both])
    for name, seen in looked.calm.items():
        found[name] = {
            "windows": len(seen.labels),
            "taken": _taken(seen, bounds),
            "before": _taken(looked_before.calm[name], before),
        }
    return found


def _taken(seen: scores.Judged, bounds: Bounds) -> float:
    return round(float((judged(seen.probabilities, bounds, seen.clips) != NOTHING).mean()), 4)


def _seconds(held: Array, plain: Array) -> dict[str, Any]:
    """Median and ninth tenth of how long, the way before as well, and of how much longer."""
    rows = {"said": held, "before": plain, "longer": held - plain}
    return {name: np.percentile(one, [50, 90]).round(2).tolist() if len(one) else None for name, one in rows.items()}


def choices(network: ActionNet, clips: Sequence[Clip]) -> list[dict[str, Any]]:
    """Each way to judge, with the trainer's bound for it: what is told, near and far, and what it costs."""
    from models.actions.training.train import choose

    raw, raw_far = (scores.look(network, clips, _MANY, _SEED, far=far, smooth=False) for far in (False, True))
    looked = look(network, clips)
    before = choose(scores.smoothed(raw), math.inf)
    rows = []
    for over, kept in itertools.product(WINDOWS, CHOICES):
        seen, far = scores.smoothed(raw, over), scores.smoothed(raw_far, over)
        bounds = choose(seen, kept)
        near_said, far_said = scores.figures(seen, bounds), scores.figures(far, bounds)
        row = {
            "windows": over,
            "kept": None if math.isinf(kept) else kept,
            "bound": round(bounds.least[0], 2),
            "six_macro_said": round(near_said["six_macro_said"], 4),
            "far_six_macro_said": round(far_said["six_macro_said"], 4),
            "far_walking_said": scores.walking_said(far, bounds)["value"],
            "other_taken_for_action": round(near_said["other_taken_for_action"], 4),
            "far_other_taken_for_action": round(far_said["other_taken_for_action"], 4),
        }
        rows.append(row | costs(looked.smoothed(over), bounds, looked.smoothed(), before))
    return rows


def chosen(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The way to judge that is taken: it says an ended action for at most LONGER longer, tells the six near and walkers
    from afar as well as the best but for ALIKE, as their mean, and of such ways it soonest stops.
    """

    def tells(row: dict[str, Any]) -> float:
        return float(row["six_macro_said"] + row["far_walking_said"]) / 2

    allowed = [row for row in rows if all(row[one]["longer"][0] <= LONGER + 1e-6 for one in _ENDS)]
    most = max(map(tells, allowed))
    alike = [row for row in allowed if tells(row) >= most - ALIKE]
    return min(alike, key=lambda row: float(sum(row[one]["said"][0] for one in _ENDS)))


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit code."""
    parser = measuring.parser_of("models.actions.training.holding", __doc__)
    parser.add_argument("--weights", type=Path, default=weights.FILE, help="another run's, to compare")
    parser.add_argument("--choose", action="store_true", help="compare ways to judge, on subjects kept apart")
    options = parser.parse_args(arguments)
    trained = weights.load(options.weights)
    with packs.unpacked(options.data) as folder:
        clips = packs.read(folder, "train" if options.choose else options.split)
    if options.choose:
        kept_apart = [clip for clip in clips if clip.subject in packs.CHOOSING]
        rows = choices(trained.network, kept_apart)
        return measuring.tell(options, {"chosen": chosen(rows), "choices": rows})
    found = {}
    for name in ("near", "far"):
        looked = look(trained.network, clips, far=name == "far").smoothed()
        found[name] = costs(looked, trained.bounds, looked, Bounds(trained.bounds.least, math.inf))
    return measuring.tell(options, found | {"weights_sha256": measuring.sha256(options.weights)})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
