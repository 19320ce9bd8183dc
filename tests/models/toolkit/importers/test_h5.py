"""HDF5 files: arrays come out as they went in, anything else is refused."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest

from models.toolkit.importers import h5

pytestmark = pytest.mark.models


def test_arrays_come_out_as_they_went_in(tmp_path: Path) -> None:
    kernel = np.random.default_rng(1).normal(size=(3, 3, 2, 4)).astype(np.float32)
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["block/layers/conv/vars/0"] = kernel
        file["half"] = np.ones(3, np.float16)
    found = h5.read(tmp_path / "a.h5")
    assert set(found) == {"block/layers/conv/vars/0", "half"}
    np.testing.assert_array_equal(found["block/layers/conv/vars/0"], kernel)
    assert found["half"].dtype == np.float16


def test_what_is_no_array_of_floats_is_refused(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "text.h5", "w") as file:
        file["config"] = "a model"
    (tmp_path / "raw").write_bytes(bytes(400))
    with h5py.File(tmp_path / "outside.h5", "w") as file:
        file.create_dataset("weights", (10,), "f4", external=[(str(tmp_path / "raw"), 0, 40)])
    for name in ("text.h5", "outside.h5"):
        with pytest.raises(h5.H5Error, match="not an array of floats"):
            h5.read(tmp_path / name)


@pytest.mark.parametrize("data", [b"", b"no HDF5", b"\x89HDF\r\n\x1a\n" + bytes(200)])
def test_damaged_bytes_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.h5").write_bytes(data)
    with pytest.raises(h5.H5Error, match="not a whole HDF5 file"):
        h5.read(tmp_path / "x.h5")
