"""Drawn grapes: the masks fit what is drawn, and wishes are kept."""

from __future__ import annotations

import numpy as np
import pytest

from models.grapes import berries, instances, scene

SIDE = 128


def rng(seed: int = 3) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_the_same_seed_draws_the_same() -> None:
    one, other = scene.draw(rng(), SIDE), scene.draw(rng(), SIDE)
    assert np.array_equal(one.picture, other.picture)
    assert np.array_equal(one.berries, other.berries)


def test_what_is_drawn_has_the_forms_that_are_promised() -> None:
    drawn = scene.draw(rng(), SIDE, scene.Wishes(bunches=2, radius=6, leaves=0))
    assert drawn.picture.shape == (SIDE, SIDE, 3)
    assert drawn.picture.dtype == np.uint8
    assert drawn.berries.dtype == drawn.bunches.dtype == np.uint16
    assert np.array_equal(drawn.berries > 0, drawn.bunches > 0)
    assert 1 <= drawn.bunches.max() <= 2


def test_each_berry_is_of_one_bunch() -> None:
    drawn = scene.draw(rng(5), SIDE, scene.Wishes(bunches=3, radius=6, leaves=0))
    for number in np.unique(drawn.berries[drawn.berries > 0]):
        assert len(np.unique(drawn.bunches[drawn.berries == number])) == 1


def test_no_bunches_leave_no_berries() -> None:
    assert scene.draw(rng(), SIDE, scene.Wishes(bunches=0)).berries.max() == 0


def test_a_second_row_is_marked_smaller_and_darker() -> None:
    def rows(**bunches: int) -> tuple[float, float]:
        radii, lights = [], []
        for seed in range(8):
            wishes = scene.Wishes(kind="white", leaves=0, light=1, shade=0, blur=0, radius=9, **bunches)
            drawn = scene.draw(rng(seed), SIDE, wishes)
            radii.append(instances.mean_radius(drawn.berries.astype(np.int32)))
            lights.append(float(drawn.picture[drawn.berries > 0].mean()) if drawn.berries.any() else np.nan)
        return float(np.mean(radii)), float(np.nanmean(lights))

    (first, bright), (second, dark) = rows(bunches=3), rows(bunches=0, second=3)
    assert 0 < second < first
    assert dark < 0.8 * bright


def test_uneven_light_makes_bunches_unlike() -> None:
    def unlike(shade: float) -> float:
        spreads = []
        for seed in range(8):
            wishes = scene.Wishes(kind="white", bunches=3, leaves=0, light=1, shade=shade, blur=0, radius=5)
            drawn = scene.draw(rng(seed), SIDE, wishes)
            lights = [drawn.picture[drawn.bunches == number].mean() for number in np.unique(drawn.bunches)[1:]]
            spreads.append(np.std(lights))
        return float(np.mean(spreads))

    assert unlike(1.0) > 1.3 * unlike(0.0)


def test_leaves_cover_berries() -> None:
    def share(leaves: float) -> float:
        wishes = scene.Wishes(bunches=3, radius=5, leaves=leaves)
        return float(np.mean([(scene.draw(rng(seed), SIDE, wishes).berries > 0).mean() for seed in range(8)]))

    assert share(1.0) < 0.9 * share(0.0)


def test_light_makes_pictures_brighter() -> None:
    dark, bright = (scene.draw(rng(), SIDE, scene.Wishes(light=light)).picture.mean() for light in (0.4, 1.6))
    assert bright > 1.3 * dark


@pytest.mark.parametrize("kind", [berries.BLACK, berries.RED, berries.WHITE])
def test_skins_keep_within_colours(kind: str) -> None:
    skin = berries.random_skin(kind, rng())
    assert all(0 < value <= 1 for value in (*skin.colour, *skin.bloom_colour))


def test_berries_of_a_bunch_press_but_do_not_lie_in_one_another() -> None:
    bunch = berries.grow(
        rng(), x=60, y=0, length=100, width=50, radius=7, skin=berries.random_skin(berries.BLACK, rng())
    )
    centres, radii = bunch.spheres[:, :3], bunch.spheres[:, 3]
    apart = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    touching = radii[:, None] + radii[None]
    others = ~np.eye(len(radii), dtype=bool)
    assert len(radii) > 10
    assert (apart[others] >= 0.8 * touching[others]).all()
    assert (np.diff(bunch.spheres[:, 2]) >= 0).all()
