"""How sure a score is, and the views that pictures are judged in."""

from __future__ import annotations

import numpy as np

from models.captioning.training import judge
from models.captioning.training.encoding import KEPT, VIEWS
from models.captioning.training.scores import Rarity

DOG, CAT, MAN = (["a", name, "runs", "on", "the", "grass"] for name in ("dog", "cat", "man"))


def pairs(count: int) -> tuple[list[list[str]], list[list[list[str]]]]:
    """Every third caption is right, every third nearly, every third not at all."""
    captions = [(DOG, ["a", "dog", "sits", "on", "the", "grass"], CAT)[index % 3] for index in range(count)]
    return captions, [[DOG, MAN] if index % 3 < 2 else [["two", "women", "talk"]] for index in range(count)]


def test_an_interval_holds_the_score_and_narrows_with_more_pictures() -> None:
    widths = []
    for count in (30, 300):
        captions, references = pairs(count)
        found, sure = judge.score(captions, references), judge.intervals(captions, references)
        assert sure.cider[0] < found.cider < sure.cider[1]
        assert sure.bleu[0] < found.bleu[-1] < sure.bleu[1]
        widths.append(sure.cider[1] - sure.cider[0])
    assert widths[1] < widths[0] / 2


def test_rarity_may_come_from_other_pictures() -> None:
    captions, references = pairs(30)
    others = Rarity([[MAN]] * 300)
    assert judge.score(captions, references, others).cider != judge.score(captions, references).cider
    assert judge.intervals(captions, references, others) == judge.intervals(captions, references, others)


def test_moved_views_show_the_same_picture_a_little_to_the_side() -> None:
    ramp = np.broadcast_to(np.arange(224, dtype=np.uint8)[None, :, None], (224, 224, 3)).copy()
    seen = {name: view(ramp)[112, :, 0].astype(int) for name, view in VIEWS.items()}
    assert all(view(ramp).shape == (224, 224, 3) for view in VIEWS.values())
    np.testing.assert_array_equal(seen["mirrored"], seen["upright"][::-1])
    np.testing.assert_array_equal(seen["upper left, mirrored"], seen["upper left"][::-1])
    shift = round(224 * (1 - KEPT))
    assert np.abs(seen["lower right"] - seen["upper left"] - shift).max() <= 1
    assert abs(seen["middle"][0] - shift / 2) <= 1
    assert abs(seen["middle"][-1] - (223 - shift / 2)) <= 1
