"""What the load test computes from what it measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.crowd import summary
from benchmarks.load import computed, rows_of, table, write
from benchmarks.visitor import Seen, kilobytes


def test_the_least_of_the_parts_decides_how_many_visitors_a_gpu_would_carry() -> None:
    could = computed(web_ms=2.0, outside_ms=4.0, fps=10, gpu_ms=1.0)
    assert could == {"web process": 50.0, "worker": 25.0, "GPU": 100.0}


def test_shares_and_growth_of_a_crowd() -> None:
    nothing: dict[str, float] = {}
    even = [(at / 10, 50.0, nothing) for at in range(100)]
    late = [(at / 5, 50.0 + at, nothing) for at in range(50)]
    found = summary([Seen(even), Seen(list(late))], 10)
    assert (found["fps"], found["each"]) == (15.0, 7.5)
    assert found["share_spread"] == pytest.approx(1 / 3)
    assert found["slope_ms_per_s"] > 0


def test_what_the_network_carries_is_told_by_answered_frame() -> None:
    nothing: dict[str, float] = {}
    seen = [Seen([(0.1, 50.0, nothing)] * 3, carried=(30_000, 3_000)), Seen([], carried=(6_000, 0))]
    assert kilobytes(seen) == {"kb_up": 12.0, "kb_down": 1.0}


def found(demo: str, *counts: int) -> dict[str, Any]:
    """What one run of a demo found."""
    step = {
        "fps": 10.0,
        "each": 5.0,
        "share_spread": 0.01,
        "latency_p50": 40.0,
        "latency_p95": 60.0,
        "slope_ms_per_s": 0.1,
        "kb_up": 9.0,
        "kb_down": 0.7,
        "http_p99": 12.0,
        "cpu_ms": {"web": 2.0},
    }
    bare = {"fps": 20.0, "outside": 4.0}
    return {"demo": demo, "fps": 10, "bare": [bare, bare], "steps": [{**step, "visitors": count} for count in counts]}


def test_a_run_leaves_the_rows_of_other_demos_and_crowds(tmp_path: Path) -> None:
    page, file = tmp_path / "performance.md", tmp_path / "performance-load.json"
    page.write_text("above\n<!-- load -->\n<!-- end of load -->\nbelow\n")
    write([found("style", 1, 4), found("pose", 1, 16, 4)], tmp_path)
    write([found("style", 8, 4)], tmp_path)
    kept = [(row["demo"], row["visitors"]) for row in json.loads(file.read_text())]
    assert kept == [("pose", 1), ("pose", 4), ("pose", 16), ("style", 1), ("style", 4), ("style", 8)]
    shown = [line.split("|")[1:3] for line in page.read_text().splitlines() if line.startswith("| ")][1:]
    assert shown == [[" style ", " 8 "]]
    assert page.read_text().startswith("above\n<!-- load -->\n| demo |")
    assert page.read_text().endswith("|\n<!-- end of load -->\nbelow\n")


def test_a_row_has_what_was_found_and_what_is_computed_of_it() -> None:
    (row,) = rows_of([found("style", 8)])
    assert (row["of_bare"], row["kb_up"], row["computed_with_a_gpu"]) == (0.5, 9.0, 25)
    assert table([row]).splitlines()[2] == "| style | 8 | 10.0 | 50% | 1.0% | 40, 60 ms | 9.0, 0.7 | 12 ms |"
