"""Fit the second opinion (models.lips.context): sums over drawn pieces, and two systems of equations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from models.lips.context import COSINES, DIRECTIONS, FRAMES, features
from models.lips.network import LOOK_AHEAD, Arrays
from models.lips.sound import BANDS
from models.lips.training import data, rooms
from models.lips.visemes import PHONES

Array = np.ndarray[Any, Any]
Rng = np.random.Generator
Corpora = Sequence[tuple[data.Frames, float]]

_ROUNDS, _PIECES, _PIECE = 6, 16, 1000
"""Times so many pieces of so many frames from which the sums come; the second sums are of other pieces."""
_NOISE = 0.1
_WITHIN = 1e-2
"""What each direction varies at least within a phone."""
_PENALTY = 30.0
_EACH = np.eye(len(PHONES), dtype=np.float32)
_BEFORE = FRAMES - 1 - LOOK_AHEAD


def fitted(corpora: Corpora, seed: int) -> Arrays:
    """The weights of models.lips.context.NAMES."""
    weights = _projection(corpora, np.random.default_rng((seed, 2)))
    rng = np.random.default_rng((seed, 3))
    weights["context/mix/kernel"] = rng.normal(0, DIRECTIONS**-0.5, (DIRECTIONS, COSINES)).astype(np.float32)
    weights["context/mix/bias"] = rng.uniform(0, 2 * np.pi, COSINES).astype(np.float32)
    size = COSINES + DIRECTIONS + 1
    squares, products = np.zeros((size, size)), np.zeros((size, len(PHONES)))
    for seen, phones in _stretches(corpora, rng):
        found = np.concatenate([features(weights, seen), np.ones((len(seen), 1), np.float32)], 1)
        squares += found.T @ found
        products += found.T @ _EACH[phones]
    solved = np.linalg.solve(squares + _PENALTY * np.eye(size), products).astype(np.float32)
    return {**weights, "context/tell/kernel": solved[:-1], "context/tell/bias": solved[-1]}


def _projection(corpora: Corpora, rng: Rng) -> Arrays:
    """Onto the directions in which phones' means differ most for how much each phone varies by itself."""
    size = FRAMES * BANDS
    counts, sums, squares = np.zeros(len(PHONES)), np.zeros((len(PHONES), size)), np.zeros((size, size))
    for seen, phones in _stretches(corpora, rng):
        counts += np.bincount(phones, minlength=len(PHONES))
        sums += _EACH[phones].T @ seen
        squares += seen.T @ seen
    total = counts.sum()
    mean, means = sums.sum(0) / total, sums / np.maximum(counts, 1)[:, None]
    between = ((means - mean) * (counts / total)[:, None]).T @ (means - mean)
    within = squares / total - np.outer(mean, mean) - between + _WITHIN * np.eye(size)
    whiten = np.linalg.inv(np.linalg.cholesky(within))
    _, axes = np.linalg.eigh(whiten @ between @ whiten.T)
    kernel = whiten.T @ axes[:, -DIRECTIONS:]
    return {
        "context/project/kernel": kernel.astype(np.float32),
        "context/project/bias": (-mean @ kernel).astype(np.float32),
    }


def _stretches(corpora: Corpora, rng: Rng) -> Iterator[tuple[Array, Array]]:
    """Stretches (n, FRAMES * BANDS) and the phones (n,) told of them: bands stretched a little, and a little noise.

    What else a network's pieces go through (models.lips.training.rooms.varied) blurs what is told by a few sums.
    """
    kinds = [corpus for corpus, _ in corpora]
    for _ in range(_ROUNDS):
        for kind in rng.choice(len(kinds), _PIECES, p=[share for _, share in corpora]):
            begin = int(rng.integers(len(kinds[kind].frames) - _PIECE - FRAMES))
            heard = kinds[kind].frames[begin : begin + _PIECE + FRAMES - 1]
            (frames,) = rooms.stretched(heard[None], np.arange(BANDS)[None] * rng.uniform(0.9, 1.1))
            frames += np.asarray(rng.normal(0, _NOISE, frames.shape), np.float32)
            windows = np.lib.stride_tricks.sliding_window_view(frames, FRAMES, axis=0).transpose(0, 2, 1)
            told = kinds[kind].phones[begin + _BEFORE : begin + _BEFORE + _PIECE]
            yield windows.reshape(_PIECE, FRAMES * BANDS), told
