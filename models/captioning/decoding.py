"""From a network's next-word probabilities to captions: beam search for many pictures at once.

A hypothesis that has ended stays in its beam and competes with those that go on. What it is ranked by is its
log-probability plus a reward for each word: without one, short captions win (Wu et al., 2016, have the problem).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from models.captioning.tokens import END, PAD, START, UNKNOWN

Array = np.ndarray[Any, Any]

Step = Callable[[Array, Array], Array]
"""(tokens (B, K), parents (B, K)) → log-probabilities of the next word (B, K, V).

``parents`` says which hypothesis of the last call each one goes on from: caches are to be put in that order.
"""

NEVER = (PAD, START, UNKNOWN)
_NONE = np.float32(-1e9)


class Beams(NamedTuple):
    """The hypotheses of B pictures, the best first."""

    tokens: Array
    """(B, K, T) int32: words, END, then PAD; without START."""
    log_probs: Array
    """(B, K) float32, of all words and END."""
    scores: Array
    """(B, K) float32: log_probs plus the reward for the words."""


def beam_search(step: Step, pictures: int, width: int, *, length: int, reward: float = 0.0) -> Beams:
    """The ``width`` best captions of at most ``length`` words, END included.

    reward: added to the score for each word; END is none. A caption that is cut off at ``length`` has no END.
    """
    tokens = np.full((pictures, width), START, np.int32)
    parents = np.tile(np.arange(width), (pictures, 1))
    # At the start all hypotheses are one and the same: only the first counts.
    log_probs = np.tile(np.where(np.arange(width) == 0, 0, _NONE).astype(np.float32), (pictures, 1))
    words = np.zeros((pictures, width), np.int32)
    ended = np.zeros((pictures, width), bool)
    history = np.zeros((pictures, width, 0), np.int32)
    for _ in range(length):
        following = _forbid(step(tokens, parents), ended)
        vocabulary = following.shape[2]
        totals = log_probs[..., None] + following  # (B, K, V)
        lengths = words[..., None] + _counts_as_word(vocabulary)
        parents, tokens = _best(totals + reward * lengths, width)
        log_probs = _pick(totals, parents, tokens)
        is_word = (tokens != END) & (tokens != PAD)
        words = np.take_along_axis(words, parents, 1) + is_word
        ended = ~is_word
        history = np.concatenate([np.take_along_axis(history, parents[..., None], 1), tokens[..., None]], 2)
        if ended.all():
            break
    return Beams(history, log_probs, log_probs + np.float32(reward) * words)


def sample(step: Step, pictures: int, width: int, rng: np.random.Generator, *, length: int) -> Array:
    """``width`` captions of each picture, drawn word by word: tokens (B, K, T) as in Beams."""
    tokens = np.full((pictures, width), START, np.int32)
    parents = np.tile(np.arange(width), (pictures, 1))
    ended = np.zeros((pictures, width), bool)
    history = []
    for _ in range(length):
        shares = np.cumsum(np.exp(_forbid(step(tokens, parents), ended)), axis=2)
        drawn = rng.random((pictures, width, 1), np.float32) * shares[..., -1:]
        tokens = np.argmax(shares > drawn, axis=2).astype(np.int32)
        history.append(tokens)
        ended = (tokens == END) | (tokens == PAD)
        if ended.all():
            break
    return np.stack(history, axis=2)


def _forbid(log_probs: Array, ended: Array) -> Array:
    """Only words may come next; after END comes PAD, for nothing."""
    allowed = log_probs.astype(np.float32, copy=True)
    allowed[..., list(NEVER)] = _NONE
    allowed[ended] = _NONE
    allowed[ended, PAD] = 0
    return allowed


def _counts_as_word(vocabulary: int) -> Array:
    counts = np.ones(vocabulary, np.int32)
    counts[[PAD, END]] = 0
    return counts


def _best(scores: Array, width: int) -> tuple[Array, Array]:
    """(B, K, V) → the hypothesis and the token of the ``width`` best, the best first, (B, width) each."""
    pictures, _, vocabulary = scores.shape
    flat = scores.reshape(pictures, -1)
    some = np.argpartition(flat, -width, axis=1)[:, -width:]
    order = np.argsort(-np.take_along_axis(flat, some, 1), axis=1, kind="stable")
    best = np.take_along_axis(some, order, 1)
    return best // vocabulary, (best % vocabulary).astype(np.int32)


def _pick(totals: Array, parents: Array, tokens: Array) -> Array:
    rows = np.arange(len(totals))[:, None]
    return np.asarray(totals[rows, parents, tokens])
