"""A caption is for reading: it stands until another one is clearly more probable, on several frames.

For every caption of the last seconds a running mean of its score is kept. A frame whose beam lacks it says that it
scores at most what the beam's last one does. The mean follows the scene within about a second.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from models.captioning.description import Caption
from models.toolkit.unsaid import may_be_said

SEVERAL = 3
"""Frames that a caption must have been in the beam of before it can take over."""
MARGIN = 0.35
"""By how much its mean score, in nats, must be better than the standing one's."""
FOLLOWS = 0.8
"""Seconds in which a mean goes most of the way to what the frames say."""
FORGOTTEN = 4.0
"""After so many seconds without a frame the stream starts anew."""
KEPT = 8
_WORST = 8.0


@dataclass
class Candidate:
    """A caption of the last seconds: the mean of its score, in how many frames' beams it was, its log-probability."""

    mean: float
    frames: int
    log_prob: float


@dataclass
class Standing:
    """What a stream remembers. ``key`` names the settings under which the captions were made."""

    key: str = ""
    text: str = ""
    since: float = 0.0
    seen_at: float = 0.0
    candidates: dict[str, Candidate] = field(default_factory=dict)


def steady(
    captions: Sequence[Caption],
    memory: Mapping[str, Any],
    now: float,
    every: float,
    key: str,
    *,
    dreaming: bool = False,
    unsaid: frozenset[str] = frozenset(),
) -> tuple[Caption, bool, Mapping[str, Any]]:
    """Choose the caption to show: which, whether it has just changed, and the next memory.

    captions: this frame's, the best first. every: seconds that a caption stands at least. dreaming: captions are
    drawn at random, so that none comes twice; the next one then takes over as soon as it may. unsaid: words that must
    not be said of this frame; a caption of earlier frames that has one is gone at once.
    """
    state = standing_in(memory)
    if state.key != key or not state.text or not 0 <= now - state.seen_at <= FORGOTTEN:
        state = Standing(key, "", now, now)
    state.candidates = {text: known for text, known in state.candidates.items() if may_be_said(text.split(), unsaid)}
    if not may_be_said(state.text.split(), unsaid):
        state = Standing(key, "", now, now)
    _weigh(state, captions, now)
    best = captions[0].text if dreaming else _best(state)
    is_due = now - state.since >= every
    is_new = not state.text or (best != state.text and is_due)
    if is_new:
        state.text, state.since = best if state.text else captions[0].text, now
    state.seen_at = now
    return _standing(state, captions), is_new, asdict(state)


def _weigh(state: Standing, captions: Sequence[Caption], now: float) -> None:
    """Bring the means up to date and forget what has fallen far behind."""
    share = min(0.5, 1 - math.exp(-(now - state.seen_at) / FOLLOWS)) if state.text else 1.0
    worst = min(caption.score for caption in captions)
    present = {caption.text: caption for caption in reversed(captions)}
    for text, known in state.candidates.items():
        score = present[text].score if text in present else worst
        known.mean += share * (score - known.mean)
        known.frames += text in present
    for text, caption in present.items():
        new = state.candidates.setdefault(text, Candidate(caption.score, 1, caption.log_prob))
        new.log_prob = caption.log_prob
    top = max(known.mean for known in state.candidates.values())
    ranked = sorted(state.candidates.items(), key=lambda item: -item[1].mean)[:KEPT]
    kept = {text: known for text, known in ranked if known.mean > top - _WORST}
    always = [text for text in (state.text, captions[0].text) if text in state.candidates]
    state.candidates = kept | {text: state.candidates[text] for text in always}


def _best(state: Standing) -> str:
    """The caption that should stand: another than now only if it is clearly better and was seen several times."""
    standing = state.candidates.get(state.text)
    rivals = {text: known.mean for text, known in state.candidates.items() if known.frames >= SEVERAL}
    best = max(rivals, key=lambda text: rivals[text], default=state.text)
    if standing is not None and rivals.get(best, -math.inf) < standing.mean + MARGIN:
        return state.text
    return best


def _standing(state: Standing, captions: Sequence[Caption]) -> Caption:
    for caption in captions:
        if caption.text == state.text:
            return caption
    known = state.candidates[state.text]
    return Caption(tuple(state.text.split()), known.log_prob, known.mean)


def standing_in(memory: Mapping[str, Any]) -> Standing:
    """What a stream remembers, from a memory that ``steady`` gave; nothing in an empty one."""
    candidates = {text: Candidate(**known) for text, known in memory.get("candidates", {}).items()}
    return Standing(**{**memory, "candidates": candidates})
