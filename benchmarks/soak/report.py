"""What a soak's readings come to: a verdict on each quantity, and whether all is as it should be. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.soak.flat import Point, Verdict, relative, verdict

MEMORY = 0.02
"""Of what a process holds, so much an hour counts as flat."""
LATENCY = 0.0
"""Of latency, whose interval must include 0."""
USUAL = "of the usual"
DECIDING = (": memory", "latency p95")
"""What a page shows even where it is flat."""
LOADS = frozenset({"model_loading"})
"""What a visitor may be told while a demo that nobody used is loaded again."""


def series(readings: Sequence[dict[str, Any]], process: str, what: str) -> list[Point]:
    """A process's quantity over time, None where there was no such process."""
    return [(one["seconds"], one["processes"].get(process, {}).get(what)) for one in readings]


def latencies(readings: Sequence[dict[str, Any]], place: int) -> list[Point]:
    """See :func:`benchmarks.soak.flat.relative`."""
    multiples = relative([one["demos"] for one in readings], place)
    return [(one["seconds"], multiple) for one, multiple in zip(readings, multiples, strict=True)]


def verdicts(readings: Sequence[dict[str, Any]], warm_up: float) -> list[Verdict]:
    """Of each process that is there at the end, and of latency."""
    found = []
    for name in readings[-1]["processes"]:
        found.append(verdict(f"{name}: memory", "MB", series(readings, name, "rss"), MEMORY, warm_up))
        found.append(verdict(f"{name}: descriptors", "", series(readings, name, "descriptors"), 0.0, warm_up))
        found.append(verdict(f"{name}: threads", "", series(readings, name, "threads"), 0.0, warm_up))
    found.append(verdict("latency p50", USUAL, latencies(readings, 1), LATENCY, warm_up))
    found.append(verdict("latency p95", USUAL, latencies(readings, 2), LATENCY, warm_up))
    return found


def judged(readings: Sequence[dict[str, Any]], left: dict[str, float] | None, warm_up: float) -> dict[str, Any]:
    """The report as JSON-ready data. ``left`` is what is in queues when all have gone; None while they are there."""
    last, found, errors = readings[-1], verdicts(readings, warm_up), readings[-1]["errors"]
    bad = {code: number for code, number in errors.items() if code not in LOADS}
    seconds = last["seconds"]
    cpu = {name: held["cpu"] for name, held in last["processes"].items()}
    good = all(one.good for one in found) and not bad and not left and not last["server"]["worker_restarts"]
    return {
        "minutes": round(seconds / 60, 1),
        "warm_up_minutes": round(warm_up / 60, 1),
        "verdicts": [one.told() for one in found],
        "machine": verdict("load", "", [(one["seconds"], one["load"]) for one in readings], 0.0, warm_up).told(),
        "most": {name: held["most"] for name, held in last["processes"].items()},
        "frames": last["frames"],
        "errors": errors,
        "restarts": last["server"]["worker_restarts"],
        "left": left,
        "cores": round((sum(cpu.values()) + last["own_cpu"]) / max(1.0, seconds), 3),
        "good": good,
    }


def table(verdicts: Sequence[dict[str, Any]]) -> str:
    """Verdicts as a table of Markdown."""
    head = "| what | median | at the end | slope an hour | its 95 % interval | it |"
    rows = [head, "|---|---|---|---|---|---|"]
    for one in verdicts:
        slope, unit = one["slope"], f" {one['unit']}" if one["unit"] else ""
        places = 2 if one["unit"] == USUAL else 1 if one["unit"] else 0
        ends = [f"{slope[end]:+.{places + 1}f}" if slope[end] is not None else "–" for end in ("low", "high")]
        way = "**grows**" if one["way"] == "grows" else "is flat" if one["way"] == "flat" else one["way"]
        rows.append(
            f"| {one['name']} | {_told(one['middle'], places)}{unit} | {_told(one['last'], places)}{unit} "
            f"| {slope['change']:+.{places + 1}f} | {' to '.join(ends)} | {way} |"
        )
    return "\n".join(rows)


def told(report: dict[str, Any]) -> str:
    """The table and what else decides, in lines."""
    most = ", ".join(f"{name} {value:.0f} MB" for name, value in report["most"].items())
    frames = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in sorted(report["frames"].items()))
    load = report["machine"]
    lines = [
        f"after {report['minutes']:g} minutes, of which the first {report['warm_up_minutes']:g} do not count",
        f"held at most: {most}",
        f"frames: {frames}; errors: {report['errors'] or 'none'}; workers lost: {report['restarts']:.0f}",
        f"left at the end: {'not looked yet' if report['left'] is None else report['left'] or 'nothing'}",
        f"processor, visitors included: {report['cores']:.2f} cores",
        "tasks that wanted one of the machine's cores, others' included: "
        f"median {_told(load['middle'], 1)}, {load['slope']['change']:+.1f} an hour",
        "as it should be" if report["good"] else "NOT as it should be",
    ]
    return "\n".join((table(report["verdicts"]), "", *(f"- {line}" for line in lines)))


def brief(report: dict[str, Any]) -> str:
    """What decides, for a page: a row of all that is not flat, of what memory comes to and of latency."""
    shown = [one for one in report["verdicts"] if one["way"] != "flat" or one["name"].endswith(DECIDING)]
    frames, most = report["frames"], ", ".join(f"{name} {value:.0f} MB" for name, value in report["most"].items())
    rest = len(report["verdicts"]) - len(shown)
    lines = [
        f"after {report['minutes']:g} minutes, of which the first {report['warm_up_minutes']:g} do not count: "
        f"{frames['answered']} of {frames['sent']} frames answered, errors: {report['errors'] or 'none'}, "
        f"workers lost: {report['restarts']:.0f}",
        f"held at most: {most}; left in queues at the end: {report['left'] or 'nothing'}",
        f"{rest} more, such as descriptors and threads, are flat; "
        + ("as it should be" if report["good"] else "NOT as it should be"),
    ]
    return "\n".join((table(shown), "", *(f"- {line}" for line in lines)))


def _told(value: float | None, places: int) -> str:
    return "–" if value is None else f"{value:.{places}f}"
