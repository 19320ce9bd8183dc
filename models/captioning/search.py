"""The hypotheses of a beam search: which there are, which are gone on with, and which of what follows is kept."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from models.captioning.constraints import Constraints
from models.captioning.tokens import END, PAD, START, UNKNOWN

Array = np.ndarray[Any, Any]

NEVER = (PAD, START, UNKNOWN)
NOTHING = np.float32(-1e9)
DEAD = np.float32(-1e8)
"""A hypothesis below this log-probability holds a place that nothing could fill."""


class Candidates(NamedTuple):
    """What hypotheses can become: (B, C) each."""

    log_probs: Array
    words: Array
    tokens: Array
    states: Array
    slots: Array
    """The hypothesis that each goes on from."""
    sources: Array
    """The row of the step's answer that it was chosen from."""


class Search:
    """N hypotheses of each of B pictures, arrays of (B, N): ``width`` for each state, the best of a state first.

    tokens: each one's last word, or PAD. is_open: whether it is gone on with; some have ended, some places are empty.
    log_probs float32, words: their number, history (B, N, T): all tokens, sources (B, N, 1 + T): the row of the
    step's answer that START, which none was, and then each token was chosen from.
    """

    def __init__(self, pictures: int, width: int, limits: Constraints, reward: float) -> None:
        hypotheses = limits.states * width
        self._width, self._limits, self._reward = width, limits, np.float32(reward)
        self._states = np.broadcast_to(np.arange(hypotheses) // width, (pictures, hypotheses))
        # Looked at one by one, however improbable: the words of demands, and the end.
        self._special = np.concatenate([limits.words, np.full((pictures, 1), END, np.int32)], 1)
        self._bits = np.concatenate([limits.bits, np.zeros((pictures, 1), np.int32)], 1)
        pairs = zip(self._special, limits.forbidden, strict=True)
        self._blocked = [np.unique([*NEVER, *special, *forbidden]) for special, forbidden in pairs]
        self.tokens = np.full((pictures, hypotheses), START, np.int32)
        # At the start all hypotheses are one and the same: only one counts.
        self.is_open = np.arange(hypotheses) == limits.start[:, None] * width
        self._is_ended = np.zeros_like(self.is_open)
        self.log_probs = np.where(self.is_open, np.float32(0), NOTHING)
        self.words = np.zeros((pictures, hypotheses), np.int32)
        self.history = np.zeros((pictures, hypotheses, 0), np.int32)
        self.sources = np.zeros((pictures, hypotheses, 1), np.int32)

    def rows(self) -> tuple[Array, Array]:
        """The open hypotheses, (B, n), and whether each is one: some pictures may have fewer."""
        count = int(self.is_open.sum(1).max())
        rows = np.argsort(~self.is_open, axis=1, kind="stable")[:, :count]
        return rows, along(self.is_open, rows)

    def tokens_of(self, rows: Array) -> Array:
        return along(self.tokens, rows)

    def parents_of(self, rows: Array) -> Array:
        """Which row of the last step each of them goes on from."""
        return along(self.sources[:, :, -1], rows)

    def take(self, following: Array, rows: Array, is_open: Array) -> None:
        """Write one more word. following (B, n, V): its log-probabilities after each of ``rows``; changed here."""
        parts = zip(self._longer(following, rows, is_open), self._ended(), strict=True)
        found = Candidates(*(np.concatenate(both, 1) for both in parts))
        best, is_alive = self._best(found.log_probs + self._reward * found.words, found.states)
        log_probs, words, tokens, _, slots, sources = (along(kind, best) for kind in found)
        self.log_probs = np.where(is_alive, log_probs, NOTHING)
        self.words, self.tokens = words, np.where(is_alive, tokens, PAD).astype(np.int32)
        self.is_open = (self.tokens != END) & (self.tokens != PAD)
        self._is_ended = is_alive & ~self.is_open
        self.history = _followed(self.history, slots, self.tokens)
        self.sources = _followed(self.sources, slots, sources)

    def give_up(self, most: float, enough: int | None) -> None:
        """Close the hypotheses that cannot become one of the best ``enough`` captions; all stay open without.

        most: all that one can still gain. What is ranked below a hopeless one is hopeless too, so that leaving these
        out changes no other.
        """
        if enough is None:
            return
        scores = self.log_probs + self._reward * self.words
        ended = np.where(self._is_ended, scores, -np.inf)[:, -self._width :]
        bar = np.sort(ended, axis=1)[:, -min(enough, self._width), None]
        self.is_open &= scores + np.float32(most) > bar

    def _longer(self, following: Array, rows: Array, is_open: Array) -> Candidates:
        """The open hypotheses with each of their ``width`` best words, every word of a demand, or the end.

        Words that no demand has lead to the hypothesis' own state, so that no more than ``width`` can count.
        """
        own = along(self._states, rows)[..., None]
        where = np.broadcast_to(self._special[:, None], (*rows.shape, self._special.shape[1]))
        special = along(following.swapaxes(1, 2), self._special).swapaxes(1, 2)
        is_spent = (self._bits & self._limits.once[:, None])[:, None] & own
        special[(where == PAD) | (is_spent > 0)] = -np.inf
        special[..., -1:][own != self._limits.states - 1] = -np.inf  # a caption ends where all demands are met
        for picture, blocked in zip(following, self._blocked, strict=True):
            picture[:, blocked] = -np.inf
        some = np.argpartition(following, -min(self._width, following.shape[2]), 2)[..., -self._width :]
        before = np.where(is_open, along(self.log_probs, rows), -np.inf).astype(np.float32)[..., None]
        tokens = np.concatenate([some, where], 2)
        bits = np.broadcast_to(self._bits[:, None], where.shape)
        parts = (
            before + np.concatenate([np.take_along_axis(following, some, 2), special], 2),
            along(self.words, rows)[..., None] + (tokens != END),
            tokens,
            own | np.concatenate([np.zeros_like(some), bits], 2),
            np.broadcast_to(rows[..., None], tokens.shape),
            np.broadcast_to(np.arange(rows.shape[1])[:, None], tokens.shape),
        )
        return Candidates(*(part.reshape(len(rows), -1) for part in parts))

    def _ended(self) -> Candidates:
        """The hypotheses that have ended, as they are."""
        log_probs = np.where(self._is_ended, self.log_probs, -np.inf).astype(np.float32)
        slots = np.broadcast_to(np.arange(self.tokens.shape[1]), self.tokens.shape)
        nothing = np.full_like(self.tokens, PAD)
        return Candidates(log_probs, self.words, nothing, self._states, slots, np.zeros_like(slots))

    def _best(self, ranks: Array, states: Array) -> tuple[Array, Array]:
        """Of each state the ``width`` best candidates, the best first, and whether each is one of that state."""
        found, is_alive = [], []
        for state in range(self._limits.states):
            own = np.where(states == state, -ranks, np.inf)
            best = np.argsort(own, axis=1, kind="stable")[:, : self._width]
            found.append(best)
            is_alive.append(along(own, best) < -DEAD)
        return np.concatenate(found, 1), np.concatenate(is_alive, 1)


def _followed(history: Array, slots: Array, newest: Array) -> Array:
    """(B, N, T) → (B, N, T + 1): the history of the hypothesis that each goes on from, and its newest entry."""
    return np.concatenate([along(history, slots), newest[..., None]], 2, dtype=np.int32)


def along(array: Array, indices: Array) -> Array:
    """(B, N, …), (B, K) → (B, K, …)"""
    return np.asarray(array[np.arange(len(array))[:, None], indices])
