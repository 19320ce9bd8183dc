"""Settings that are wrong."""

from __future__ import annotations

from typing import Any

import pytest

from webapp.config import ConfigError, load


def refused(**values: Any) -> str:
    """The one sentence with which these settings are refused."""
    with pytest.raises(ConfigError) as error:
        load(**values)
    sentence = str(error.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence
