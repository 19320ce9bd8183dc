"""From maps to people, on maps small enough to know the answer."""

import numpy as np

from models.toolkit.poses.decoding import CHANNELS, decode, peaks

HEIGHT, WIDTH = 12, 16


def maps() -> list[np.ndarray]:
    """Of an empty picture: every score far below a half."""
    result = [np.zeros((HEIGHT, WIDTH, channels), np.float32) for channels in CHANNELS]
    result[0][:] = result[3][:] = -20
    return result


def test_an_empty_picture_has_nobody():
    assert not decode(maps(), 0.01).any()


def test_one_person_comes_out_where_the_maps_put_them():
    given = maps()
    center, scale, offset, heat, regress, joint_offset = given
    center[5, 7] = 2.0
    scale[5, 7], offset[5, 7] = (8, 6), (0.5, 0.25)
    regress[5, 7] = np.tile((1.0, -2.0), 17)
    heat[6, 5] = 20.0
    joint_offset[6, 5] = np.tile((0.3, 0.6), 17)
    heat[0, 0, 3] = 30.0  # hotter, but outside the box
    people = decode(given, 0.01)
    assert (people[1:] == 0).all()
    joints = people[0, :51].reshape(17, 3)
    np.testing.assert_allclose(joints, np.tile((6.3 / HEIGHT, 5.6 / WIDTH, 1.0), (17, 1)), rtol=1e-5)
    np.testing.assert_allclose(people[0, 51:55], [1.5 / 12, 4.25 / 16, 9.5 / 12, 10.25 / 16], rtol=1e-6)
    np.testing.assert_allclose(people[0, 55], 1 / (1 + np.exp(-2.0)), rtol=1e-5)


def test_a_joint_is_sought_near_its_expected_place():
    given = maps()
    given[0][5, 7] = 2.0
    given[1][5, 7] = (12, 16)
    given[3][5, 6, 0] = given[3][5, 14, 0] = 1.0
    given[4][5, 7, :2] = (0, 6)  # the nose is expected six cells to the right
    assert decode(given, 0.01)[0, 1] == np.float32(14 / WIDTH)


def test_a_joint_that_two_people_claim_counts_in_full_for_both():
    given = maps()
    center, scale, _, heat, regress, _ = given
    center[5, 3], center[5, 11] = 2.0, 1.0
    scale[5, [3, 11]] = (12, 30)
    heat[5, 7, 0] = 20.0
    regress[5, 3, :2], regress[5, 11, :2] = (0, 4), (0, -2)  # the first person expects it there, the second not quite
    people = decode(given, 0.01)
    assert people[0, 2] == people[1, 2] > 0.99


def test_a_box_without_area_gives_joints_without_score():
    given = maps()
    given[0][5, 7] = 2.0
    given[1][5, 7] = -3.0
    people = decode(given, 0.01)
    assert (people[0, 2:51:3] == 0).all()
    assert people[0, 55] == 0


def test_peaks_are_the_highest_of_their_surroundings_best_first():
    scores = np.zeros((HEIGHT, WIDTH))
    scores[2, 3], scores[3, 4], scores[9, 12], scores[11, 0] = 0.5, 0.4, 0.9, 0.05
    assert peaks(scores) == [(9, 12), (2, 3), (11, 0)]


def test_at_most_six_peaks():
    scores = np.zeros((HEIGHT, WIDTH))
    scores[1::5, 1::4] = np.linspace(0.2, 0.9, 12).reshape(3, 4)
    assert len(peaks(scores)) == 6
    assert peaks(scores)[0] == (11, 13)
