"""Weights out of bundled JavaScript: read without running anything, and every file that must be refused."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest

from models.toolkit.importers import bundles

ENTRY = '{name:"a/kernel",shape:[2,3],dtype:"float32",quantization:{min:-.5,scale:.25,dtype:"uint8"}}'
OTHER = '{name:"a/bias",shape:[3],dtype:"float32",quantization:{min:-2e-3,scale:1963169733975448e-20,dtype:"uint8"}}'
MANIFEST = f'x.exports={{modelTopology:{{a:!1}},weightsManifest:[{{paths:["group1"],weights:[{ENTRY},{OTHER}]}}]}}'
DATA = f'!function(e){{h.exports="{base64.b64encode(bytes(range(9))).decode()}"}}'


def read(folder: Path, manifest: str = MANIFEST, data: str = DATA) -> dict[str, np.ndarray]:
    (folder / "model.js").write_text(manifest, encoding="utf-8")
    (folder / "weights.js").write_text(data, encoding="utf-8")
    return bundles.read(folder / "model.js", folder / "weights.js")


def test_bytes_become_numbers_by_scale_and_least(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert list(found) == ["a/kernel", "a/bias"]
    assert found["a/kernel"].dtype == np.float32
    assert np.allclose(found["a/kernel"], np.arange(6).reshape(2, 3) * 0.25 - 0.5)
    assert np.allclose(found["a/bias"], np.arange(6, 9) * 1.963169733975448e-05 - 2e-3)


@pytest.mark.parametrize(
    ("manifest", "data", "why"),
    [
        ("", DATA, "0 manifests"),
        (MANIFEST * 2, DATA, "2 manifests"),
        (MANIFEST.replace(",{name", ",evil(),{name"), DATA, "after 1 weights"),
        (MANIFEST.replace("]}]", ""), DATA, "after 2 weights"),
        (MANIFEST.replace('"a/bias"', '"a\\"/bias"'), DATA, "after 1 weights"),
        (MANIFEST.replace("[2,3]", "[2,-3]"), DATA, "after 0 weights"),
        (MANIFEST.replace("scale:.25", "scale:0"), DATA, "no scale"),
        (MANIFEST.replace("scale:.25", "scale:9e999"), DATA, "no scale"),
        (MANIFEST.replace("[2,3]", "[2,4]"), DATA, "end before"),
        (MANIFEST.replace("[2,3]", "[2,2]"), DATA, "belong to no entry"),
        (MANIFEST.replace("a/bias", "a/kernel"), DATA, "comes twice"),
        (MANIFEST, "", "0 texts"),
        (MANIFEST, DATA * 2, "2 texts"),
        (MANIFEST, 'h.exports="AAA"', "not base64"),
        (MANIFEST, "\ufffd\0", "0 texts"),
    ],
)
def test_what_has_another_form_is_refused(tmp_path: Path, manifest: str, data: str, why: str) -> None:
    with pytest.raises(bundles.BundleError, match=why):
        read(tmp_path, manifest, data)
