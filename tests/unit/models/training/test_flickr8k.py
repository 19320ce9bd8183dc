"""Reading Flickr8k's archive."""

from __future__ import annotations

import tarfile

import pytest

from models.training import flickr8k
from tests.support.flickr8k import archive_of


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
