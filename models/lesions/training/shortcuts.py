"""What the answers hang on: ``python -m models.lesions.training.shortcuts --data PACK --json``.

Each picture of a split is seen as it is and in each of models.lesions.disguises: how many answers turn, and what
becomes of melanoma's recall, its area under the curve, and of naevi called melanomas. An answer that stays when the
lesion is hidden never came from the lesion.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.lesions import disguises, weights
from models.lesions.calibration import Calibration
from models.lesions.classes import MELANOMA, NAEVUS
from models.lesions.reader import VIEWS, Reader
from models.lesions.training import data, scores

Array = np.ndarray[Any, Any]
Disguise = Callable[[Array, Array], Array]

DISGUISES: dict[str, Disguise] = {
    "as_it_is": lambda picture, _: picture,
    "lesion_hidden": disguises.hide,
    "lesion_black": disguises.cut_out,
    "dark_corners": lambda picture, _: disguises.dark_corners(picture),
    "ruler": lambda picture, _: disguises.ruler(picture),
    "ink": lambda picture, _: disguises.ink(picture),
    "skin_darkened": lambda picture, _: disguises.darken(picture),
    "turned_30": lambda picture, _: disguises.turn(picture, 30),
    "turned_90": lambda picture, _: disguises.turn(picture, 90),
}
"""Functions of picture and mask."""


def line(before: Array, after: Array, probabilities: Array, labels: Array, groups: Array, times: int) -> dict[str, Any]:
    """One disguise's figures. before, after: answers (N,); probabilities: afterwards, (N, 7)."""
    turned = before != after
    melanoma, naevus = labels == MELANOMA, labels == NAEVUS
    low, high = scores.interval(lambda of: float(turned[of].mean()), groups, times)
    return {
        "turned": round(float(turned.mean()), 4),
        "turned_interval": [round(low, 4), round(high, 4)],
        "balanced_accuracy": round(scores.balanced_accuracy(after, labels), 4),
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
        "weights_sha256": hashlib.sha256(options.weights.read_bytes()).hexdigest(),
    }


def options_from(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m models.lesions.training.shortcuts", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="ham10000.tar, or the folder that it unpacks to")
    parser.add_argument("--split", default="dev", help="any that the pack has; fit and tune are parts of train")
    parser.add_argument("--json", action="store_true", help="one JSON line in place of a table")
    parser.add_argument("--weights", type=Path, default=weights.FILE)
    parser.add_argument("--views", type=int, default=VIEWS, choices=(1, 2, 4))
    parser.add_argument("--resamples", type=int, default=1000, help="of the bootstrap")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Print the figures; returns the exit code."""
    from models.toolkit import devices

    options = options_from(arguments)
    devices.configure("cpu", options.threads)
    found = report(options)
    sys.stdout.write(json.dumps(found) + "\n" if options.json else table(found))
    return 0


def table(found: dict[str, Any]) -> str:
    """The figures as a Markdown table."""
    lines = [
        f"| {found['split']}, {found['pictures']} pictures | answers turned | melanoma recall | melanoma AUC "
        "| naevi called melanoma | refused |",
        "|---|---|---|---|---|---|",
    ]
    for name, one in found["shortcuts"].items():
        low, high = one["turned_interval"]
        lines.append(
            f"| {name} | {one['turned']} ({low} to {high}) | {one['melanoma_recall']} | {one['melanoma_auc']} "
            f"| {one['naevi_called_melanoma']} | {one['refused']} |"
        )
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
