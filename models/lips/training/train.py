"""Train the lips: ``python -m models.lips.training.train --data speech.tar --texts text.tar --work … --run NAME``.

More than half of what it hears is real: sentences of most speakers of the pack, in many rooms and at many paces. The
rest is spoken by espeak-ng, in English and Portuguese, from the texts. One speaker of the pack, and voices kept apart,
choose when lips count as closed; other speakers are kept for the evaluation. A stopped run goes on at its last
checkpoint; the same seed draws the same.
"""

from __future__ import annotations

import argparse
import functools
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from models.lips import weights
from models.lips.network import LOOK_AHEAD, Arrays, LipNet, Shape
from models.lips.training import context, data, network, packs, scores, synthesis
from models.lips.visemes import CLOSED, PHONES, PRESS, VISEME_OF, VISEMES
from models.training import trainer
from models.training.training import add_options

Array = np.ndarray[Any, Any]
Tensor = Any

_TEXTS = {"en": "hamlet.txt", "pt": "dom-casmurro.txt"}
_TABLE = np.eye(len(VISEMES), dtype=np.float32)[VISEME_OF]


class Trainer(trainer.Trainer):
    """One run: network, optimizer, what is heard, and where it stands."""

    least_rate = 0.01

    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__(options)
        with packs.unpacked(options.data) as folder:
            recordings = packs.read(folder)
        train, choose = self.parted([speech.speaker for speech in recordings])
        self.choosing = [speech for speech in recordings if speech.speaker in choose]
        self.heard = [speech for speech in recordings if speech.speaker in train]
        self.record.log(f"trained on {train}, chosen by {choose}")
        self.corpora = self._corpora()
        self.spoken = self._spoken()
        self.shape = Shape(options.dense, options.units)
        initial = network.initial_weights(self.shape, options.seed)
        self.learn({name: tf.Variable(array) for name, array in initial.items()})

    def parted(self, speakers: Sequence[str]) -> tuple[list[str], list[str]]:
        """Speakers to train on, and to choose by."""
        return packs.parted(speakers)[:2]

    def _corpora(self) -> list[tuple[data.Frames, float]]:
        """What is heard, with its shares; kept in the run's folder, since it takes minutes to make."""
        kept = self.record.folder / "heard.npz"
        if not kept.exists():
            np.savez(kept, **self._made())
        with np.load(kept) as arrays:
            found = [
                data.Frames(*(arrays[f"{name}/{field}"] for field in data.Frames._fields)) for name in ("real", *_TEXTS)
            ]
        self.record.log(f"minutes: {[round(len(one.phones) / 3000, 1) for one in found]}")
        return shared(found, self.options.real)

    @functools.cached_property
    def opinion(self) -> Arrays:
        """The weights of the second opinion, which are fitted, not learnt: half a minute."""
        corpora = shared([frames for frames, _ in self.corpora], self.options.opinion_real)
        return context.fitted(corpora, self.options.seed)

    def _made(self) -> dict[str, Any]:
        rng = np.random.default_rng(self.options.seed)
        made = {"real": data.prepared(self.heard, self.options.variants, rng)}
        speaker = synthesis.Synthesizer()
        with packs.unpacked(self.options.texts) as folder:
            for language, name in _TEXTS.items():
                texts = synthesis.sentences(next(folder.glob(f"**/{name}")))
                spoken = synthesis.corpus(speaker, texts, language, self.options.minutes, rng)
                made[language] = data.prepared(spoken, 1, rng)
        return {f"{name}/{field}": array for name, one in made.items() for field, array in one._asdict().items()}

    def _spoken(self) -> list[packs.Speech]:
        """A minute of each language by voices that are never trained on; they choose, too."""
        speaker, rng = synthesis.Synthesizer(), np.random.default_rng((self.options.seed, 1))
        with packs.unpacked(self.options.texts) as folder:
            texts = {name: synthesis.sentences(next(folder.glob(f"**/{file}"))) for name, file in _TEXTS.items()}
        spoken = [synthesis.corpus(speaker, texts[name], name, 1.0, rng, apart=True) for name in _TEXTS]
        return [speech for language in spoken for speech in language]

    def batch(self, step: int) -> tuple[Array, ...]:
        """Frames, phones, mouths, and what dropout leaves."""
        rng = np.random.default_rng((self.options.seed, step))
        drawn = data.draw(self.corpora, self.options.pieces, rng)
        return (*drawn, trainer.kept(rng, (self.options.pieces, 1, self.shape.units), self.options.dropout))

    def loss(self, frames: Tensor, phones: Tensor, mouths: Tensor, dropped: Tensor) -> Tensor:
        """``loss_of`` after the first frames, in which nothing is known yet."""
        said, mouth = network.logits(self.weights, self.shape, frames, dropped)
        begin = LOOK_AHEAD + data.WARM
        return loss_of(said[:, begin:], mouth[:, begin:], phones[:, data.WARM :], mouths[:, data.WARM :])

    def score(self) -> None:
        """Choose when lips count as closed, by the speaker kept apart; save; log how it does there."""
        averaged = self.optimizer.mean_weights() | self.opinion
        net = LipNet(self.shape, averaged)
        found = scores.answers(net, self.choosing)
        closes = scores.best_closing(found, scores.answers(net, self.spoken))
        heard = [*self.heard, *self.choosing]
        speakers, sentences = ({getattr(one, field) for one in heard} for field in ("speaker", "sentence"))
        file = self.record.folder / "weights.npz"
        weights.save(file, self.shape, averaged, sorted(speakers), sorted(sentences), closes)
        total = np.sum([scores.sums(one, closes) for one in found], axis=0)
        shown = {name: round(float(value), 3) for name, value in scores.figures(total).items()}
        self.record.log(f"step {self.step}: kept apart {shown}, closed from {closes:.3f}")


