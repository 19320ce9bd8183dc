"""Measure the lips: ``python -m models.lips.training.evaluate --data PACK --json``.

PACK is a tar, or the folder that it unpacks to, of speech with hand-labelled phones as TIMIT's: …/timit/SPEAKER/*.wav
and .phn. Every speaker is measured whom training and choosing did not hear; ``--all`` takes all that there is, for a
pack of other people. Sentences whose words were heard from others in training are counted apart. With
``--texts`` espeak-ng speaks English and Portuguese by voices never trained on, too: no person, and said so.
``--choosing`` measures those instead by whom variants are chosen: the speaker kept apart for that, and other sentences
of these voices; the speakers reported on are not touched.

One JSON line: figures with 95 % intervals (bootstrap over speakers where there are five or more, over sentences else),
by speaker, language and milliseconds of look-ahead, the baseline (loudness opens the mouth; the commonest viseme),
counts, the weights' SHA-256.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.lips import weights
from models.lips.network import LOOK_AHEAD, LipNet
from models.lips.sound import FRAME_RATE, HOP, SAMPLE_RATE, Listener
from models.lips.training import packs, scores, synthesis
from models.training import measuring
from models.training.measuring import rounded

Array = np.ndarray[Any, Any]

_FEW = 5
_EVERYBODYS = "sa"
"""TIMIT's sentences that everybody reads begin so."""
_TEXTS = {"en": "hamlet.txt", "pt": "dom-casmurro.txt"}
_MINUTES = 2.0
_CHOOSING_MINUTES = 5.0


def unheard(recordings: Sequence[packs.Speech], trained: weights.Trained, everybody: bool) -> list[packs.Speech]:
    """The sentences of people whom neither training nor choosing heard; of all where ``everybody``."""
    return [speech for speech in recordings if everybody or speech.speaker not in trained.speakers]


def choosing(recordings: Sequence[packs.Speech], trained: weights.Trained) -> dict[str, Any]:
    """The figures of the sentences, but those that everybody reads, of the speaker who chooses."""
    _, chosen, _ = packs.parted(speech.speaker for speech in recordings)
    mine = [one for one in recordings if one.speaker in chosen and not one.sentence.startswith(_EVERYBODYS)]
    return measured(mine, trained)


def report(recordings: Sequence[packs.Speech], trained: weights.Trained, everybody: bool = False) -> dict[str, Any]:
    """All figures of the recordings' unheard speakers. Raises PackError where there are none."""
    chosen = unheard(recordings, trained, everybody)
    fresh = [speech for speech in chosen if everybody or speech.sentence not in trained.sentences]
    if not fresh:
        raise packs.PackError("training heard everybody, or every sentence, of this pack")
    found = measured(fresh, trained)
    found["with_sentences_heard_from_others"] = {"sentences": len(chosen), **_figures(chosen, trained)}
    speakers = sorted({speech.speaker for speech in fresh})
    found["by_speaker"] = {
        name: _figures([speech for speech in fresh if speech.speaker == name], trained) for name in speakers
    }
    found["by_look_ahead"] = {
        str(round(1000 * ahead / FRAME_RATE)): _figures(fresh, trained, ahead) for ahead in range(LOOK_AHEAD + 1)
    }
    return found


def card(found: dict[str, Any]) -> dict[str, Any]:
    """What the card's meter shows: the correlation of the opening in percent, and its baseline's."""
    return {
        "demo": "lips",
        "value": round(100 * found["opening"], 2),
        "interval": [round(100 * bound, 2) for bound in found["intervals"]["opening"]],
        "baseline": round(100 * found["baseline_loudness"]["opening"], 2),
        "n": found["sentences"],
    }


def measured(recordings: Sequence[packs.Speech], trained: weights.Trained) -> dict[str, Any]:
    """Figures, intervals, baseline and counts."""
    rows = np.stack([scores.sums(one, trained.closes) for one in scores.answers(trained.network, recordings)])
    plain = scores.by_loudness(recordings)
    shut = scores.best_closing(plain)
    speakers = [speech.speaker for speech in recordings]
    by_speaker = len(set(speakers)) >= _FEW
    groups = speakers if by_speaker else [f"{speech.speaker}/{speech.sentence}" for speech in recordings]
    return {
        "speakers": len(set(speakers)),
        "sentences": len(recordings),
        "sentences_mended": sum(speech.mended > 0 for speech in recordings),
        "seconds": round(sum(len(speech.sound) for speech in recordings) / SAMPLE_RATE, 1),
        **rounded(scores.figures(rows.sum(0))),
        "intervals": scores.intervals(rows, groups),
        "intervals_over": "speakers" if by_speaker else "sentences",
        "baseline_loudness": rounded(scores.figures(np.sum([scores.sums(one, shut) for one in plain], axis=0))),
    }


def spoken(folder: Path, trained: weights.Trained, seed: int, minutes: float = _MINUTES) -> dict[str, Any]:
    """The same figures of espeak-ng's voices that were kept apart, by language."""
    speaker, found = synthesis.Synthesizer(), {}
    for language, name in _TEXTS.items():
        texts = synthesis.sentences(next(folder.glob(f"**/{name}")))
        rng = np.random.default_rng(seed)
        found[language] = measured(synthesis.corpus(speaker, texts, language, minutes, rng, apart=True), trained)
    return found


def milliseconds(network: LipNet) -> float:
    """The median time of one frame: 20 ms of sound heard, and a mouth told."""
    listener, memory = Listener(), network.begin()
    sound = np.random.default_rng(0).normal(0, 0.1, HOP).astype(np.float32)

    def hear() -> None:
        for frame in listener(sound):
            network.step(memory, frame)

    return measuring.milliseconds(hear, 300)


def _figures(recordings: Sequence[packs.Speech], trained: weights.Trained, ahead: int = LOOK_AHEAD) -> dict[str, float]:
    rows = [scores.sums(one, trained.closes) for one in scores.answers(trained.network, recordings, ahead)]
    return rounded(scores.figures(np.sum(rows, axis=0)))


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit code."""
    parser = measuring.parser_of("models.lips.training.evaluate", __doc__, split=None)
    parser.add_argument(
        "--all", action="store_true", help="every speaker and sentence, whatever its name: for a pack of others"
    )
    parser.add_argument("--as-it-is", action="store_true", help="do not realign samples where bytes were lost")
    parser.add_argument("--texts", type=Path, help="text.tar, or its folder: measure espeak-ng's voices, too")
    parser.add_argument("--weights", type=Path, default=weights.FILE, help="of another run")
    parser.add_argument("--choosing", action="store_true", help="measure by whom variants are chosen, nobody else")
    options = parser.parse_args(arguments)
    trained = weights.load(options.weights)
    with packs.unpacked(options.data) as folder:
        recordings = packs.read(folder, mend=not options.as_it_is)
    if options.choosing:
        found = choosing(recordings, trained)
    else:
        found = report(recordings, trained, options.all)
        found = card(found) | found
    if options.texts:
        seed, minutes = (8, _CHOOSING_MINUTES) if options.choosing else (7, _MINUTES)
        with packs.unpacked(options.texts) as folder:
            found["synthetic_voices_kept_apart"] = spoken(folder, trained, seed, minutes)
    found["heard_in_training"] = list(trained.speakers)
    found["closed_from"] = round(trained.closes, 3)
    found["milliseconds_a_frame"] = round(milliseconds(trained.network), 3)
    found["weights"] = {options.weights.name: measuring.sha256(options.weights)}
    found["weights_sha256"] = measuring.sha256(options.weights)
    return measuring.tell(options, found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
