"""BLEU-1 to BLEU-4 and CIDEr on the dev split: ``python -m models.captioning.evaluate --data … --work …``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models import assets, frames
from models.captioning import data, detector, features, tokens, weights
from models.captioning.constraints import Wishes, constraints_of
from models.captioning.detector import Detector
from models.captioning.features import Sights
from models.captioning.scores import Cider, Words, bleu
from models.captioning.steering import Steering, steer
from models.captioning.writer import BEAM, REWARD, Writer

Array = np.ndarray[Any, Any]

BATCH = 100


class Scores(NamedTuple):
    """BLEU-1 to BLEU-4 and CIDEr of many captions, and their mean number of words."""

    bleu: tuple[float, ...]
    cider: float
    words: float

    def __str__(self) -> str:
        bleus = "/".join(f"{value:.3f}" for value in self.bleu)
        return f"BLEU-1..4 {bleus} CIDEr {self.cider:.3f} ({self.words:.1f} words)"


def dev_sights(work: Path, corpus: data.Corpus, view: int = 0) -> Sights:
    """The dev pictures' features in one view. Raises data.DataError when they are not computed yet."""
    whole = features.open_view(work, view, len(corpus.names))
    return Sights(*(array[len(corpus.train) :] for array in whole))


def dev_references(corpus: data.Corpus) -> list[list[Words]]:
    """Five references for each dev picture, as words."""
    return [[tokens.words_of(caption) for caption in corpus.captions[name]] for name in corpus.dev]


def captions_of(
    writer: Writer,
    vocabulary: tokens.Vocabulary,
    views: Sequence[Sights],
    width: int = BEAM,
    reward: float = REWARD,
    wishes: Sequence[Wishes] = (),
) -> list[list[str]]:
    """The best caption of each picture, seen in one view or more, as words; with wishes, one that keeps to them."""
    found = []
    for first in range(0, len(views[0].top), BATCH):
        rows = [sights.rows(slice(first, first + BATCH)) for sights in views]
        both = Sights(*(np.concatenate(kind) for kind in zip(*rows, strict=True)))
        limits = constraints_of(wishes[first : first + BATCH], len(vocabulary)) if wishes else None
        beams = writer.beams(both, width, reward, views=len(views), constraints=limits, enough=1).beams
        found += [vocabulary.decode(best) for best in beams.tokens[:, 0]]
    return found


def dev_steering(archive: Path, corpus: data.Corpus, sights: Sights) -> list[Steering]:
    """What the recognisers are sure of in each dev picture; takes half a minute."""
    import cv2

    detect = Detector(*map(assets.path, detector.ASSETS))
    logits = np.asarray(sights.logits, np.float32)
    shares = np.exp(logits - logits.max(1, keepdims=True))
    shares /= shares.sum(1, keepdims=True)
    found: list[Steering] = []
    for jpeg, own in zip(data.read_jpegs(archive, corpus.dev), shares, strict=True):
        picture = cv2.resize(frames.decode(jpeg), (detector.SIDE, detector.SIDE))
        found.append(steer(own, detect(picture[None])[0]))
    return found


def score(captions: Sequence[Words], references: Sequence[Sequence[Words]]) -> Scores:
    """Every score of one caption a picture."""
    cider = Cider(references).scores(captions)
    words = sum(map(len, captions)) / len(captions)
    return Scores(bleu(captions, references), sum(cider) / len(cider), words)


def main(arguments: Sequence[str]) -> int:
    """Print the scores; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m models.captioning.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="flickr8k.tar")
    parser.add_argument("--work", type=Path, required=True, help="the folder of the features")
    parser.add_argument("--weights", type=Path, default=weights.FILE)
    parser.add_argument("--beam", type=int, default=BEAM)
    parser.add_argument("--reward", type=float, default=REWARD, help="log-probability that each word is worth")
    parser.add_argument("--steer", action="store_true", help="also with what the recognisers are sure of")
    parser.add_argument("--show", type=int, default=0, help="print the captions of the first pictures")
    options = parser.parse_args(arguments)

    network, vocabulary = weights.load(options.weights)
    writer = Writer(network, is_frozen=True)
    corpus = data.read_corpus(options.data)
    references = dev_references(corpus)
    upright, mirrored = dev_sights(options.work, corpus), dev_sights(options.work, corpus, 1)
    runs = {
        "greedy": ([upright], 1, 0.0),
        "greedy, with the mirror image": ([upright, mirrored], 1, 0.0),
        f"beam {options.beam}": ([upright], options.beam, options.reward),
        f"beam {options.beam} of mirrored pictures": ([mirrored], options.beam, options.reward),
        f"beam {options.beam}, with the mirror image": ([upright, mirrored], options.beam, options.reward),
    }
    captions = {label: captions_of(writer, vocabulary, *run) for label, run in runs.items()}
    if options.steer:
        wishes = [one.wishes(vocabulary) for one in dev_steering(options.data, corpus, upright)]
        views = [upright, mirrored]
        captions["the same, steered"] = captions_of(writer, vocabulary, views, options.beam, options.reward, wishes)
    sys.stdout.write(
        f"dev split, {len(corpus.dev)} pictures, {data.CAPTIONS} references each, reward {options.reward}\n"
    )
    lines = [f"{label}: {score(found, references)}" for label, found in captions.items()]
    _, _, beam, turned, best, *_ = captions.values()
    agreement = score(turned, [[caption] for caption in beam])
    lines += [f"captions of mirrored pictures against the upright ones': CIDEr {agreement.cider:.3f}"]
    lines += [f"{name}: {' '.join(caption)}" for name, caption in zip(corpus.dev[: options.show], best, strict=False)]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
