"""What a soak makes of its readings: slopes, verdicts, and where the visitors go."""

from __future__ import annotations

import itertools
import json
import math
import random
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from benchmarks.footage import pieces
from benchmarks.soak import flat
from benchmarks.soak.ledger import Ledger, quantile
from benchmarks.soak.plot import LINE, apart, plot
from benchmarks.soak.readings import keep, left
from benchmarks.soak.report import brief, judged, told
from benchmarks.soak.strolling import stays
from models.contract.registry import find_demos

EVERY = 10.0
LENGTH = 720


def noisy(slope_an_hour: float, level: float = 500.0, noise: float = 2.0, seed: int = 1) -> list[flat.Point]:
    """Two hours of readings, with a wild one now and then."""
    drawn = random.Random(seed)
    return [
        (
            EVERY * i,
            level + slope_an_hour * EVERY * i / 3600 + drawn.gauss(0, noise) + 300 * (drawn.random() < 0.03),
        )
        for i in range(1, LENGTH + 1)
    ]


def taken(i: int, worker: float = 1000.0, latency: float = 50.0, **others: Any) -> dict[str, Any]:
    """A reading; two demos that differ are visited in turn."""
    drawn = random.Random(i)

    def held(rss: float) -> dict[str, Any]:
        return {"pid": 1, "rss": rss, "most": rss + 5, "descriptors": 40, "threads": 3, "cpu": 0.2 * i}

    milliseconds = (latency if i % 2 else 4 * latency) + drawn.gauss(0, 2)
    figures = [10, milliseconds, 2 * milliseconds]
    return {
        "seconds": EVERY * i,
        "processes": {"web": held(120 + drawn.gauss(0, 0.1)), "worker 1": held(worker + drawn.gauss(0, 5))},
        "demos": {"pose" if i % 2 else "style": figures},
        "all": figures,
        "frames": {"sent": 20 * i, "answered": 20 * i - 3},
        "errors": {"model_loading": 2},
        "server": {"worker_restarts": 0.0, "frames_waiting": 1.0},
        "load": 2.0 + drawn.random(),
        "own_cpu": 0.05 * i,
        **others,
    }


def run(**others: Any) -> list[dict[str, Any]]:
    return [taken(i, **others) for i in range(1, LENGTH + 1)]


def not_flat(readings: list[dict[str, Any]]) -> list[str]:
    return [one["name"] for one in judged(readings, {}, flat.WARM_UP)["verdicts"] if one["way"] != "flat"]


# -- slopes ----------------------------------------------------------------------------------------------


def test_the_slope_of_a_line_is_its_own() -> None:
    slope = flat.theil_sen([(float(i), 3.0 * i + 1) for i in range(20)])
    assert slope == pytest.approx((3, 3, 3))


def test_the_interval_is_that_of_sen() -> None:
    """By hand: ten points, 45 slopes; 1.96 deviations of Kendall's statistic are 21.9: the ranks 12 and 34."""
    drawn = random.Random(3)
    points = [(float(i), 2.0 * i + drawn.gauss(0, 1)) for i in range(10)]
    slopes = sorted((b[1] - a[1]) / (b[0] - a[0]) for a, b in itertools.combinations(points, 2))
    slope = flat.theil_sen(points)
    assert slope.change == slopes[22]
    assert (slope.low, slope.high) == (slopes[11], slopes[33])


def test_one_wild_point_moves_nothing() -> None:
    points = [(float(i), 2.0 * i) for i in range(20)]
    points[19] = (19.0, 9999.0)
    assert flat.theil_sen(points).change == pytest.approx(2)


@pytest.mark.parametrize("points", [[], [(0.0, 1.0)], [(5.0, 1.0), (5.0, 2.0)]])
def test_too_few_points_have_no_slope(points: list[tuple[float, float]]) -> None:
    assert flat.theil_sen(points) == (0.0, -math.inf, math.inf)


def test_blocks_are_medians_of_equal_parts() -> None:
    points = [(float(i), float(i % 10 == 3) * 1000 + i) for i in range(100)]
    found = flat.blocks(points, 10)
    assert len(found) == 10
    assert found[0] == (4.5, 5.5)
    assert flat.blocks([], 10) == []
    assert flat.blocks([(7.0, 1.0)], 10) == [(7.0, 1.0)]


