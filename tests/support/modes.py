"""Which ways of serving a test runs with."""

from __future__ import annotations

import pytest

one_mode = pytest.mark.parametrize("mode", ["eventlet"], indirect=True, scope="session")
"""For what workers, the scheduler or pages do behind both ways of serving alike; other tests run once with each."""
