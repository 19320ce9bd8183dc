"""Where the network only guesses at man, woman, boy or girl.

``python -m models.captioning.training.guessing --data flickr8k.tar`` writes captions as the page does, of the dev
split, by which ``people.SURE`` was chosen, and of the pictures of no split, by which nothing was. For each threshold:
how many of the words are said, how often the sex is one that the references name, where they name any, and what it does
to BLEU-4 and CIDEr.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models.captioning import people, portuguese, weights
from models.captioning.training import judge
from models.captioning.training.evaluate import Split
from models.captioning.training.scores import Rarity, Words
from models.captioning.writer import Writer
from models.training import flickr8k

Array = np.ndarray[Any, Any]

THRESHOLDS = (0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.01)
MEN = people.MALE | {"male", "father", "brother", "son", "he", "his", "him", "himself", "mans"}
WOMEN = people.FEMALE | {"female", "mother", "sister", "daughter", "she", "her", "herself", "females", "bride"}


class Guess(NamedTuple):
    """One of the words as the network chose it: its share among its siblings, and whether the references agree.

    agrees: None where they name nobody's sex.
    """

    share: float
    agrees: bool | None


def guesses(captions: Sequence[judge.Written], references: Sequence[Sequence[Words]]) -> list[Guess]:
    """Every man, woman, boy or girl of the captions."""
    found = []
    for (words, log_probs), many in zip(captions, references, strict=True):
        named = {word for one in many for word in one}
        for word, own in zip(words, log_probs, strict=True):
            if word in people.GENDERED:
                same, other = (MEN, WOMEN) if word in people.MALE else (WOMEN, MEN)
                agrees = True if named & same else False if named & other else None
                found.append(Guess(people.share_of(word, own), agrees))
    return found


def tables(options: argparse.Namespace) -> Iterator[str]:
    """The lines of a Markdown table for each split."""
    network, vocabulary = weights.load(options.weights)
    writer = Writer(network, vocabulary.tokens_of(people.SIBLINGS))
    corpus = flickr8k.read_corpus(options.data)
    rarity = Rarity(judge.references_of(corpus, corpus.dev))
    for name in options.splits:
        split = Split(options.data, corpus, name, network)
        wishes = [one.wishes(vocabulary) for one in split.steering]
        seen = [split.sights(view) for view in ("upright", "mirrored")]
        captions = judge.written_of(writer, vocabulary, seen, wishes=wishes)
        found = guesses(captions, split.references)
        yield f"| {name}, {len(split.names):,} pictures | words said | agree with a reference | BLEU-4 | CIDEr |"
        yield "|---|---|---|---|---|"
        for sure in THRESHOLDS:
            said = [one for one in found if one.share >= sure]
            known = [one.agrees for one in said if one.agrees is not None]
            told = [[one.text for one in people.neutral(words, log_probs, sure)] for words, log_probs in captions]
            scores = judge.score(told, split.references, rarity)
            share = f"{100 * sum(known) / len(known):.1f} % of {len(known)}" if known else "–"
            yield f"| {sure:.2f} | {len(said)} of {len(found)} | {share} | {scores.bleu[-1]:.3f} | {scores.cider:.3f} |"
        if options.show:
            yield from _shown(split.names, captions, options.show)
        yield ""


def _shown(names: Sequence[str], captions: Sequence[judge.Written], count: int) -> Iterator[str]:
    for name, (words, log_probs) in list(zip(names, captions, strict=True))[:count]:
        told = " ".join(one.text for one in people.neutral(words, log_probs))
        yield "\t".join((name, " ".join(words), told, portuguese.translated(told)))


def main(arguments: Sequence[str]) -> int:
    """Print the tables; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.captioning.training.guessing", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="flickr8k.tar")
    parser.add_argument("--weights", type=Path, default=weights.FILE)
    parser.add_argument("--splits", nargs="+", choices=("dev", "rest"), default=("dev", "rest"))
    parser.add_argument(
        "--show", type=int, default=0, help="print the first captions: as written, as told, in Portuguese"
    )
    for line in tables(parser.parse_args(arguments)):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
