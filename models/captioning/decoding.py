"""From a network's next-word probabilities to captions: beam search and sampling, for many pictures at once.

A hypothesis that has ended stays in its beam and competes with those that go on. What it is ranked by is its
log-probability plus a reward for each word: without one, short captions win (Wu et al., 2016, have the problem).

With constraints there is one beam for each state of what was demanded (Anderson et al., EMNLP 2017), so that a
hypothesis that has said a demanded word need not compete with those that have not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

import numpy as np

from models.captioning.constraints import Constraints, no_constraints
from models.captioning.search import NEVER, NOTHING, Search, along
from models.captioning.tokens import END, PAD, START

Array = np.ndarray[Any, Any]

BEAM = 3
REWARD = 0.0
"""Self-critical training counts a caption's end: lengths come out right without a reward for words."""

Step = Callable[[Array, Array], Array]
"""(tokens (B, n), parents (B, n)) → log-probabilities of the next word (B, n, V), which may be changed.

``parents`` says which row of the last call each one goes on from: caches are to be put in that order. There may be
more or fewer rows than there were.
"""


class Beams(NamedTuple):
    """The hypotheses of B pictures, the best first."""

    tokens: Array
    """(B, K, T) int32: words, END, then PAD; without START."""
    log_probs: Array
    """(B, K) float32, of all words and END."""
    scores: Array
    """(B, K) float32: log_probs plus the reward for the words."""
    sources: Array
    """(B, K, T) int32: the row of the step's answer that each word was chosen from."""


def beam_search(
    step: Step,
    pictures: int,
    width: int,
    *,
    length: int,
    reward: float = 0.0,
    constraints: Constraints | None = None,
    enough: int | None = None,
) -> Beams:
    """The ``width`` best captions of at most ``length`` words, END included.

    reward: added to the score for each word; END is none. A caption that is cut off at ``length`` has no END.
    constraints: what the captions returned say and do not say; they end only where all demands are met.
    enough: stop when so many of the best have ended and none that goes on can overtake them; without, when all have.
    What cannot become one of so many is not gone on with.
    """
    search = Search(pictures, width, constraints or no_constraints(pictures), reward)
    for left in reversed(range(length)):
        rows, is_open = search.rows()
        search.take(step(search.tokens_of(rows), search.parents_of(rows)), rows, is_open)
        search.give_up(max(0.0, reward) * left, enough)
        if not search.is_open.any():
            break
    last = slice(-width, None)
    scores = search.log_probs + np.float32(reward) * search.words
    return Beams(search.history[:, last], search.log_probs[:, last], scores[:, last], search.sources[:, last, 1:])


def sample(
    step: Step,
    pictures: int,
    width: int,
    rng: np.random.Generator,
    *,
    length: int,
    temperature: float = 1.0,
    forbidden: Sequence[Collection[int]] = (),
) -> Beams:
    """``width`` captions of each picture, drawn word by word, the most probable first.

    temperature: below 1 the probable words come more often than they should, above 1 the improbable ones.
    forbidden: tokens that each picture's captions must not have.
    """
    tokens = np.full((pictures, width), START, np.int32)
    parents = np.tile(np.arange(width, dtype=np.int32), (pictures, 1))
    ended = np.zeros((pictures, width), bool)
    log_probs = np.zeros((pictures, width), np.float32)
    history = []
    for _ in range(length):
        allowed = _forbid(step(tokens, parents), ended)
        for picture, blocked in zip(allowed, forbidden, strict=False):
            picture[:, list(blocked)] = NOTHING
        shares = np.cumsum(np.exp(allowed / np.float32(temperature)), axis=2)
        drawn = rng.random((pictures, width, 1), np.float32) * shares[..., -1:]
        tokens = np.argmax(shares > drawn, axis=2).astype(np.int32)
        log_probs += np.take_along_axis(allowed, tokens[..., None], 2)[..., 0]
        history.append(tokens)
        ended = (tokens == END) | (tokens == PAD)
        if ended.all():
            break
    rows = np.argsort(-log_probs, axis=1, kind="stable")
    written = along(np.stack(history, axis=2), rows)
    sources = np.broadcast_to(rows[..., None], written.shape).astype(np.int32)
    return Beams(written, along(log_probs, rows), along(log_probs, rows), sources)


def _forbid(log_probs: Array, ended: Array) -> Array:
    """Only words may come next; after END comes PAD, for nothing."""
    allowed = log_probs.astype(np.float32, copy=True)
    allowed[..., list(NEVER)] = NOTHING
    allowed[ended] = NOTHING
    allowed[ended, PAD] = 0
    return allowed
