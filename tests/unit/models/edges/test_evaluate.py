"""How edges are judged: drawn scenes with known edges, and the F-score of the edges that were found."""

from __future__ import annotations

import cv2
import numpy as np

from models.edges.training.agreement import Counts, best, counts, thinned
from models.edges.training.scenes import edges_of, scene


def soft(edges: np.ndarray) -> np.ndarray:
    return np.minimum(cv2.GaussianBlur(edges.astype(np.float32), (0, 0), 1.5) * 3, 1)


def test_a_scene_is_known_to_the_pixel() -> None:
    owner = np.zeros((6, 6), int)
    owner[2:4, 2:4] = 1
    assert edges_of(owner).sum() == 7
    picture, edges = scene(5)
    again, _ = scene(5)
    assert (picture == again).all()
    assert picture.shape == (240, 320, 3)
    assert 0.005 < edges.mean() < 0.1


def test_the_true_edges_agree_with_themselves_and_moved_ones_do_not() -> None:
    _, edges = scene(5)
    near, far = np.roll(edges, 2, axis=1), np.zeros_like(edges)
    far[:, ::40] = True
    assert best([counts(soft(edges), edges)]) > 0.99
    assert best([counts(soft(near), edges)]) > 0.9
    assert best([counts(soft(far), edges)]) < 0.35
    assert best([counts(np.zeros(edges.shape), edges)]) == 0


def test_what_is_thick_is_made_thin() -> None:
    band = np.zeros((40, 40), np.float32)
    band[:, 18:23] = [0.3, 0.7, 0.9, 0.7, 0.3]
    assert np.flatnonzero(thinned(band)[20]).tolist() == [20]


def test_the_f_score_is_of_precision_and_recall_at_one_threshold_for_all() -> None:
    one = Counts(*(np.array([value, 0.0]) for value in (8, 10, 6, 10)))
    other = Counts(*(np.array([value, 5.0]) for value in (8, 10, 6, 10)))
    assert abs(best([one]) - 2 * 0.8 * 0.6 / 1.4) < 1e-9
    assert best([one, other]) > best([one]) - 1e-9
