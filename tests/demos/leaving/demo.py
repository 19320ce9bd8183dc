"""A demo that takes its worker with it as soon as it is loaded."""

from __future__ import annotations

import os
from typing import Any

from models.contract.demo import Demo


class Leaving(Demo):
    name = "leaving"
    title = "Leaving"
    summary = "Ends its worker at start."
    uses_tensorflow = False

    def load(self, device: Any) -> None:
        os._exit(4)
