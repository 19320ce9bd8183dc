"""What all tests share."""

from __future__ import annotations

import os

import hypothesis
import pytest

# Tests share a small machine: numeric libraries get one thread each, unless told otherwise.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

# A busy machine may hold an example up for longer than Hypothesis lets one take.
hypothesis.settings.register_profile("shared", deadline=None)
hypothesis.settings.load_profile("shared")


@pytest.fixture(scope="session", params=("eventlet", "threading"))
def mode(request: pytest.FixtureRequest) -> str:
    """A way of serving; what asks for it runs once with each."""
    return str(request.param)
