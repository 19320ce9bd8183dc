"""How good the captions are, as tables: ``python -m models.captioning.training.evaluate --data … --all``.

BLEU-1 to BLEU-4 and CIDEr on the dev split; whether pictures and the same ones mirrored, cropped or shifted get the
same captions; and pictures that were neither trained with nor chosen by.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from models.captioning import people, weights
from models.captioning.decoding import BEAM, REWARD
from models.captioning.network import Captioner
from models.captioning.sights import Sights
from models.captioning.steering import Steering
from models.captioning.training import judge
from models.captioning.training.encoding import VIEWS, encode
from models.captioning.training.scores import Rarity
from models.captioning.writer import Writer
from models.training import figures, flickr8k

Array = np.ndarray[Any, Any]


class Split:
    """A split's pictures, what people wrote of them, and what the networks see in them, each computed when needed."""

    def __init__(self, archive: Path, corpus: flickr8k.Corpus, name: str, network: Captioner) -> None:
        self._archive, self._network = archive, network
        self.names: tuple[str, ...] = getattr(corpus, name)
        self.references = judge.references_of(corpus, self.names)
        self._sights: dict[str, Sights] = {}

    @cached_property
    def _jpegs(self) -> list[bytes]:
        return flickr8k.read_jpegs(self._archive, self.names)

    def sights(self, view: str) -> Sights:
        """What the network sees in the pictures in one of encoding.VIEWS."""
        if view not in self._sights:
            self._sights[view] = encode(self._network, self._jpegs, VIEWS[view])
        return self._sights[view]

    @cached_property
    def steering(self) -> list[Steering]:
        """What the recognisers are sure of in each picture; takes half a minute for a thousand."""
        from models.captioning.training.encoding import steering_of

        return steering_of(self._jpegs, np.asarray(self.sights("upright").logits, np.float32))


class Tables:
    """Writes captions and scores them; each method gives the lines of a Markdown table."""

    def __init__(self, options: argparse.Namespace) -> None:
        network, self._vocabulary = weights.load(options.weights)
        writer = Writer(network, self._vocabulary.tokens_of(people.SIBLINGS))
        self._writer, self._width, self._reward = writer, options.beam, options.reward
        self._corpus = corpus = flickr8k.read_corpus(options.data)
        self._dev, self._rest = (Split(options.data, corpus, name, network) for name in ("dev", "rest"))
        self._written: dict[tuple[Any, ...], list[judge.Written]] = {}

    def captions(
        self, split: Split, *views: str, width: int = 0, steer: bool = False, told: bool = False
    ) -> list[list[str]]:
        """The best captions of a split's pictures, each seen in these views. width: of the beam, if not as asked.

        told: as the page tells them, a person where man or woman is a guess.
        """
        key = (split, views, width, steer)
        if key not in self._written:
            wishes = [one.wishes(self._vocabulary) for one in split.steering] if steer else ()
            seen = [split.sights(view) for view in views]
            reward = self._reward if width != 1 else 0.0
            self._written[key] = judge.written_of(
                self._writer, self._vocabulary, seen, width or self._width, reward, wishes
            )
        if told:
            return [[one.text for one in people.neutral(*written)] for written in self._written[key]]
        return [words for words, _ in self._written[key]]

    def dev(self, *, steer: bool) -> Iterator[str]:
        dev, beam = self._dev, f"beam {self._width}"
        yield from _head(f"dev split, {len(dev.names):,} pictures, {flickr8k.CAPTIONS} references")
        runs: dict[str, Callable[[], list[list[str]]]] = {
            "greedy": lambda: self.captions(dev, "upright", width=1),
            "greedy, with the mirror image": lambda: self.captions(dev, "upright", "mirrored", width=1),
            beam: lambda: self.captions(dev, "upright"),
            f"{beam} of mirrored pictures": lambda: self.captions(dev, "mirrored"),
            f"{beam}, with the mirror image": lambda: self.captions(dev, "upright", "mirrored"),
        }
        if steer:
            runs["the same, steered"] = lambda: self.captions(dev, "upright", "mirrored", steer=True)
        for label, run in runs.items():
            yield _row(label, judge.score(run(), dev.references))

    def named(self) -> Iterator[str]:
        """How often what the recognisers are sure of stands in what people wrote."""
        counts: dict[str, list[bool]] = {"classes": [], "detector": []}
        for steering, many in zip(self._dev.steering, self._dev.references, strict=True):
            written = {word for words in many for word in words}
            for item in steering.evidence:
                counts[item.source].append(bool(written & set(item.words)))
        yield from ("| sure on the dev pictures | things | named by a person |", "|---|---|---|")
        for source, named in counts.items():
            yield f"| {source} | {len(named)} | {sum(named)} |"

    def moved(self) -> Iterator[str]:
        """CIDEr between the captions of pictures and of the same ones otherwise; equal ones have 10."""
        yield from ("| captions of the same pictures | one view | with the mirror image |", "|---|---|---|")
        pairs = {
            "mirrored": ("upright", "mirrored"),
            "cropped to the middle 96 %": ("upright", "middle"),
            "shifted by 4 % to the right and down": ("upper left", "lower right"),
        }
        for label, views in pairs.items():
            alone = self._agreement(*((view,) for view in views))
            both = "10" if label == "mirrored" else self._agreement(*((view, f"{view}, mirrored") for view in views))
            yield f"| {label} | {alone} | {both} |"

    def _agreement(self, one: Sequence[str], other: Sequence[str]) -> str:
        one, other = (["mirrored" if view == "upright, mirrored" else view for view in views] for views in (one, other))
        first, second = self.captions(self._dev, *one), self.captions(self._dev, *other)
        return f"{judge.score(second, [[caption] for caption in first]).cider:.2f}"

    def rest(self) -> Iterator[str]:
        """Pictures of no split beside the dev pictures, as the page writes; CIDEr with the dev pictures' rarity."""
        yield from _head("beam, with the mirror image; in brackets 95 % intervals")
        rarity = Rarity(self._dev.references)
        for name, split in (("dev", self._dev), ("in no split", self._rest)):
            for steer in (False, True):
                captions = self.captions(split, "upright", "mirrored", steer=steer)
                found = judge.score(captions, split.references, rarity)
                label = f"{name}, {len(split.names):,} pictures{', steered' if steer else ''}"
                yield _row(label, found, judge.intervals(captions, split.references, rarity))

    def figure(self) -> dict[str, Any]:
        """The card's figure: BLEU-4, in percent, of pictures of no split as the page tells them, beside one caption for
        all of them, the commonest of the training captions."""
        rest = self._rest
        captions = self.captions(rest, "upright", "mirrored", steer=True, told=True)
        common = [judge.commonest(self._corpus)] * len(rest.names)
        return {
            "split": "rest",
            "n": len(rest.names),
            "value": 100 * judge.score(captions, rest.references).bleu[-1],
            "interval": [100 * end for end in judge.intervals(captions, rest.references).bleu],
            "baseline": 100 * judge.score(common, rest.references).bleu[-1],
            "baseline_caption": " ".join(common[0]),
        }

    def first(self, count: int) -> Iterator[str]:
        """The captions of the first dev pictures."""
        captions = self.captions(self._dev, "upright", "mirrored")
        yield from (
            f"{name}: {' '.join(words)}" for name, words in zip(self._dev.names[:count], captions, strict=False)
        )


