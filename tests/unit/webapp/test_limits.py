"""The token bucket, with a clock that the test moves."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from flask import Flask
from flask_limiter import Limiter
from hypothesis import given
from hypothesis import strategies as st

from webapp.limits import SetBack, TokenBucket


def test_a_burst_passes_and_then_the_rate() -> None:
    bucket = TokenBucket(rate=10, burst=3, now=100.0)
    assert [bucket.take(100.0) for _ in range(5)] == [True, True, True, False, False]
    assert bucket.refused == 2
    assert not bucket.take(100.05)
    assert bucket.take(100.15)
    assert not bucket.take(100.15)


def test_patience_fills_it_no_further_than_the_burst() -> None:
    bucket = TokenBucket(rate=10, burst=3, now=0.0)
    assert sum(bucket.take(1e6) for _ in range(10)) == 3


def test_being_refused_costs_nothing() -> None:
    bucket = TokenBucket(rate=10, burst=1, now=0.0)
    assert bucket.take(0.0)
    for _ in range(1000):
        assert not bucket.take(0.0)
    assert bucket.take(0.11)
    assert bucket.refused == 1000


@given(
    rate=st.floats(0.5, 200),
    burst=st.integers(1, 50),
    gaps=st.lists(st.floats(0, 1), min_size=1, max_size=200),
)
def test_no_stretch_of_time_lets_more_through(rate: float, burst: int, gaps: list[float]) -> None:
    bucket, now, passed = TokenBucket(rate, burst, 0.0), 0.0, []
    for gap in gaps:
        now += gap
        if bucket.take(now):
            passed.append(now)
    assert bucket.refused == len(gaps) - len(passed)
    for first, start in enumerate(passed):
        for count, end in enumerate(passed[first:], 1):
            assert count <= burst + rate * (end - start) + 1e-6


@given(rate=st.floats(1, 200), count=st.integers(1, 100))
def test_who_keeps_to_the_rate_is_never_refused(rate: float, count: int) -> None:
    bucket = TokenBucket(rate, 1, 0.0)
    times = [n * 1.001 / rate for n in range(count)]
    assert all(bucket.take(now) for now in times)
    assert all(a < b for a, b in pairwise(times))


def test_a_clock_that_is_set_back_is_noticed_once() -> None:
    clock = SetBack(1000.0, 5.0)
    assert not clock.is_so(1001.0, 6.0)
    assert not clock.is_so(1101.5, 7.0), "set ahead"
    assert not clock.is_so(1101.6, 8.0), "slowed down a little, as when it is brought in line"
    assert clock.is_so(1001.6, 9.0)
    assert not clock.is_so(1002.6, 10.0)


def test_requests_counted_before_the_clock_was_set_back_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the library counts would else keep everybody out until the clock is as late again."""
    from webapp.factory import _forget_requests

    app = Flask(__name__)
    limiter = Limiter(lambda: "ann", app=app, storage_uri="memory://", default_limits=["2 per hour"])
    app.add_url_rule("/", view_func=lambda: "yes")
    client = app.test_client()
    assert [client.get("/").status_code for _ in range(3)] == [200, 200, 429]
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() - 86_400)
    assert client.get("/").status_code == 429
    _forget_requests(app)
    assert limiter.enabled
    assert client.get("/").status_code == 200
