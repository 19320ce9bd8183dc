"""From a network's next-word probabilities to captions: beam search for many pictures at once.

A hypothesis that has ended stays in its beam and competes with those that go on. What it is ranked by is its
log-probability plus a reward for each word: without one, short captions win (Wu et al., 2016, have the problem).

With constraints there is one beam for each state of what was demanded (Anderson et al., EMNLP 2017), so that a
hypothesis that has said a demanded word need not compete with those that have not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from models.captioning.constraints import Constraints, no_constraints
from models.captioning.tokens import END, PAD, START, UNKNOWN

Array = np.ndarray[Any, Any]

Step = Callable[[Array, Array], Array]
"""(tokens (B, N), parents (B, N)) → log-probabilities of the next word (B, N, V).

``parents`` says which hypothesis of the last call each one goes on from: caches are to be put in that order.
"""

NEVER = (PAD, START, UNKNOWN)
_NONE = np.float32(-1e9)
DEAD = np.float32(-1e8)
"""A hypothesis below this log-probability holds a place that nothing could fill."""


class Beams(NamedTuple):
    """The hypotheses of B pictures, the best first."""

    tokens: Array
    """(B, K, T) int32: words, END, then PAD; without START."""
    log_probs: Array
    """(B, K) float32, of all words and END."""
    scores: Array
    """(B, K) float32: log_probs plus the reward for the words."""
    slots: Array
    """(B, K, T) int32: the hypothesis among the N of a step that each word was written to."""


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
    """
    states = constraints.states if constraints else 1
    start = constraints.start if constraints else np.zeros(pictures, np.int32)
    hypotheses = states * width
    tokens = np.full((pictures, hypotheses), START, np.int32)
    parents = np.tile(np.arange(hypotheses), (pictures, 1))
    # At the start all hypotheses are one and the same: only one counts.
    is_first = np.arange(hypotheses) == start[:, None] * width
    log_probs = np.where(is_first, 0, _NONE).astype(np.float32)
    words = np.zeros((pictures, hypotheses), np.int32)
    ended = np.zeros((pictures, hypotheses), bool)
    history = slots = np.zeros((pictures, hypotheses, 0), np.int32)
    for position in range(length):
        following = _forbid(step(tokens, parents), ended)
        limits = constraints or no_constraints(pictures, following.shape[2])
        following[np.broadcast_to(limits.forbidden[:, None], following.shape)] = _NONE
        following[:, :-width, END] = _NONE  # only in the last state, where all demands are met, may a caption end
        totals = log_probs[..., None] + following  # (B, N, V)
        lengths = words[..., None] + _counts_as_word(totals.shape[2])
        parents, tokens, is_alive = _best(totals + reward * lengths, width, limits)
        log_probs = np.where(is_alive, _pick(totals, parents, tokens), _NONE)
        tokens = np.where(is_alive, tokens, PAD).astype(np.int32)
        is_word = (tokens != END) & (tokens != PAD)
        words = np.take_along_axis(words, parents, 1) + is_word
        ended = ~is_word
        history = _longer(history, parents, tokens)
        slots = _longer(slots, parents, np.broadcast_to(np.arange(hypotheses, dtype=np.int32), tokens.shape))
        most = max(0.0, reward) * (length - position - 1)
        if _is_done(log_probs + reward * words, most, ended, width, enough):
            break
    scores = log_probs + np.float32(reward) * words
    last = slice(-width, None)
    return Beams(history[:, last], log_probs[:, last], scores[:, last], slots[:, last])