def _head(title: str) -> tuple[str, str]:
    return f"| {title} | BLEU-1 | BLEU-2 | BLEU-3 | BLEU-4 | CIDEr | words |", "|---|---|---|---|---|---|---|"


def _row(label: str, found: judge.Scores, sure: judge.Intervals | None = None) -> str:
    around = [f" ({low:.3f} to {high:.3f})" for low, high in sure] if sure else ["", ""]
    *bleus, last = (f"{value:.3f}" for value in found.bleu)
    cells = (label, *bleus, last + around[0], f"{found.cider:.3f}{around[1]}", f"{found.words:.1f}")
    return f"| {' | '.join(cells)} |"


def _asked(options: argparse.Namespace, tables: Tables) -> Iterator[Iterator[str]]:
    if options.split == "dev":
        yield tables.dev(steer=options.steer or options.all)
    if options.steer or options.all:
        yield tables.named()
    if options.moved or options.all:
        yield tables.moved()
    if options.split == "rest" or options.all:
        yield tables.rest()
    if options.show:
        yield tables.first(options.show)


def main(arguments: Sequence[str]) -> int:
    """Print the tables; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.captioning.training.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="flickr8k.tar")
    parser.add_argument("--weights", type=Path, default=weights.FILE)
    parser.add_argument("--beam", type=int, default=BEAM)
    parser.add_argument("--reward", type=float, default=REWARD, help="log-probability that each word is worth")
    parser.add_argument("--split", choices=("dev", "rest"), default="dev", help="rest: the pictures of no split")
    parser.add_argument("--steer", action="store_true", help="also with what the recognisers are sure of")
    parser.add_argument("--moved", action="store_true", help="also whether moved pictures get the same captions")
    parser.add_argument("--all", action="store_true", help="every table of the card")
    parser.add_argument("--show", type=int, default=0, help="print the captions of the first pictures")
    parser.add_argument("--json", action="store_true", help="the card's figure alone, as one JSON line")
    options = parser.parse_args(arguments)
    if options.json:
        return figures.tell("captioning", Tables(options).figure(), [options.weights, *figures.assets_of("captioning")])
    for lines in _asked(options, Tables(options)):
        for line in lines:
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
        sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
