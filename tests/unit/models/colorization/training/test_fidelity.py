"""Reading packs of pictures and faces, telling skin, greenery and neutral things, and measuring colours over them."""

from __future__ import annotations

import io
import tarfile

import cv2
import numpy as np
import pytest

from models.colorization import lab
from models.colorization.training import fidelity, kinds, packs
from models.training.packs import PackError
from tests.support.flickr8k import archive_of

FACE_TONES = {"light": (240, 205, 185), "tan": (190, 140, 105), "dark": (75, 48, 38)}


def jpeg(colour, side=64):
    picture = np.full((side, side, 3), colour, np.uint8)
    return cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()


def faces_tar(folder):
    table = "name,split,source\n" + "".join(
        f"{index:05d}.jpg,{'held' if index < 3 else 'train'},x\n" for index in range(5)
    )
    contents = {"labels.csv": table.encode()}
    contents |= {
        f"faces/{index:05d}.jpg": jpeg(colour)
        for index, colour in enumerate([*FACE_TONES.values(), (1, 2, 3), (4, 5, 6)])
    }
    with tarfile.open(folder / "faces.tar", "w") as tar:
        for name, content in contents.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return folder / "faces.tar"


def test_both_kinds_of_pack_are_known_by_what_is_in_them(tmp_path) -> None:
    faces = packs.read(faces_tar(tmp_path), "dev")
    assert (faces.kind, faces.pictures.shape) == ("faces", (3, 224, 224, 3))
    assert len(packs.read(tmp_path / "faces.tar", "train", 1).pictures) == 1
    pictures = {"a.jpg": jpeg((10, 200, 10)), "b.jpg": jpeg((90, 90, 90), 224)}
    archive = archive_of(tmp_path, ["a.jpg"], ["b.jpg"], [], pictures)
    flickr = packs.read(archive, "dev")
    assert flickr.kind == "flickr8k"
    assert np.abs(flickr.pictures[0].astype(int) - 90).max() < 4
    with tarfile.open(archive) as tar:
        tar.extractall(tmp_path / "unpacked", filter="data")
    for folder in (tmp_path / "unpacked", tmp_path / "unpacked" / "flickr8k"):
        np.testing.assert_array_equal(packs.read(folder, "dev").pictures, flickr.pictures)
    with pytest.raises(PackError):
        packs.read(archive, "held")
    with pytest.raises(PackError, match="no pictures of the split"):
        packs.read(tmp_path / "faces.tar", "holiday")


@pytest.mark.parametrize("tone", FACE_TONES)
def test_skin_of_every_tone_is_skin_and_falls_into_its_group(tone) -> None:
    face = np.full((128, 128, 3), FACE_TONES[tone], np.uint8)
    face[:20] = (60, 120, 200)
    mask = kinds.skin(face)
    assert 0.25 < mask.mean() < 0.6
    assert not mask[:20].any()
    assert kinds.tone_of(kinds.typology_angle(lab.to_lab(face), mask)) == tone


def test_leaves_are_greenery_and_walls_are_neutral() -> None:
    colours = {"leaf": (70, 120, 40), "sky": (110, 160, 220), "wall": (180, 181, 178), "coat": (190, 30, 40)}
    row = lab.to_lab(np.array([list(colours.values())], np.uint8))
    assert dict(zip(colours, kinds.greenery(row)[0], strict=True)) == dict.fromkeys(colours, False) | {"leaf": True}
    assert dict(zip(colours, kinds.neutral(row)[0], strict=True)) == dict.fromkeys(colours, False) | {"wall": True}


def test_hues_are_compared_round_the_circle() -> None:
    assert kinds.hue_between(np.array([1.0, 0.1]), np.array([1.0, -0.1])) == pytest.approx(11.4, abs=0.1)
    assert kinds.hue_between(np.array([-1.0, 0.1]), np.array([-1.0, -0.1])) == pytest.approx(11.4, abs=0.1)


def test_one_hue_for_all_is_right_for_those_who_are_near_it() -> None:
    assert fidelity.by_one_hue([-178.0, 170.0, 176.0, 20.0]) == 0.75
    assert fidelity.by_one_hue([0.0, 60.0, 120.0]) == pytest.approx(1 / 3)


def seen(picture, factor, **more):
    return fidelity.compare(picture, lab.to_lab(picture)[..., 1:] * factor, **more)


def test_figures_of_colours_that_are_true_half_and_absent() -> None:
    rng = np.random.default_rng(0)
    face = np.clip(np.array(FACE_TONES["tan"]) + rng.normal(0, 5, (96, 96, 3)), 0, 255).astype(np.uint8)
    meadow = np.clip(np.array((70, 120, 40)) + rng.normal(0, 5, (96, 96, 3)), 0, 255).astype(np.uint8)
    for factor, ratio in ((1.0, 0.0), (0.5, 0.5), (0.0, 1.0)):
        found = fidelity.summary([seen(face, factor, is_face=True), seen(meadow, factor, is_face=False)])
        for name in ("all", "faces", "flickr8k", "skin", "skin_tan", "greenery"):
            assert found[f"ratio_{name}"] == pytest.approx(ratio, abs=1e-4), name
        assert found["faces_tan"] == 1
        assert found["auc"] >= found["grey_auc"]
    assert found["auc_gain"] == pytest.approx(0, abs=1e-6)
    assert found["colourfulness"] < 0.1


def test_a_skin_of_the_wrong_hue_counts_as_wrong_and_one_bad_tone_shows() -> None:
    light, dark = (np.full((96, 96, 3), FACE_TONES[tone], np.uint8) for tone in ("light", "dark"))
    violet = np.broadcast_to(np.array([20, -25], np.float32), (96, 96, 2))
    good, bad = seen(light, 0.9, is_face=True), fidelity.compare(dark, violet, is_face=True)
    found = fidelity.summary([good, bad])
    assert found["skin_hue_within_15"] == 0.5
    assert found["skin_hue_within_15_best_constant"] == 1.0
    assert found["skin_worst_tone_over_mean"] > 1.5
    assert found["ratio_skin_dark"] > 1 > found["ratio_skin_light"]


def test_intervals_hold_the_figure() -> None:
    rng = np.random.default_rng(0)
    many = [
        seen(rng.integers(0, 255, (32, 32, 3)).astype(np.uint8), factor, is_face=False)
        for factor in rng.uniform(0.3, 1, 30)
    ]
    low, high = fidelity.intervals(many, 100)["ratio_all"]
    assert low < fidelity.summary(many)["ratio_all"] < high
