"""What is said of a weight file that is not there: visitors read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.toolkit import weightfiles
from models.toolkit.weightfiles import WeightsFileError


def test_a_missing_file_is_told_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(WeightsFileError, match=r"weights\.npz cannot be read: No such file") as told:
        weightfiles.check(tmp_path / "weights.npz")
    assert str(tmp_path) not in str(told.value)
