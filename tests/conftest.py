"""What all tests share."""

from __future__ import annotations

import os

import pytest

# Tests share a small machine: numeric libraries get one thread each, unless told otherwise.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


@pytest.fixture(scope="session", params=("eventlet", "threading"))
def mode(request: pytest.FixtureRequest) -> str:
    """A way of serving; what asks for it runs once with each."""
    return str(request.param)
