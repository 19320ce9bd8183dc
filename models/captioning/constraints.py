"""What a caption must and must not say, and how far a hypothesis has come with it.

A *demand* is a set of words of which one has to occur ("cup", "coffee", "mug"). A hypothesis is in one of 2 ** D
states, one bit for each of D demands: set once one of its words has occurred (Anderson et al., EMNLP 2017, the finite
automaton of constrained beam search).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.captioning.tokens import PAD

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Wishes:
    """For one picture: ``demanded``, sets of tokens of which one must occur each; ``forbidden`` tokens.

    once: which of the demands may be met once only ("a man and a woman" is not one person), by their place.
    """

    demanded: tuple[frozenset[int], ...] = ()
    forbidden: frozenset[int] = frozenset()
    once: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Constraints:
    """The wishes for B pictures as arrays, D the most demands that one of them has, W the most words in demands.

    words (B, W) int32: the tokens that are in a demand, PAD where a picture has fewer.
    bits (B, W) int32: which demands such a word meets.
    once (B,) int32: the demands of which no second word may occur.
    start (B,) int32: the state at the start; demands that a picture lacks count as met.
    forbidden: the tokens that each picture's captions must not have.
    states: how many there are, 2 ** D; in the last all demands are met.
    """

    words: Array
    bits: Array
    once: Array
    start: Array
    forbidden: tuple[tuple[int, ...], ...]
    states: int


def constraints_of(wishes: Sequence[Wishes]) -> Constraints:
    """The wishes of a batch of pictures. A demand that nothing can meet counts as met."""
    demands = [_demands_of(wish) for wish in wishes]
    most = max(map(len, demands), default=0)
    all_words = [sorted(frozenset().union(*(words for words, _ in sets))) for sets in demands]
    width = max(map(len, all_words), default=0)
    tokens = np.full((len(wishes), width), PAD, np.int32)
    bits = np.zeros((len(wishes), width), np.int32)
    once, start = np.zeros((2, len(wishes)), np.int32)
    for row, (sets, words) in enumerate(zip(demands, all_words, strict=True)):
        tokens[row, : len(words)] = words
        bits[row, : len(words)] = [sum(1 << bit for bit, (one, _) in enumerate(sets) if word in one) for word in words]
        once[row] = sum(1 << bit for bit, (_, is_once) in enumerate(sets) if is_once)
        start[row] = sum(1 << bit for bit in range(len(sets), most))
    forbidden = tuple(tuple(sorted(wish.forbidden)) for wish in wishes)
    return Constraints(tokens, bits, once, start, forbidden, 1 << most)


def _demands_of(wish: Wishes) -> list[tuple[frozenset[int], bool]]:
    """Each demand that something can meet: its words, and whether it may be met once only."""
    both = ((words - wish.forbidden, place in wish.once) for place, words in enumerate(wish.demanded))
    return [(words, is_once) for words, is_once in both if words]


def no_constraints(pictures: int) -> Constraints:
    """One state, nothing forbidden."""
    return constraints_of([Wishes()] * pictures)