def test_intervals_hold_what_they_promise() -> None:
    """Of 200 runs without a slope some 5 % are taken for having one."""
    wrong = sum(flat.verdict("", "", noisy(0, seed=seed)).way != "flat" for seed in range(200))
    assert wrong <= 20


# -- verdicts --------------------------------------------------------------------------------------------


def test_what_grows_is_not_flat() -> None:
    found = flat.verdict("memory", "MB", noisy(25), 0.02)
    assert found.way == "grows"
    assert found.slope.low < 25 < found.slope.high
    assert found.limit == pytest.approx(0.02 * found.middle)


def test_what_grows_by_less_than_may_be_is_flat() -> None:
    assert flat.verdict("memory", "MB", noisy(5), 0.02).way == "flat"
    assert flat.verdict("memory", "MB", noisy(5), 0.0).way == "grows"


def test_one_descriptor_an_hour_is_seen() -> None:
    """A leak of a descriptor an hour among visitors who come and go."""
    drawn = random.Random(2)
    points: list[flat.Point] = [
        (EVERY * i, 40 + drawn.choice((-1, 0, 0, 1)) + EVERY * i // 1800) for i in range(LENGTH)
    ]
    assert flat.verdict("descriptors", "", points).way == "grows"
    assert flat.verdict("descriptors", "", [(at, 40.0) for at, _ in points]).way == "flat"


def test_the_warm_up_does_not_count() -> None:
    points = [(at, (value or 0) - 400 * (at < flat.WARM_UP)) for at, value in noisy(0)]
    assert flat.verdict("memory", "MB", points, 0.02).way == "flat"


def test_where_nothing_was_read_nothing_is_judged() -> None:
    found = flat.verdict("latency", "ms", [(1500.0, None), (1600.0, None)])
    assert found.way == "flat"
    assert json.loads(json.dumps(found.told(), allow_nan=False))["middle"] is None


def test_latency_is_a_multiple_of_what_the_demo_usually_has() -> None:
    rows = [
        {"pose": [9, 20.0]},
        {"style": [3, 90.0]},
        {"pose": [9, 20.0], "style": [3, 180.0]},
        {},
        {"style": [3, 90.0]},
    ]
    assert flat.relative(rows, 1) == [1.0, 1.0, 1.5, None, 1.0]


# -- the report ------------------------------------------------------------------------------------------


def test_a_quiet_run_is_good() -> None:
    report = judged(run(), {}, flat.WARM_UP)
    assert report["good"], report
    assert {one["name"] for one in report["verdicts"]} >= {"web: memory", "worker 1: descriptors", "latency p95"}
    assert told(report).endswith("\n- as it should be")


def test_a_page_has_memory_latency_and_whatever_is_not_flat() -> None:
    kept = brief(judged(run(), {}, flat.WARM_UP))
    assert "| web: memory |" in kept
    assert "| latency p95 |" in kept
    assert "| worker 1: descriptors |" not in kept
    assert kept.endswith("are flat; as it should be")
    readings = run()
    for at, one in enumerate(readings):
        one["processes"]["web"]["threads"] += at
    leaking = brief(judged(readings, {}, flat.WARM_UP))
    assert "| web: threads |" in leaking
    assert leaking.endswith("NOT as it should be")


def test_a_leak_of_the_worker_is_told() -> None:
    readings = [taken(i, worker=1000 + i / 8) for i in range(1, LENGTH + 1)]
    assert not_flat(readings) == ["worker 1: memory"]
    assert told(judged(readings, {}, flat.WARM_UP)).endswith("NOT as it should be")


def test_what_falls_is_told_and_is_no_fault() -> None:
    report = judged([taken(i, latency=90 - i / 20) for i in range(1, LENGTH + 1)], {}, flat.WARM_UP)
    assert {one["name"]: one["way"] for one in report["verdicts"]}["latency p50"] == "falls"
    assert report["good"]
    assert "| falls |" in told(report)


def test_latency_that_grows_is_told() -> None:
    assert not_flat([taken(i, latency=50 + i / 20) for i in range(1, LENGTH + 1)]) == ["latency p50", "latency p95"]


@pytest.mark.parametrize(
    ("others", "remain"),
    [
        ({"errors": {"internal": 1}}, {}),
        ({"server": {"worker_restarts": 1.0}}, {}),
        ({}, {"streams": 1.0}),
    ],
    ids=["an error", "a worker lost", "left in a queue"],
)
def test_what_else_is_not_good(others: dict[str, Any], remain: dict[str, float]) -> None:
    readings = run()
    readings[-1] = taken(LENGTH, **others)
    report = judged(readings, remain, flat.WARM_UP)
    assert all(one["way"] == "flat" for one in report["verdicts"])
    assert not report["good"]


def test_a_run_cut_short_has_a_report_and_a_plot() -> None:
    for length in (1, 2, 6, 30):
        readings = run()[:length]
        report = judged(readings, None, flat.WARM_UP)
        json.dumps(report, allow_nan=False)
        assert "not looked yet" in told(report)
        found = {"readings": readings, "report": report, "about": {"visitors": 10, "demos": ["pose", "style"]}}
        ElementTree.fromstring(plot(found))


def test_the_plot_has_a_line_of_each_quantity() -> None:
    readings = run()
    found = {
        "readings": readings,
        "report": judged(readings, {}, flat.WARM_UP),
        "about": {"visitors": 10, "demos": ["pose", "style"]},
    }
    drawn = ElementTree.fromstring(plot(found))
    space = "{http://www.w3.org/2000/svg}"
    classes = [path.get("class", "") for path in drawn.iter(f"{space}path")]
    # two memories, two processes' descriptors and threads, two latencies, and the machine's load without a slope
    assert sum(one.startswith("line") for one in classes) == 9
    assert sum(one.startswith("slope") for one in classes) == 8
    assert "nan" not in plot(found)


def test_names_stand_apart_and_within_the_panel() -> None:
    assert apart([10.0, 50.0], 88) == [10, 50]
    assert apart([84.0, 86.0, 87.0], 88) == [87 - 2 * LINE, 87 - LINE, 87]
    assert apart([20.0, 95.0], 88) == [20, 88]


# -- what is read ----------------------------------------------------------------------------------------


def test_only_what_is_there_is_left() -> None:
    assert left({"server": dict.fromkeys(("streams", "pictures"), 0.0) | dict.fromkeys(GONE, 0.0)}) == {}
    assert left({"server": dict.fromkeys(GONE, 0.0) | {"streams": 2.0, "pictures": 0.0}}) == {"streams": 2.0}


GONE = ("frames_waiting", "frames_in_flight", "visitors", "incoming_bytes", "upload_bytes")


def test_the_file_is_whole_at_any_time(tmp_path: Path) -> None:
    file = tmp_path / "var" / "soak.json"
    keep(file, {"readings": [1]})
    keep(file, {"readings": [1, 2]})
    assert json.loads(file.read_text()) == {"readings": [1, 2]}
    assert [path.name for path in file.parent.iterdir()] == ["soak.json"]


def test_the_ledger_gives_latencies_once_and_counts_for_ever() -> None:
    ledger = Ledger()
    ledger.count(sent=3, answered=2)
    ledger.error("timeout")
    ledger.latencies("pose", [float(i) for i in range(1, 101)])
    ledger.at(0, "pose")
    first, second = ledger.read(), ledger.read()
    assert first["demos"] == {"pose": [100, 50.0, 95.0]}
    assert first["all"] == [100, 50.0, 95.0]
    assert (second["demos"], second["all"]) == ({}, None)
    assert second["frames"] == {"sent": 3, "answered": 2}
    assert second["errors"] == {"timeout": 1}
    assert second["at"] == ["pose"]


def test_quantiles_are_by_the_nearest_rank() -> None:
    assert [quantile([1.0, 2.0, 3.0, 4.0], share) for share in (0.0, 0.25, 0.5, 0.95, 1.0)] == [1, 1, 2, 4, 4]


# -- where the visitors go -------------------------------------------------------------------------------


def test_every_visitor_comes_to_every_demo_and_stays_some_minutes() -> None:
    names = ["a", "b", "c", "d"]
    way = list(itertools.islice(stays(names, (2, 5), 3, 1), 8))
    assert [demo for demo, _ in way] == ["d", "a", "b", "c", "d", "a", "b", "c"]
    assert all(120 <= seconds <= 300 for _, seconds in way)
    assert [seconds for _, seconds in itertools.islice(stays(names, (2, 5), 0, 2), 8)] != [
        seconds for _, seconds in way
    ]


def test_sound_is_sent_in_pieces_of_a_hop() -> None:
    lips, pose = find_demos()["lips"], find_demos()["pose"]
    assert {len(piece) for piece in pieces(lips)} == {2 * round(16_000 * 0.04)}
    with pytest.raises(ValueError, match="pose does not listen"):
        pieces(pose)
