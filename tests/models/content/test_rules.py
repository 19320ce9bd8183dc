"""The content demo's rules: the hidden model against a count of all its paths, and the table that its page shares."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from models.content import rules

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))
COUNTABLE = [case for case in CASES if case["numbers"]["leave"] and sum(gap for gap, _ in case["looks"]) <= 9]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_table_of_cases(case: dict[str, Any]) -> None:
    found = rules.verdicts([rules.Look(*look) for look in case["looks"]], rules.Numbers(**case["numbers"]))
    for rule in rules.RULES:
        assert [getattr(one, rule) for one in found] == case[rule]
    assert [one.belief for one in found] == pytest.approx(case["belief"], abs=1e-9)


@pytest.mark.parametrize("case", COUNTABLE, ids=lambda case: case["name"])
def test_the_belief_is_the_share_of_all_paths_that_end_with_a_card(case: dict[str, Any]) -> None:
    numbers, looks = rules.Numbers(**case["numbers"]), case["looks"]
    start = numbers.enter / (numbers.enter + numbers.leave)
    moves = {(0, 1): numbers.enter, (0, 0): 1 - numbers.enter, (1, 0): numbers.leave, (1, 1): 1 - numbers.leave}
    seconds: list[float | None] = [looks[0][1]]
    for gap, probability in looks[1:]:
        seconds += [None] * (max(1, int(gap + 0.5)) - 1) + [probability]
    shares = [0.0, 0.0]
    for path in itertools.product((0, 1), repeat=len(seconds)):
        share = start if path[0] else 1 - start
        for before, after in itertools.pairwise(path):
            share *= moves[before, after]
        for state, probability in zip(path, seconds, strict=True):
            if probability is not None:
                seen = numbers.hit if state else numbers.false
                share *= seen if probability >= numbers.threshold else 1 - seen
        shares[path[-1]] += share
    assert case["belief"][-1] == pytest.approx(shares[1] / sum(shares), abs=1e-9)


def test_nothing_seen_blocks_nothing() -> None:
    assert not rules.blocked([], "hidden")
