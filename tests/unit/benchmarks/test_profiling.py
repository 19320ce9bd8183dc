"""What benchmarks/profiling.py makes of py-spy's stacks."""

from __future__ import annotations

import pytest

from benchmarks.profiling import part_of, shares

RAW = """main (wsgi.py);receive (webapp/live/live.py);loads (json/decoder.py) 30
main (wsgi.py);receive (webapp/live/live.py);loads (json/decoder.py) 30
main (wsgi.py);receive (webapp/live/live.py) 40
run (threading.py);Condition.wait (threading.py) 900
"""


def test_the_innermost_function_that_says_so_decides() -> None:
    assert part_of(["main (wsgi.py)", "receive (webapp/live/live.py)", "loads (json/decoder.py)"]) == "JSON"
    assert part_of(["receive (webapp/live/live.py)", "helper (abc.py)"]) == "events"
    assert part_of(["something (elsewhere.py)"]) == "all else"


def test_waiting_counts_for_nothing() -> None:
    assert shares(RAW) == pytest.approx({"JSON": 0.6, "events": 0.4})
