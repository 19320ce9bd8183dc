"""A folder for a votes' file, and time that passes by waiting alone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.support.votefile import Clock


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "votes.sqlite"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Time passes only by waiting for a locked file."""
    clock = Clock()

    def wait(seconds: float) -> None:
        clock.now += seconds

    monkeypatch.setattr(time, "sleep", wait)
    return clock
