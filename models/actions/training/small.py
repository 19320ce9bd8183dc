"""How a pose network sees small people: ``python -m models.actions.training.small --data flickr8k.tar --json``.

People in photographs who are seen from head to foot are shown to MoveNet 150 pixels high, as what is true, and then
smaller, at four places each. One JSON line, by height in pixels: how many looks find nobody; by how much joints lie off
in all looks (``bias``) and tremble between them (``tremble``), robust deviations in torsos; in how many looks left and
right are exchanged; and how much of what parts them is seen (``apart``). streams.py draws by what it tells.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from models.training import measuring, packs

Array = np.ndarray[Any, Any]

TRUE, HEIGHTS = 150, (90, 60, 40, 30)
"""Heights in pixels of the pose network's picture."""
LOOKS = 4
_SIDE = 256
_BODY = [5, 6, 11, 12, 13, 14, 15, 16]
_PAIRS = {
    "shoulders": (5, 6),
    "hips": (11, 12),
    "elbows": (7, 8),
    "wrists": (9, 10),
    "knees": (13, 14),
    "ankles": (15, 16),
}
_SURE, _APART = 0.3, 0.3


class Person(NamedTuple):
    """``true`` (17, 3) and, by height, ``looks`` (k, 17, 3): pixels of the photograph, and score; ``torso``: pixels."""

    true: Array
    looks: dict[int, Array]
    torso: float


def report(people: Sequence[Person]) -> dict[str, Any]:
    """The figures by height."""
    return {"people": len(people), "by_height": {str(height): _at(people, height) for height in HEIGHTS}}


def _at(people: Sequence[Person], height: int) -> dict[str, Any]:
    looks = sum(len(one.looks[height]) for one in people)
    whole = [one for one in people if len(one.looks[height]) >= 2]
    off = [(one.looks[height][..., :2] - one.true[:, :2]) / one.torso for one in whole]
    bias = np.stack([np.median(one, 0) for one in off])
    tremble = np.concatenate([one - np.median(one, 0) for one in off])
    found = {
        "looks": looks,
        "missed": round(1 - looks / (LOOKS * len(people)), 3),
        "bias": round(1.4826 * float(np.median(np.abs(bias))), 3),
        "tremble": round(1.4826 * float(np.median(np.abs(tremble))), 3),
    }
    pairs = {name: _pair(people, height, *pair) for name, pair in _PAIRS.items()}
    return (
        found
        | {"exchanged": {name: one[0] for name, one in pairs.items()}}
        | {"apart": {name: one[1] for name, one in pairs.items()}}
    )


def _pair(people: Sequence[Person], height: int, left: int, right: int) -> tuple[float, float]:
    """How often two joints that are apart are exchanged; and the slope of what is seen to part them by what does."""
    exchanged, true, seen = [], [], []
    for one in people:
        if one.true[[left, right], 2].min() < _SURE:
            continue
        parts = (one.true[left] - one.true[right])[:2] / one.torso
        for look in one.looks[height][..., :2]:
            true.append(parts)
            seen.append((look[left] - look[right]) / one.torso)
            as_is = np.linalg.norm(look[[left, right]] - one.true[[left, right], :2], axis=1).sum()
            across = np.linalg.norm(look[[right, left]] - one.true[[left, right], :2], axis=1).sum()
            if np.linalg.norm(parts) > _APART:
                exchanged.append(across < 0.7 * as_is)
    slope = np.vdot(true, seen) / max(np.vdot(true, true), 1e-6)
    return round(float(np.mean(exchanged or [0])), 3), round(float(slope), 2)


class Looker:
    """MoveNet on somebody of a photograph, at any height and place."""

    def __init__(self) -> None:
        from models.toolkit import devices
        from models.toolkit.poses import finding

        self._finder = finding.Finder(devices.configure("cpu", 1))

    def people(self, picture: Array) -> Any:
        """Whom it finds, in fractions of the picture."""
        from models.contract.demo import Size
        from models.toolkit.poses import finding

        return self._finder.find([finding.made_ready(picture, Size(_SIDE, _SIDE))])[0]

    def look(self, photograph: Array, box: Array, height: int, shift: Array) -> Array | None:
        """Keypoints (17, 3), x and y in pixels of the photograph; None where it does not find them. box: pixels."""
        import cv2

        scale = height / (box[3] - box[1])
        middle = (box[:2] + box[2:]) / 2
        less = cv2.resize(photograph, None, fx=min(scale, 1), fy=min(scale, 1), interpolation=cv2.INTER_AREA)
        left, top = _SIDE / 2 + shift - middle * scale
        more = max(scale, 1)
        place = np.array([[more, 0, left], [0, more, top]])
        shown = cv2.warpAffine(less, place, (_SIDE, _SIDE), borderMode=cv2.BORDER_REFLECT)
        found = self.people(shown)
        middles = (found.boxes[:, :2] + found.boxes[:, 2:]) / 2 * _SIDE - _SIDE / 2 - shift
        away = np.where(found.scores > 0.1, np.linalg.norm(middles, axis=1) / height, np.inf)
        if not len(away) or away.min() > 0.25:
            return None
        keypoints: Array = found.keypoints[int(away.argmin())].copy()
        keypoints[:, :2] = (keypoints[:, :2] * _SIDE - (left, top)) / scale
        return keypoints


def people_in(files: Sequence[Path], seed: int = 0) -> Iterator[Person]:
    """Everybody who is seen whole."""
    import cv2

    looker, rng = Looker(), np.random.default_rng(seed)
    for file in files:
        photograph = cv2.cvtColor(np.asarray(cv2.imread(str(file))), cv2.COLOR_BGR2RGB)
        for box in _whole(looker.people(photograph), photograph.shape):
            true = [looker.look(photograph, box, TRUE, rng.uniform(-16, 16, 2)) for _ in range(3)]
            kept = [one for one in true if one is not None]
            if len(kept) < len(true):
                continue
            middle = np.median(kept, 0)
            torso = float(np.linalg.norm(middle[[5, 6], :2].mean(0) - middle[[11, 12], :2].mean(0)))
            if np.abs(np.stack(kept) - middle)[..., :2].max() < 0.35 * torso:
                yield Person(
                    middle, {height: _looks(looker, photograph, box, height, rng) for height in HEIGHTS}, torso
                )


def _looks(looker: Looker, photograph: Array, box: Array, height: int, rng: np.random.Generator) -> Array:
    looks = [looker.look(photograph, box, height, rng.uniform(-40, 40, 2)) for _ in range(LOOKS)]
    return np.array([one for one in looks if one is not None]).reshape(-1, 17, 3)


def _whole(found: Any, shape: Sequence[int]) -> list[Array]:
    """Boxes in pixels of people who are sure, high enough and not cut off."""
    whole = []
    for keypoints, box, score in zip(found.keypoints, found.boxes, found.scores, strict=True):
        inside = box[:2].min() > 0.02 and box[2:].max() < 0.98
        pixels = box * np.tile([shape[1], shape[0]], 2)
        if score > 0.35 and inside and (keypoints[_BODY, 2] > _SURE).all() and pixels[3] - pixels[1] > 120:
            whole.append(pixels)
    return whole


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit code."""
    parser = measuring.parser_of("models.actions.training.small", __doc__, split=None)
    parser.add_argument("--pictures", type=int, default=1500, help="how many, every third of the pack")
    options = parser.parse_args(arguments)
    with packs.unpacked(options.data) as folder:
        files = sorted(folder.glob("**/*.jpg"))[::3][: options.pictures]
        return measuring.tell(options, report(list(people_in(files))))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
