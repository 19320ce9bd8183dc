"""A demo whose weights are wrong: it never loads."""

from __future__ import annotations

from typing import Any

from models.assets.assets import AssetError
from models.contract.demo import Demo


class Refusing(Demo):
    name = "refusing"
    title = "Refusing"
    summary = "Never loads."
    uses_tensorflow = False

    def load(self, device: Any) -> None:
        raise AssetError("refusing.bin is not the file that the manifest names. Run make assets.")