def sample(
    step: Step, pictures: int, width: int, rng: np.random.Generator, *, length: int, temperature: float = 1.0
) -> Beams:
    """``width`` captions of each picture, drawn word by word, the most probable first.

    temperature: below 1 the probable words come more often than they should, above 1 the improbable ones.
    """
    tokens = np.full((pictures, width), START, np.int32)
    parents = np.tile(np.arange(width, dtype=np.int32), (pictures, 1))
    ended = np.zeros((pictures, width), bool)
    log_probs = np.zeros((pictures, width), np.float32)
    history = []
    for _ in range(length):
        allowed = _forbid(step(tokens, parents), ended)
        shares = np.cumsum(np.exp(allowed / np.float32(temperature)), axis=2)
        drawn = rng.random((pictures, width, 1), np.float32) * shares[..., -1:]
        tokens = np.argmax(shares > drawn, axis=2).astype(np.int32)
        log_probs += np.take_along_axis(allowed, tokens[..., None], 2)[..., 0]
        history.append(tokens)
        ended = (tokens == END) | (tokens == PAD)
        if ended.all():
            break
    rows = np.argsort(-log_probs, axis=1, kind="stable")
    written = _rows(np.stack(history, axis=2), rows)
    slots = np.broadcast_to(rows[..., None], written.shape).astype(np.int32)
    return Beams(written, _rows(log_probs, rows), _rows(log_probs, rows), slots)


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


def _best(scores: Array, width: int, limits: Constraints) -> tuple[Array, Array, Array]:
    """(B, N, V) → for each state the ``width`` best, the best first: their parents, tokens, and whether they are.

    Of each hypothesis the ``width`` best words that no demand has can only lead to its own state; every word of a
    demand is looked at.
    """
    pictures, hypotheses, _ = scores.shape
    own = np.arange(hypotheses) // width
    neutral, demanded = scores, np.zeros((pictures, hypotheses, 0), np.float32)
    if limits.words.size:
        where = np.broadcast_to(limits.words[:, None], (pictures, hypotheses, limits.words.shape[1]))
        neutral = scores.copy()
        np.put_along_axis(neutral, where, -np.inf, 2)
        neutral[..., PAD] = scores[..., PAD]
        is_spent = (limits.bits & limits.once[:, None])[:, None] & own[:, None]
        demanded = np.where((where == PAD) | (is_spent > 0), -np.inf, np.take_along_axis(scores, where, 2))
    some = np.argpartition(neutral, -min(width, scores.shape[2]), axis=2)[..., -width:]
    candidates = np.concatenate([np.take_along_axis(neutral, some, 2), demanded], 2)
    words = np.concatenate([some, np.broadcast_to(limits.words[:, None], demanded.shape)], 2)
    states = np.concatenate([np.broadcast_to(own[:, None], some.shape), own[:, None] | limits.bits[:, None]], 2)
    flat_states, flat_words = states.reshape(pictures, -1), words.reshape(pictures, -1)
    found = []
    for state in range(limits.states):
        flat = np.where(flat_states == state, candidates.reshape(pictures, -1), -np.inf)
        best = np.argsort(-flat, axis=1, kind="stable")[:, :width]
        found.append((best // candidates.shape[2], np.take_along_axis(flat_words, best, 1), _along(flat, best)))
    parents, tokens, ranks = (np.concatenate(parts, 1) for parts in zip(*found, strict=True))
    return parents, tokens.astype(np.int32), ranks > DEAD


def _is_done(scores: Array, most: float, ended: Array, width: int, enough: int | None) -> bool:
    """Whether going on cannot change what is returned; ``most`` is all that a hypothesis can still gain."""
    if enough is None or ended.all():
        return bool(ended.all())
    last = slice(-width, -width + enough if enough < width else None)
    going_on = np.where(ended, -np.inf, scores).max(1) + most
    return bool((ended[:, last] & (scores[:, last] > np.maximum(DEAD, going_on[:, None]))).all())


def _pick(totals: Array, parents: Array, tokens: Array) -> Array:
    rows = np.arange(len(totals))[:, None]
    return np.asarray(totals[rows, parents, tokens])


def _longer(history: Array, parents: Array, tokens: Array) -> Array:
    return np.concatenate([_rows(history, parents), tokens[..., None]], 2)


def _rows(array: Array, rows: Array) -> Array:
    """(B, N, …) → (B, K, …), the hypotheses ``rows`` of each picture."""
    return np.asarray(array[np.arange(len(array))[:, None], rows])


def _along(array: Array, indices: Array) -> Array:
    return np.asarray(np.take_along_axis(array, indices, 1))
