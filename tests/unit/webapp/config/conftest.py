"""What all tests of the settings share."""

from __future__ import annotations

import pytest

from webapp.config import Config


@pytest.fixture(autouse=True)
def _no_settings_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Config.model_fields:
        for spelt in (name.upper(), name):
            monkeypatch.delenv(spelt, raising=False)
