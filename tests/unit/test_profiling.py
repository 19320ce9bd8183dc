"""What benchmarks/profiling.py makes of py-spy's stacks."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from benchmarks.profiling import flame_graph, part_of, shares

RAW = """main (wsgi.py:1);receive (webapp/live.py:10);loads (json/decoder.py:5) 30
main (wsgi.py:1);receive (webapp/live.py:10);loads (json/decoder.py:9) 30
main (wsgi.py:1);receive (webapp/live.py:12) 40
run (threading.py:9);Condition.wait (threading.py:331) 900
"""


def test_the_innermost_function_that_says_so_decides() -> None:
    assert part_of(["main (wsgi.py)", "receive (webapp/live.py)", "loads (json/decoder.py)"]) == "JSON"
    assert part_of(["receive (webapp/live.py)", "helper (abc.py)"]) == "events"
    assert part_of(["something (elsewhere.py)"]) == "all else"


def test_waiting_counts_for_nothing() -> None:
    assert shares(RAW) == pytest.approx({"JSON": 0.6, "events": 0.4})


def test_the_flame_graph_has_each_function_as_wide_as_its_time() -> None:
    svg = ElementTree.fromstring(flame_graph(RAW, "a <title>"))
    boxes = {
        group[0].text: (float(group[1].attrib["x"]), float(group[1].attrib["width"]))
        for group in svg.iter("{http://www.w3.org/2000/svg}g")
    }
    assert boxes == {
        "main (wsgi.py): 100.0%": (0, 1000),
        "receive (webapp/live.py): 100.0%": (0, 1000),
        "loads (json/decoder.py): 60.0%": (0, 600),
    }
    assert all(float(box.attrib["x"]) >= 0 for box in svg.iter("{http://www.w3.org/2000/svg}rect") if "x" in box.attrib)
