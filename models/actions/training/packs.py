"""Recorded motion of the six actions and of others; see models.training.motion."""

from __future__ import annotations

from pathlib import Path

from models.actions.network import CLASSES
from models.training import motion
from models.training.motion import CHOOSING, CLIP_RATE, Clip
from models.training.packs import PackError, unpacked

__all__ = ["CHOOSING", "CLIP_RATE", "Clip", "PackError", "read", "unpacked"]


def read(folder: Path, split: str) -> list[Clip]:
    """The clips of a split, ``label`` an index in CLASSES. Raises PackError."""
    clips = motion.read(folder, split)
    if any(clip.label >= len(CLASSES) for clip in clips):
        raise PackError(f"the split {split!r} has labels beyond {len(CLASSES) - 1}")
    return clips
