"""A soak's readings over time as an SVG of its own, in the reader's theme. Pure."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any, NamedTuple

from benchmarks.soak.flat import Point, after, blocks, theil_sen

WIDTH, LEFT, RIGHT, PANEL, GAP, TOP = 680, 64, 112, 84, 36, 60
"""Pixels: of the drawing; left of the axis, right of it for the lines' names; a panel, between two, above the first."""
LINE = 14
"""Pixels from one name to the next."""
STYLE = """<style>
  svg { background: #fbf8f2; }
  text { font: 12px system-ui, sans-serif; fill: #24303a; }
  .title { font-weight: bold; } .small { font-size: 11px; fill: #5b6670; }
  .axis { fill: none; stroke: #24303a; stroke-opacity: .25; } .warm { fill: #24303a; fill-opacity: .06; }
  .line { fill: none; stroke-width: 1.4; } .slope { stroke-width: 1.2; stroke-dasharray: 5 4; }
  .a { stroke: #b5432a; } .b { stroke: #3b6f8f; } .c { stroke: #7f6a2c; }
  text.a, text.b, text.c { stroke: none; }
  text.a { fill: #b5432a; } text.b { fill: #3b6f8f; } text.c { fill: #7f6a2c; }
  @media (prefers-color-scheme: dark) {
    svg { background: #171c21; } text { fill: #e6e1d6; } .small { fill: #a5adb4; }
    .axis { stroke: #e6e1d6; } .warm { fill: #e6e1d6; }
    .a { stroke: #f0876c; } .b { stroke: #7fb6d6; } .c { stroke: #d3bd74; }
    text.a { fill: #f0876c; } text.b { fill: #7fb6d6; } text.c { fill: #d3bd74; }
  }
</style>"""


class Line(NamedTuple):
    """A line and its name; ``fitted``: with the slope of what is judged."""

    name: str
    points: Sequence[Point]
    fitted: bool = True


def panels(readings: Sequence[dict[str, Any]]) -> list[tuple[str, list[Line]]]:
    """What is drawn under one another, each with its title."""

    def of(process: str, what: str) -> list[Point]:
        return [(one["seconds"], one["processes"].get(process, {}).get(what)) for one in readings]

    def latency(place: int) -> list[Point]:
        return [(one["seconds"], one["all"][place] if one["all"] else None) for one in readings]

    names = list(readings[-1]["processes"])
    found = [(f"Memory of {name}, MB", [Line("held", of(name, "rss"))]) for name in names]
    found.append(("Open descriptors", [Line(name, of(name, "descriptors")) for name in names]))
    found.append(("Threads", [Line(name, of(name, "threads")) for name in names]))
    found.append(("Latency, ms, of all demos together", [Line("p95", latency(2)), Line("p50", latency(1))]))
    load: list[Point] = [(one["seconds"], one["load"]) for one in readings]
    return [*found, ("Load of the machine, others included: tasks that want a core", [Line("load", load, False)])]


def bounds(values: Sequence[float]) -> tuple[float, float]:
    """From where to where a panel reaches: all values with room, never so near that noise looks like a slope."""
    low, high = min(values), max(values)
    room = max(0.08 * (high - low), 0.03 * abs(high), 0.5)
    return (0.0 if low < 0.4 * high else low - room), high + room


def plot(found: dict[str, Any]) -> str:
    """The whole drawing of what ``python -m benchmarks.soak`` keeps."""
    readings = found["readings"]
    warm, end = 60 * found["report"]["warm_up_minutes"], max(1.0, readings[-1]["seconds"])
    rows, y = [], TOP
    for title, lines in panels(readings):
        rows.append(panel(title, lines, y, warm, end))
        y += PANEL + GAP
    about = found["about"]
    key = "shaded: warm-up · dashed: slope after it"
    head = f"{about['visitors']} visitors, {len(about['demos'])} demos, {end / 60:.0f} minutes"
    rows += axis(y - GAP + 14, end)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" role="img">',
            f"<title>What the server held over time: {html.escape(head)}</title>",
            STYLE,
            f'<text class="title" x="8" y="20">{html.escape(head)}</text>',
            f'<text class="small" x="{WIDTH - 8}" y="20" text-anchor="end">{key}</text>',
            *rows,
            "</svg>\n",
        )
    )


def axis(y: int, end: float) -> list[str]:
    """The minutes below the last panel."""
    step = next(step for step in (1, 5, 10, 20, 30, 60, 1440) if end / 60 / step <= 8)
    marks = range(0, int(end / 60) + 1, step)
    return [
        f'<text class="small" x="{across(60 * minute, end):.1f}" y="{y}" text-anchor="middle">{minute} min</text>'
        for minute in marks
    ]


def across(seconds: float, end: float) -> float:
    """Where a time stands."""
    return LEFT + (WIDTH - LEFT - RIGHT) * seconds / end


def panel(title: str, lines: Sequence[Line], y: int, warm: float, end: float) -> str:
    """One quantity, or several that share an axis."""
    values = [value for line in lines for _, value in line.points if value is not None] or [0.0]
    low, high = bounds(values)

    def up(value: float) -> float:
        return y + PANEL * (high - value) / (high - low)

    right = WIDTH - RIGHT
    rows = [
        f'<text class="title" x="8" y="{y - 8}">{html.escape(title)}</text>',
        f'<rect class="warm" x="{LEFT}" y="{y}" width="{across(warm, end) - LEFT:.1f}" height="{PANEL}"/>',
        f'<path class="axis" d="M{LEFT} {y}V{y + PANEL}H{right}"/>',
        f'<text class="small" x="{LEFT - 6}" y="{y + 10}" text-anchor="end">{short(high)}</text>',
        f'<text class="small" x="{LEFT - 6}" y="{y + PANEL}" text-anchor="end">{short(low)}</text>',
    ]
    names: list[tuple[float, str, str]] = []
    for colour, line in zip("abc", lines, strict=False):
        seen = [(at, value) for at, value in line.points if value is not None]
        if not seen:
            continue
        path = "L".join(f"{across(at, end):.1f} {up(value):.1f}" for at, value in seen)
        rows.append(f'<path class="line {colour}" d="M{path}"/>')
        if line.fitted:
            rows.append(fitted(blocks(after(seen, warm)), colour, end, up))
        names.append((up(seen[-1][1]) + 4, colour, f"{line.name} {short(seen[-1][1])}"))
    names.sort()
    for (_, colour, text), name_y in zip(names, apart([name[0] for name in names], y + PANEL + 4), strict=True):
        rows.append(f'<text class="{colour}" x="{right + 6}" y="{name_y:.1f}">{html.escape(text)}</text>')
    return "\n".join(row for row in rows if row)


def fitted(points: Sequence[tuple[float, float]], colour: str, end: float, up: Any) -> str:
    """The line of Theil and Sen through the medians of the points."""
    if len(points) < 3:
        return ""
    slope = theil_sen(points).change
    levels = sorted(value - slope * at for at, value in points)
    level, first, last = levels[len(levels) // 2], points[0][0], points[-1][0]
    ends = (f"{across(at, end):.1f} {up(level + slope * at):.1f}" for at in (first, last))
    return f'<path class="slope {colour}" d="M{"L".join(ends)}"/>'


def apart(wanted: Sequence[float], lowest: float) -> list[float]:
    """Where names stand that want to be at these heights, in order downwards: none over another, none below
    ``lowest``."""
    found: list[float] = []
    for place in reversed(wanted):
        found.append(min(place, found[-1] - LINE if found else lowest))
    return found[::-1]


def short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}".removesuffix(".0")
