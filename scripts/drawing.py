"""Draws docs/architecture.svg from the imports: python -m scripts.drawing

A box a room, a row a floor, the web process on the left, the worker on the right, what both stand on below. A line is
as thick as the imports between two rooms are many. The same code gives the same bytes.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from pathlib import Path
from xml.sax.saxutils import escape

from scripts.imports import FLOORS, PACKAGES, Graph, graph, room_of

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "architecture.svg"
WIDTH, ROW, BOX, HEIGHT, EDGE = 960, 66, 170, 34, 20
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #24303a; text-anchor: middle; }
  rect { fill: #fff; stroke: #24303a; }
  .web { fill: #e6f0f8; } .worker { fill: #fbe9dc; } .models { fill: #eef3e2; }
  path { fill: none; stroke: #24303a; stroke-opacity: .35; }
  svg { background: #fff; }
"""
Place = tuple[float, float]


def main() -> int:
    """Draw the picture anew. Returns the exit code."""
    TARGET.write_text(drawing(graph(ROOT, PACKAGES)), encoding="utf-8")
    return 0


def drawing(whole: Graph) -> str:
    """The rooms and the imports between them, as SVG."""
    between = Counter(
        (_box(name), _box(other)) for name, others in whole.items() for other in others if _box(name) != _box(other)
    )
    places = _places({_box(name) for name in whole})
    lines = [_line(places[one], places[other], count) for (one, other), count in sorted(between.items())]
    boxes = [_room(name, place) for name, place in sorted(places.items())]
    height = max(y for _, y in places.values()) + HEIGHT + EDGE
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="img">'
    title = "<title>The rooms of the code, floor by floor, and the imports between them</title>"
    return "\n".join([head, title, f"<style>{STYLE}</style>", *lines, *boxes, "</svg>", ""])


def _box(module: str) -> str:
    """The box of a module: its room, where all demos are one and all their trainings are one."""
    number, room = room_of(module)
    return FLOORS[number].rooms[0] if any("*" in name for name in FLOORS[number].rooms) else room


def _places(rooms: set[str]) -> dict[str, Place]:
    """The upper left corner of each box. The worker stands beside the web process, both upon the models."""
    web = [_of(floor.rooms, rooms) for floor in FLOORS if floor.rooms[0].startswith("webapp")]
    models = [_of(floor.rooms, rooms) for floor in FLOORS if not floor.rooms[0].startswith(("webapp", "worker"))]
    places = _rows(web, 0, 0, WIDTH * 2 / 3)
    places |= _rows([["worker"]], len(web) - 3, WIDTH * 2 / 3, WIDTH)
    return places | _rows(models, len(web), 0, WIDTH)


def _of(names: tuple[str, ...], rooms: set[str]) -> list[str]:
    return [name for name in names if name in rooms and name != "models.__init__"]


def _rows(rows: list[list[str]], first: int, left: float, right: float) -> dict[str, Place]:
    """Rows of boxes one below the other, each spread evenly; every second row a little to the side."""
    places: dict[str, Place] = {}
    for number, row in enumerate(rows, first):
        step = (right - left) / (len(row) + 1)
        aside = (number % 2 - 0.5) * 0.5 * BOX if len(row) == 1 else 0
        for column, name in enumerate(row, 1):
            places[name] = (left + step * column - BOX / 2 + aside, EDGE + number * ROW)
    return places


def _room(name: str, place: Place) -> str:
    side = {"webapp": "web", "worker": "worker"}.get(name.partition(".")[0], "models")
    label = escape(name.removesuffix(".__init__").replace(".", "/").replace("*", "<demo>"))
    x, y = place
    return (
        f'<g><rect class="{side}" x="{x:g}" y="{y:g}" width="{BOX}" height="{HEIGHT}" rx="4"/>'
        f'<text x="{x + BOX / 2:g}" y="{y + HEIGHT / 2 + 4.5:g}">{label}</text></g>'
    )


def _line(one: Place, other: Place, count: int) -> str:
    """A curve from the foot of one box to the head of another."""
    x, y = one[0] + BOX / 2, one[1] + HEIGHT
    to_x, to_y = other[0] + BOX / 2, other[1]
    bend = max(20.0, (to_y - y) / 2)
    width = 0.8 + 0.9 * math.log2(count + 1)
    curve = f"M{x:g} {y:g}C{x:g} {y + bend:g} {to_x:g} {to_y - bend:g} {to_x:g} {to_y:g}"
    return f'<path d="{curve}" stroke-width="{width:.1f}"><title>{count}</title></path>'


if __name__ == "__main__":
    sys.exit(main())
