"""Reading a pack of lesions, its splits by group, and what is drawn of it for training."""

from __future__ import annotations

import numpy as np
import pytest

from models.lesions.classes import CLASSES
from models.lesions.training import augment, baselines, data
from models.training.packs import PackError
from tests.support.lesions import line, lines_of, pack_of


@pytest.mark.parametrize("as_folder", [False, True])
def test_a_pack_is_a_tar_or_the_folder_that_it_unpacks_to(tmp_path, as_folder) -> None:
    with data.Pack(pack_of(tmp_path, as_folder=as_folder)) as pack:
        dev = pack.split("dev")
        assert len(dev) == 21
        assert [CLASSES[row.label] for row in dev[:7]] == list(CLASSES)
        pictures, masks = pack.pictures(dev[:3]), pack.masks(dev[:3])
    assert pictures.shape == (3, 150, 200, 3)
    assert masks.shape == (3, 150, 200)
    inside, outside = pictures[0][masks[0]].mean(0), pictures[0][~masks[0]].mean(0)
    assert np.abs(outside - (215, 170, 160)).max() < 8
    assert np.abs(inside - outside).max() > 15


def test_the_parts_of_train_share_no_group_and_leave_none_out(tmp_path) -> None:
    lines = [line(f"I{index}", "nv", "train", f"G{index // 2}") for index in range(400)]
    rows = data.parse_rows("\n".join([",".join(lines[0]), *(",".join(one.values()) for one in lines)]))
    tune = {row.group for row in rows if data.is_for_tuning(row.group)}
    assert 4 <= len(tune) <= 32
    with data.Pack(pack_of(tmp_path, lines_of(train=40))) as pack:
        fit, held = pack.split("fit"), pack.split("tune")
        assert {row.group for row in fit} & {row.group for row in held} == set()
        assert len(fit) + len(held) == len(pack.split("train")) == 40


def test_any_split_that_is_there_can_be_read_and_no_other(tmp_path) -> None:
    with data.Pack(pack_of(tmp_path, [line("A", "mel", "hidden"), line("B", "nv", "hidden")])) as pack:
        assert [row.image for row in pack.split("hidden")] == ["A", "B"]
        with pytest.raises(PackError, match="only of hidden"):
            pack.split("dev")


def test_what_is_missing_is_named(tmp_path) -> None:
    folder = pack_of(tmp_path, [line("A", "mel", "dev")], as_folder=True)
    (folder / "images" / "A.jpg").unlink()
    with data.Pack(folder) as pack, pytest.raises(PackError, match=r"images/A\.jpg"):
        pack.pictures(pack.split("dev"))
    (folder / "metadata.csv").write_text("image_id,dx\nA,wart\n")
    with pytest.raises(PackError, match="cannot be read"):
        data.Pack(folder)
    with pytest.raises(PackError, match="there is no"):
        data.Pack(folder / "nothing.tar")


def test_decoded_pictures_are_kept_and_are_the_same(tmp_path) -> None:
    with data.Pack(pack_of(tmp_path)) as pack:
        rows = pack.split("dev")
        kept = data.open_pictures(pack, rows, tmp_path / "dev.u8")
        np.testing.assert_array_equal(kept, pack.pictures(rows))
        before = (tmp_path / "dev.u8").stat().st_mtime_ns
        data.open_pictures(pack, rows, tmp_path / "dev.u8")
        assert (tmp_path / "dev.u8").stat().st_mtime_ns == before


def test_a_batch_is_as_random_as_its_generator(tmp_path) -> None:
    with data.Pack(pack_of(tmp_path)) as pack:
        pictures = pack.pictures(pack.split("dev")[:4])
    once, again, other = (augment.batch(pictures, np.arange(4), 84, 112, np.random.default_rng(s)) for s in (1, 1, 2))
    assert once.shape == (4, 84, 112, 3)
    np.testing.assert_array_equal(once, again)
    assert np.abs(once.astype(int) - other).mean() > 5


def test_corners_are_dark_in_some_training_pictures_of_a_light_one() -> None:
    light = np.full((1, 150, 200, 3), 200, np.uint8)
    batch = augment.batch(light, np.zeros(200, int), 42, 56, np.random.default_rng(0))
    corners = batch[:, [0, 0, -1, -1], [0, -1, 0, -1]].mean((1, 2))
    assert 0.1 < (corners < 80).mean() < 0.4


def test_a_baseline_learns_what_age_and_site_tell_and_copes_with_what_it_never_saw() -> None:
    def rows_of(lines):
        return data.parse_rows("\n".join([",".join(lines[0]), *(",".join(one.values()) for one in lines)]))

    old = [line(f"A{index}", "bcc", "train", age="80.0", localization="face") for index in range(30)]
    young = [line(f"B{index}", "nv", "train", age="20.0", localization="back") for index in range(60)]
    models = baselines.fit(rows_of(old + young))
    asked = rows_of(
        [line("C", "bcc", "x", age="75.0", localization="face"), line("D", "nv", "x", age="", localization="palm")]
    )
    for kind in baselines.KINDS:
        probabilities = baselines.probabilities(models[kind], asked)
        np.testing.assert_allclose(probabilities.sum(1), 1)
        assert CLASSES[probabilities[0].argmax()] == "bcc"


def test_baselines_are_kept_as_they_are(tmp_path) -> None:
    rows = data.parse_rows("\n".join([",".join(lines_of()[0]), *(",".join(one.values()) for one in lines_of())]))
    models = baselines.fit(rows)
    baselines.save(models, tmp_path / "baselines.json")
    assert baselines.load(tmp_path / "baselines.json") == models
