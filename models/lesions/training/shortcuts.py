"""What the answers depend on: ``python -m models.lesions.training.shortcuts --data PACK --json``.

Each picture of a split is seen as it is and in each of models.lesions.disguises: how many answers turn, and what
becomes of melanoma's recall, its area under the curve, and of naevi called melanomas. An answer that stays when the
lesion is hidden never came from the lesion.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from models.lesions import disguises, weights
from models.lesions.calibration import Calibration
from models.lesions.classes import MELANOMA, NAEVUS
from models.lesions.reader import Reader
from models.lesions.training import commands, data, scores
from models.training import measuring

Array = np.ndarray[Any, Any]
Disguise = Callable[[Array, Array], Array]

DISGUISES: dict[str, Disguise] = {
    "as_it_is": lambda picture, _: picture,
    "lesion_hidden": disguises.hide,
    "lesion_black": disguises.cut_out,
    "surroundings_hidden": disguises.alone,
    "dark_corners": lambda picture, _: disguises.dark_corners(picture),
    "corners_hidden": lambda picture, _: disguises.without_corners(picture),
    "border": lambda picture, _: disguises.border(picture),
    "ruler": lambda picture, _: disguises.ruler(picture),
    "ink": lambda picture, _: disguises.ink(picture),
    "hairs": lambda picture, _: disguises.hairs(picture),
    "hairs_hidden": lambda picture, _: disguises.without_hairs(picture),
    "skin_darkened": lambda picture, _: disguises.darken(picture),
    "turned_30": lambda picture, _: disguises.turn(picture, 30),
    "turned_90": lambda picture, _: disguises.turn(picture, 90),
}
"""Functions of picture and mask."""


def line(before: Array, after: Array, probabilities: Array, labels: Array, groups: Array, times: int) -> dict[str, Any]:
    """One disguise's figures. before, after: answers (N,); probabilities: afterwards, (N, 7)."""
    turned = before != after
    melanoma, naevus = labels == MELANOMA, labels == NAEVUS
    ends = scores.interval(lambda of: float(turned[of].mean()), groups, times)
    balanced = scores.interval(lambda of: scores.balanced_accuracy(after[of], labels[of]), groups, times)
    return {
        "turned": round(float(turned.mean()), 4),
        "turned_interval": [round(end, 4) for end in ends],
        "balanced_accuracy": round(scores.balanced_accuracy(after, labels), 4),
        "balanced_accuracy_interval": [round(end, 4) for end in balanced],
        "melanoma_recall": round(float((after[melanoma] == MELANOMA).mean()), 4) if melanoma.any() else None,
        "melanoma_auc": round(scores.area_under_roc(probabilities[:, MELANOMA], melanoma), 4),
        "naevi_called_melanoma": round(float((after[naevus] == MELANOMA).mean()), 4) if naevus.any() else None,
    }


def report(options: argparse.Namespace) -> dict[str, Any]:
    """The table, by disguise."""
    network, calibration, familiarity = weights.load(options.weights)
    reader = Reader(network, options.views)
    with data.Pack(options.data) as pack:
        rows = pack.split(options.split)
        pictures, masks = pack.pictures(rows), pack.masks(rows)
    labels, groups = data.labels(rows), data.groups(rows)
    found: dict[str, Any] = {}
    before: Array | None = None
    for name, disguise in DISGUISES.items():
        seen = reader(np.stack([disguise(*pair) for pair in zip(pictures, masks, strict=True)]))
        after = Calibration.answers(seen.logits)
        before = after if before is None else before
        probabilities = calibration.probabilities(seen.logits)
        found[name] = line(before, after, probabilities, labels, groups, options.resamples)
        found[name]["refused"] = round(1 - float(familiarity.is_lesion(seen.texture).mean()), 4)
    return {
        "split": options.split,
        "pictures": len(rows),
        "shortcuts": found,
        "views": options.views,
        "weights_sha256": measuring.sha256(options.weights),
    }


def options_from(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    return commands.parser_of("shortcuts", __doc__).parse_args(arguments)


def table(found: dict[str, Any]) -> str:
    """The figures as a Markdown table."""
    lines = [
        f"| {found['split']}, {found['pictures']} pictures | answers turned | balanced accuracy | melanoma recall "
        "| melanoma AUC | naevi called melanoma | refused |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, one in found["shortcuts"].items():
        cells = [
            f"{one[figure]} ({' to '.join(map(str, one[f'{figure}_interval']))})"
            for figure in ("turned", "balanced_accuracy")
        ]
        cells += [
            str(one[figure]) for figure in ("melanoma_recall", "melanoma_auc", "naevi_called_melanoma", "refused")
        ]
        lines.append(f"| {' | '.join([name, *cells])} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(commands.measure(options_from(sys.argv[1:]), report, table))
