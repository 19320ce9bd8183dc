"""The built-in pictures: twelve of HAM10000's that nothing was trained on, each a question to the class.

They are licensed CC BY-NC 4.0 (LICENCE-WEIGHTS.md): shown with their names, and not for commercial use.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

FOLDER = Path(__file__).parent / "questions"
LIST, SMALL = "questions.toml", "small.jpg"


@dataclass(frozen=True)
class Question:
    """A built-in picture: its name here, the data set's name for it, and its class by the data set's code."""

    name: str
    image: str
    kind: str

    @property
    def truth(self) -> str:
        """What the class is asked about: ``melanoma`` or ``benign``."""
        return "melanoma" if self.kind == "mel" else "benign"


def read(folder: Path = FOLDER) -> tuple[Question, ...]:
    """All questions in their order. Raises OSError, KeyError."""
    listed = tomllib.loads((folder / LIST).read_text(encoding="utf-8"))["question"]
    return tuple(Question(f"p{number}", one["image"], one["kind"]) for number, one in enumerate(listed, 1))


def picture(name: str, folder: Path = FOLDER) -> Array:
    """RGB uint8 (150, 200, 3)."""
    from models.toolkit import frames

    return frames.decode((folder / f"{name}.jpg").read_bytes())


def mask(name: str, folder: Path = FOLDER) -> Array:
    """Where the lesion is: bool (150, 200)."""
    import numpy as np
    from PIL import Image

    with Image.open(folder / f"{name}.png") as image:
        return np.asarray(image.convert("L")) > 0
