"""Whether a demo's files are looked at before anybody asks for it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from models.assets import assets
from models.contract.registry import find_demos
from worker.checking import check_files, what_is_wrong

DEMOS = find_demos([Path(__file__).parents[2] / "demos"])


@pytest.mark.parametrize("name", ["colorization", "captioning", "mirror"])
def test_the_files_that_are_here_are_right(name: str) -> None:
    assert what_is_wrong(DEMOS[name]) == ""


def test_a_flipped_bit_in_a_demos_own_weights_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo = DEMOS["colorization"]
    for name in ("weights.npz", "weights.toml"):
        shutil.copy(demo.folder / name, tmp_path)
    content = bytearray((tmp_path / "weights.npz").read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "weights.npz").write_bytes(content)
    monkeypatch.setattr(type(demo), "folder", tmp_path)
    assert "weights.npz is damaged" in what_is_wrong(demo)


def test_a_file_of_the_manifest_that_is_missing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "CACHE", tmp_path)
    told: list[tuple[Any, ...]] = []

    class Told:
        def tell(self, kind: Any, **values: Any) -> None:
            told.append((kind.value, values["demo"], values.get("reason", "")[:14]))

    check_files([DEMOS["pose"], DEMOS["mirror"]], Told())  # type: ignore[arg-type]
    assert told == [("load_failed", "pose", "The model file"), ("checked", "mirror", "")]
