"""How good the lesion network is: ``python -m models.lesions.training.evaluate --data PACK --split dev --json``.

One JSON line. Intervals are 95 % bootstrap percentiles in which whole groups (pictures of the same or nearly the same
lesion) are drawn again. ``balanced_accuracy`` and ``recall`` are of the answer (the class of the highest score),
``melanoma_auc`` of melanoma's probability, ``ece`` of the answer's probability, ``ece_most_probable`` of the most
probable class's. ``value`` is the card's figure, melanoma's area in per cent, and ``baseline`` what age, sex, site and
dark corners reach. With ``--everyday`` and Flickr8k's archive, also how many everyday pictures are refused.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.lesions import weights
from models.lesions.calibration import Calibration
from models.lesions.classes import CLASSES, MELANOMA, NAEVUS
from models.lesions.reader import Reader
from models.lesions.training import baselines, commands, data, everyday, scores
from models.training import measuring

Array = np.ndarray[Any, Any]
Measures = dict[str, Callable[[Array], float]]


def measures(logits: Array, probabilities: Array, labels: Array) -> Measures:
    """Every figure that gets an interval, as a function of the indices of the pictures that it is of."""
    answers = Calibration.answers(logits)
    right, sure = answers == labels, probabilities[np.arange(len(labels)), answers]
    first = probabilities.argmax(1)
    melanoma = labels == MELANOMA
    found: Measures = {
        "balanced_accuracy": lambda of: scores.balanced_accuracy(answers[of], labels[of]),
        "melanoma_auc": lambda of: scores.area_under_roc(probabilities[of, MELANOMA], melanoma[of]),
        "ece": lambda of: scores.expected_calibration_error(sure[of], right[of]),
        "ece_most_probable": lambda of: scores.expected_calibration_error(
            probabilities[of].max(1), first[of] == labels[of]
        ),
        "ece_melanoma": lambda of: scores.expected_calibration_error(probabilities[of, MELANOMA], melanoma[of]),
        "accuracy": lambda of: float(right[of].mean()),
        "naevi_called_melanoma": lambda of: _share(answers[of][labels[of] == NAEVUS] == MELANOMA),
    }
    for index, name in enumerate(CLASSES):
        found |= _of_class(index, name, answers, probabilities, labels)
    return found


def with_intervals(found: Measures, groups: Array, times: int) -> dict[str, Any]:
    """Each measure of all pictures, and its interval; None where there is nothing to measure."""
    everything = np.arange(len(groups))
    return {
        **{name: _number(measure(everything)) for name, measure in found.items()},
        "intervals": {
            name: [_number(end) for end in scores.interval(measure, groups, times)] for name, measure in found.items()
        },
    }


def baseline_scores(file: Path, rows: Sequence[data.Row], labels: Array, times: int) -> dict[str, Any]:
    """What answers without a look at the lesion reach."""
    groups = data.groups(rows)
    found: dict[str, Any] = {"always_naevus": _plain_scores(np.eye(len(CLASSES))[[NAEVUS] * len(rows)], labels)}
    for kind, model in baselines.load(file).items():
        probabilities = baselines.probabilities(model, rows)
        found[kind] = with_intervals(_without_a_look(probabilities, labels), groups, times)
    return found


def report(options: argparse.Namespace) -> dict[str, Any]:
    """Everything that is printed."""
    network, calibration, familiarity = weights.load(options.weights)
    reader = Reader(network, options.views)
    with data.Pack(options.data) as pack:
        rows = pack.split(options.split)
        pictures = pack.pictures(rows)
    logits, texture, _ = reader(pictures)
    labels, groups = data.labels(rows), data.groups(rows)
    probabilities = calibration.probabilities(logits)
    counted = np.bincount(labels, minlength=len(CLASSES))
    measured = with_intervals(measures(logits, probabilities, labels), groups, options.resamples)
    without = baseline_scores(options.baselines, rows, labels, options.resamples)
    if options.scores:
        save_scores(options.scores, probabilities[:, MELANOMA], labels == MELANOMA)
    found = {
        "demo": "lesions",
        "value": _percent(measured["melanoma_auc"]),
        "interval": [_percent(end) for end in measured["intervals"]["melanoma_auc"]],
        "baseline": _percent(without["age_sex_site_corners"]["melanoma_auc"]),
        "n": len(rows),
        "split": options.split,
        "pictures": len(rows),
        "groups": len(np.unique(groups)),
        "counts": dict(zip(CLASSES, counted.tolist(), strict=True)),
        **measured,
        "confusion": _confusion(Calibration.answers(logits), labels),
        "lesions_accepted": round(float(familiarity.is_lesion(texture).mean()), 4),
        "accepted": {
            name: _number(_share(familiarity.is_lesion(texture)[labels == index])) for index, name in enumerate(CLASSES)
        },
        "baselines": without,
        "views": options.views,
        "milliseconds_a_picture": round(measuring.milliseconds(lambda: reader(pictures[:1]), 50), 1),
        "temperature": round(calibration.temperature, 4),
        "prior_power": round(calibration.power, 4),
        "weights_sha256": measuring.sha256(options.weights),
        "weights": {options.weights.name: measuring.sha256(options.weights)},
    }
    if options.everyday:
        found["everyday"] = everyday.refusals(reader, familiarity, options.everyday)
    return found


def save_scores(file: Path, probabilities: Array, melanoma: Array) -> None:
    """Melanoma's probability of each picture, sorted: what the page's curve is drawn from.

    probabilities: (N,); melanoma: bool (N,).
    """
    told = {
        name: sorted(np.round(probabilities[which], 4).tolist())
        for name, which in (("melanoma", melanoma), ("other", ~melanoma))
    }
    file.write_text(json.dumps(told, separators=(",", ":")) + "\n", encoding="utf-8")


def options_from(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = commands.parser_of("evaluate", __doc__)
    parser.add_argument("--everyday", type=Path, help="flickr8k.tar, whose dev pictures are to be refused")
    parser.add_argument("--scores", type=Path, help="where to write melanoma's probability of each picture")
    parser.add_argument("--baselines", type=Path, default=baselines.FILE)
    return parser.parse_args(arguments)


def table(found: dict[str, Any]) -> str:
    """The figures as a Markdown table."""
    lines = [f"| {found['split']}, {found['pictures']} pictures | value | 95 % interval |", "|---|---|---|"]
    for name, (low, high) in found["intervals"].items():
        lines.append(f"| {name} | {found[name]} | {low} to {high} |")
    for name, baseline in found["baselines"].items():
        lines.append(f"| {name} | {baseline['balanced_accuracy']}, AUC {baseline['melanoma_auc']} | |")
    return "\n".join([*lines, ""])


def _share(which: Array) -> float:
    return float(which.mean()) if len(which) else float("nan")


def _of_class(index: int, name: str, answers: Array, probabilities: Array, labels: Array) -> Measures:
    """Of one class: recall, precision, and the area under the curve of its probability against the rest."""
    told, there = answers == index, labels == index
    return {
        f"recall_{name}": lambda of: _share(told[of][there[of]]),
        f"precision_{name}": lambda of: _share(there[of][told[of]]),
        f"auc_{name}": lambda of: scores.area_under_roc(probabilities[of, index], there[of]),
    }


def _without_a_look(probabilities: Array, labels: Array) -> Measures:
    return {
        "balanced_accuracy": lambda of: scores.balanced_accuracy(probabilities[of].argmax(1), labels[of]),
        "melanoma_auc": lambda of: scores.area_under_roc(probabilities[of, MELANOMA], labels[of] == MELANOMA),
    }


def _plain_scores(probabilities: Array, labels: Array) -> dict[str, Any]:
    return {
        "balanced_accuracy": _number(scores.balanced_accuracy(probabilities.argmax(1), labels)),
        "melanoma_auc": _number(scores.area_under_roc(probabilities[:, MELANOMA], labels == MELANOMA)),
    }


def _confusion(answers: Array, labels: Array) -> dict[str, list[int]]:
    """Of each class, how many pictures were answered with each class, in the order of CLASSES."""
    return {
        name: np.bincount(answers[labels == index], minlength=len(CLASSES)).tolist()
        for index, name in enumerate(CLASSES)
    }


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 2)


def _number(value: float) -> float | None:
    return round(value, 4) if np.isfinite(value) else None


if __name__ == "__main__":
    sys.exit(commands.measure(options_from(sys.argv[1:]), report, table))
