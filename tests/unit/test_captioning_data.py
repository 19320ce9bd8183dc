"""Reading Flickr8k's archive, the views of a picture, and how batches are put together."""

from __future__ import annotations

import tarfile

import numpy as np
import pytest
from support.flickr8k import archive_of

from models import flickr8k
from models.captioning import data
from models.captioning.batches import batches_of_alike


def five(name):
    return [f"{name}#{index}\tCaption {index} of {name} ." for index in range(5)]


def test_the_splits_and_captions_are_read(tmp_path) -> None:
    file = archive_of(
        tmp_path, ["b.jpg", "a.jpg"], ["c.jpg"], [line for name in "abcd" for line in five(f"{name}.jpg")]
    )
    corpus = flickr8k.read_corpus(file)
    assert corpus.train == ("b.jpg", "a.jpg")
    assert corpus.dev == ("c.jpg",)
    assert corpus.names == ("b.jpg", "a.jpg", "c.jpg")
    assert corpus.rest == ("d.jpg",)
    assert set(corpus.captions) == {"a.jpg", "b.jpg", "c.jpg", "d.jpg"}
    assert corpus.captions["c.jpg"][4] == "Caption 4 of c.jpg ."
    assert flickr8k.read_jpegs(file, ("c.jpg", "a.jpg")) == [b"picture c.jpg", b"picture a.jpg"]


def test_a_dev_picture_in_training_is_refused(tmp_path) -> None:
    file = archive_of(tmp_path, ["a.jpg", "b.jpg"], ["b.jpg"], [*five("a.jpg"), *five("b.jpg")])
    with pytest.raises(flickr8k.DataError, match="training and in the dev split"):
        flickr8k.read_corpus(file)


def test_missing_captions_and_pictures_are_noticed(tmp_path) -> None:
    file = archive_of(tmp_path, ["a.jpg"], ["b.jpg"], [*five("a.jpg"), *five("b.jpg")[:4]], pictures=["a.jpg"])
    with pytest.raises(flickr8k.DataError, match=r"b\.jpg does not have 5 captions"):
        flickr8k.read_corpus(file)
    with pytest.raises(flickr8k.DataError, match=r"1 pictures are missing, such as b\.jpg"):
        flickr8k.read_jpegs(file, ("a.jpg", "b.jpg"))


def test_an_archive_without_captions_is_refused(tmp_path) -> None:
    file = tmp_path / "empty.tar"
    with tarfile.open(file, "w"):
        pass
    with pytest.raises(flickr8k.DataError, match="lacks"):
        flickr8k.read_corpus(file)


def test_lines_that_are_no_captions_are_refused() -> None:
    assert flickr8k.parse_captions("a#b.jpg#0\t A dog . ") == {"a#b.jpg": ("A dog .",)}
    for line in ("a.jpg#0 A dog .", "a.jpg\tA dog ."):
        with pytest.raises(flickr8k.DataError, match="cannot be read"):
            flickr8k.parse_captions(line)


@pytest.fixture
def picture():
    """A smooth picture without symmetry: red grows to the right, green downwards."""
    ramp = np.linspace(60, 180, flickr8k.SIDE)
    red, green = np.meshgrid(ramp, ramp)
    return np.stack([red, green, np.full_like(red, 100)], -1).astype(np.uint8)


def test_the_first_views_are_the_picture_and_its_mirror_image(picture) -> None:
    np.testing.assert_array_equal(data.view_of(picture, 0, 7), picture)
    np.testing.assert_array_equal(data.view_of(picture, 1, 7), picture[:, ::-1])


@pytest.mark.parametrize("view", range(2, data.VIEWS))
def test_other_views_show_most_of_the_picture(picture, view) -> None:
    shown = data.view_of(picture, view, 7)
    assert shown.shape == picture.shape
    assert shown.dtype == np.uint8
    upright = shown[:, ::-1] if view % 2 else shown
    red, green = upright[..., 0].astype(int), upright[..., 1].astype(int)
    assert (np.diff(red, axis=1) >= 0).all()
    assert (np.diff(green, axis=0) >= 0).all()
    span = int(red.max()) - int(red.min())
    assert 0.6 * 120 < span < 1.35 * 120
    np.testing.assert_array_equal(shown, data.view_of(picture, view, 7))
    assert (shown != data.view_of(picture, view, 8)).any()


def test_only_the_last_views_change_colours(picture) -> None:
    blues = [data.view_of(picture, view, 3)[..., 2] for view in range(data.VIEWS)]
    assert all((blue == 100).all() for blue in blues[:4])
    assert all((blue != 100).any() for blue in blues[4:])


def test_batches_hold_each_picture_once_and_alike_in_length() -> None:
    lengths = np.random.default_rng(0).integers(5, 20, 4003)
    batches = batches_of_alike(lengths, 20, np.random.default_rng(1))
    assert len(batches) == 200
    assert all(len(batch) == 20 for batch in batches)
    assert len(set(np.concatenate(batches).tolist())) == 4000
    assert np.mean([np.ptp(lengths[batch]) for batch in batches]) < 3
    longest = [lengths[batch].max() for batch in batches]
    assert longest != sorted(longest)


def test_batches_follow_from_the_seed() -> None:
    lengths = np.arange(100)
    first, again, other = (batches_of_alike(lengths, 10, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (np.array(first) != np.array(other)).any()
