"""A registry and a cache of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.registry import Registry


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "registry")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"
