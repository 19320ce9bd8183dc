"""The benchmarks' pacer says what the page's says, case by case: tests/js/live/pacer.test.mjs has the same table."""

from __future__ import annotations

import json
from math import inf
from pathlib import Path
from typing import Any

import pytest

from benchmarks.pacer import Pacer

CASES = json.loads((Path(__file__).parents[2] / "cases" / "pacer.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("steps", [case["steps"] for case in CASES], ids=[case["name"] for case in CASES])
def test_as_the_table_of_cases_says(steps: list[dict[str, Any]]) -> None:
    pacer = Pacer()
    for step in steps:
        take(pacer, step)
        assert pacer.interval == pytest.approx(step["interval"], abs=1e-6)
        assert pacer.due(step["now"]) == pytest.approx(inf if step["due"] is None else step["due"], abs=1e-6)


def take(pacer: Pacer, step: dict[str, Any]) -> None:
    """One step of a case."""
    match step["do"]:
        case "captured":
            pacer.sent(step["at"])
        case "answered":
            times = {"sent": step["sent"], "at": step["at"]} if "sent" in step else {}
            pacer.answered(step["wait"], step["total"], step.get("streams", 1), step.get("turn", 0.0), **times)
        case "dropped":
            pacer.dropped()
        case "stalled":
            pacer.stalled()
        case other:
            raise ValueError(f"no step {other}")
