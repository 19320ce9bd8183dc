"""Conversions are made once, kept whole, and never trusted when they are not what was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.toolkit.converted import converted


class Maker:
    """Makes a conversion and counts how often it was asked."""

    def __init__(self, result: bytes = b"network") -> None:
        self.result, self.calls = result, 0

    def __call__(self) -> bytes:
        self.calls += 1
        return self.result


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    file = tmp_path / "weights.bin"
    file.write_bytes(b"1234")
    return file


def test_made_once_and_then_read(tmp_path: Path, weights: Path) -> None:
    make = Maker()
    for _ in range(3):
        assert converted("net", [weights], "1", make, tmp_path / "kept") == b"network"
    assert make.calls == 1


def test_made_anew_when_a_source_or_a_version_changes(tmp_path: Path, weights: Path) -> None:
    make, folder = Maker(), tmp_path / "kept"
    converted("net", [weights], "1", make, folder)
    converted("net", [weights], "2", make, folder)
    weights.write_bytes(b"1235")
    converted("net", [weights], "2", make, folder)
    assert make.calls == 3
    assert len(list(folder.iterdir())) == 2, "what is out of date is deleted"


@pytest.mark.parametrize("damage", [b"networK", b"", b"network and more"])
def test_a_damaged_one_is_not_used(tmp_path: Path, weights: Path, damage: bytes) -> None:
    make, folder = Maker(), tmp_path / "kept"
    converted("net", [weights], "1", make, folder)
    next(file for file in folder.iterdir() if file.suffix != ".sha256").write_bytes(damage)
    assert converted("net", [weights], "1", make, folder) == b"network"
    assert make.calls == 2


def test_without_a_digest_it_is_not_used(tmp_path: Path, weights: Path) -> None:
    make, folder = Maker(), tmp_path / "kept"
    converted("net", [weights], "1", make, folder)
    next(folder.glob("*.sha256")).unlink()
    converted("net", [weights], "1", make, folder)
    assert make.calls == 2


def test_a_folder_that_cannot_be_made_does_not_matter(tmp_path: Path, weights: Path) -> None:
    (tmp_path / "kept").write_text("a file stands in the way")
    make = Maker()
    assert converted("net", [weights], "1", make, tmp_path / "kept") == b"network"
    assert converted("net", [weights], "1", make, tmp_path / "kept") == b"network"
    assert make.calls == 2