def shared(corpora: Sequence[data.Frames], real: float) -> list[tuple[data.Frames, float]]:
    """Corpora, what people spoke first, with their shares of the pieces: ``real``, and the rest in equal parts."""
    others = len(corpora) - 1
    return list(zip(corpora, (real, *[(1 - real) / others] * others), strict=True))


def loss_of(said: Tensor, mouth: Tensor, phones: Tensor, mouths: Tensor) -> Tensor:
    """Cross-entropies of phones and of visemes, closures counting double in the second, and of the mouth's weights.

    Where lips should be pressed together, that weight counts three times: eyes notice a missed closure first.
    """
    of_phones = tf.reduce_mean(
        tf.nn.softmax_cross_entropy_with_logits(tf.one_hot(phones, len(PHONES)) * 0.95 + 0.05 / len(PHONES), said)
    )
    together = tf.math.log(tf.tensordot(tf.nn.softmax(said), _TABLE, 1) + 1e-6)
    visemes = tf.gather(VISEME_OF, phones)
    weight = 1 + 0.5 * tf.cast(visemes == CLOSED, tf.float32)
    of_visemes = tf.reduce_mean(-weight * tf.reduce_sum(tf.one_hot(visemes, len(VISEMES)) * together, -1))
    squares = tf.reduce_mean(tf.square(tf.sigmoid(mouth) - mouths))
    pressed = tf.nn.sigmoid_cross_entropy_with_logits(mouths[..., PRESS], mouth[..., PRESS])
    of_pressed = tf.reduce_mean(pressed * (1 + 2 * mouths[..., PRESS]))
    return 0.5 * of_phones + of_visemes + 10 * squares + of_pressed


def options_from(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line; its defaults are the recipe of the committed weights."""
    parser = argparse.ArgumentParser(prog="python -m models.lips.training.train", description=__doc__)
    add_options(parser, work="the folder of the runs", data="speech.tar")
    trainer.add_recipe(parser, steps=1000, rate=3e-3, decay=0.03, averaging=0.995, score_every=250)
    parser.add_argument("--texts", type=Path, required=True, help="text.tar, or its folder: what espeak-ng says")
    parser.add_argument("--pieces", type=int, default=48, help="pieces of 2 s in a step")
    parser.add_argument("--dense", type=int, default=96)
    parser.add_argument("--units", type=int, default=128)
    parser.add_argument("--real", type=float, default=0.6, help="the share of pieces that people spoke")
    parser.add_argument("--opinion-real", type=float, default=0.8, help="the same, of what the second opinion hears")
    parser.add_argument("--variants", type=int, default=10, help="rooms and paces of each real sentence")
    parser.add_argument("--minutes", type=float, default=14, help="of synthetic speech in each language")
    parser.add_argument("--dropout", type=float, default=0.35)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(trainer.train(Trainer, options_from(sys.argv[1:])))
