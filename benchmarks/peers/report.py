"""The table and the plot of what benchmarks.peers measured."""

from __future__ import annotations

import html
import json
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.marks import between

HEAD = "| model | visitors | this app | Gradio 6.31.0 | Gradio, tuned | FastRTC 0.0.34 | FastRTC, tuned |"
RULE = "|---|---|---|---|---|---|---|"
NAMES = {
    "ours": "**this app**",
    "gradio": "Gradio 6.31.0",
    "gradio tuned": "Gradio, tuned",
    "fastrtc": "FastRTC 0.0.34",
    "fastrtc tuned": "FastRTC, tuned",
}
SHOWN = frozenset({(1, 30.0), (16, 10.0)})
"""Visitors and frames offered a second of the cells in the page's table: one, and a class."""
MODELS = frozenset({"50", "pose", "style"})
ALONE = (1, 10.0)
"""Visitors and frames offered a second of the table of bytes: what all can keep up with."""
AMONG_OTHERS = (4, 10.0)
"""The same for one of four, who sends WebP here."""
HEAD_OF_BYTES = (
    "| model | this app | one of four | Gradio, tuned | FastRTC | like the model's: this app | FastRTC |\n"
    "|---|---|---|---|---|---|---|"
)
LAG = 20.0
"""Milliseconds a second from which on a table says that lag grows."""
COLOURS = {
    "ours": "#b5432a",
    "gradio": "#9aa5b1",
    "gradio tuned": "#6b7885",
    "fastrtc": "#c9b98f",
    "fastrtc tuned": "#a08c52",
}


def summary(visitors: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """All visitors of a cell together; latency and slope are the median visitor's."""
    rates = [one["fps"] for one in visitors]
    mean = statistics.mean(rates)

    def middle(name: str) -> float | None:
        values = [one[name] for one in visitors if one.get(name) is not None]
        return statistics.median(values) if values else None

    return {
        "fps": sum(rates),
        "p50": middle("p50"),
        "p95": middle("p95"),
        "slope": middle("slope"),
        "spread": max(abs(rate - mean) for rate in rates) / mean if mean else None,
        "kb_up": middle("kb_up"),
        "kb_down": middle("kb_down"),
        "psnr": middle("psnr"),
        "ssim": middle("ssim"),
        "refused": sum("refused" in one for one in visitors),
    }


def place(one: dict[str, Any]) -> tuple[bool, float, str, int, float, int]:
    """Where a cell stands in the table; equal for two measurements of the same."""
    model = one["model"]
    milliseconds = float(model) if model.isdigit() else 0.0
    way = list(NAMES).index(one["way"])
    return not model.isdigit(), milliseconds, model, one["visitors"], one["offered"], way


def _text(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)


def _cell(one: dict[str, Any] | None) -> str:
    """Useful frames a second in all and their age; whether that grows, and who got nothing."""
    if one is None or "failed" in one:
        return "–" if one is None else "did not run"
    told = [f"{one['fps']:.1f}, {_text(one['p50'], '.0f')} ms"]
    told += [f"{one['slope']:+.0f} a second"] if (one["slope"] or 0.0) > LAG else []
    told += [f"{one['refused']} refused"] if one["refused"] else []
    return ", ".join(told)


def line(one: dict[str, Any]) -> str:
    """A cell as it is told when it has been measured."""
    about = f"{one['model']}, {one['visitors']} at {one['offered']:g} a second, {NAMES[one['way']].strip('*')}"
    if "failed" in one:
        return f"{about}: did not run: {' '.join(one['failed'].split())[:80]}"
    carried = "" if one.get("kb_up") is None else f", {_carried(one)} kB"
    return f"{about}: {_cell(one)}{carried}, {_likeness(one)}"


def table(found: Sequence[dict[str, Any]]) -> str:
    """The cells that decide, a row for each model and crowd; all of them stand in the file beside the page."""
    rows: dict[tuple[str, int, float], dict[str, dict[str, Any]]] = {}
    for one in sorted(found, key=place):
        if (one["visitors"], one["offered"]) in SHOWN and one["model"] in MODELS:
            rows.setdefault((one["model"], one["visitors"], one["offered"]), {})[one["way"]] = one
    return "\n".join(
        (
            HEAD,
            RULE,
            *(
                f"| {model}{' ms' if model.isdigit() else ''} | {visitors} at {offered:g} a second "
                f"| {' | '.join(_cell(cells.get(way)) for way in NAMES)} |"
                for (model, visitors, offered), cells in rows.items()
            ),
        )
    )


def bytes_table(found: Sequence[dict[str, Any]]) -> str:
    """Kilobytes up + down of a useful frame of each demo, and how like pictures are to the model's own."""
    cells: dict[tuple[str, str, tuple[int, float]], dict[str, Any]] = {}
    for one in found:
        if not one["model"].isdigit() and "failed" not in one and one.get("kb_up") is not None:
            cells[one["model"], one["way"], (one["visitors"], one["offered"])] = one
    rows = []
    for model in sorted({model for model, _, _ in cells}):
        alone, few, gradio, rtc = (
            cells.get((model, way, crowd))
            for way, crowd in (("ours", ALONE), ("ours", AMONG_OTHERS), ("gradio tuned", ALONE), ("fastrtc", ALONE))
        )
        told = (*map(_carried, (alone, few, gradio, rtc)), _likeness(few or alone), _likeness(rtc))
        rows.append(f"| {model} | {' | '.join(told)} |")
    return "\n".join((HEAD_OF_BYTES, *rows))


def _carried(one: dict[str, Any] | None) -> str:
    if one is None:
        return "–"
    return f"{one['kb_up']:.1f} + {one['kb_down']:.1f} = {one['kb_up'] + one['kb_down']:.1f}"


def _likeness(one: dict[str, Any] | None) -> str:
    return "–" if one is None else f"{_text(one['psnr'], '.1f')} dB, {_text(one['ssim'], '.3f')}"


def plot(found: Sequence[dict[str, Any]]) -> str:
    """Useful frames a second as bars, an SVG of its own; a cell of the grid is a group."""
    groups: dict[tuple[str, int, float], list[dict[str, Any]]] = {}
    for one in sorted(found, key=place):
        groups.setdefault((one["model"], one["visitors"], one["offered"]), []).append(one)
    rows, y = [], 10
    most = max((one.get("fps", 0.0) for one in found), default=1.0) or 1.0
    for (model, visitors, offered), cells in groups.items():
        name = f"{model} ms" if model.isdigit() else model
        title = f"{name}, {visitors} visitor{'s' if visitors > 1 else ''} at {offered:g}"
        rows.append(f'<text x="8" y="{y + 14}" font-weight="bold">{html.escape(title)}</text>')
        y += 22
        for one in cells:
            rate, name = one.get("fps", 0.0), NAMES[one["way"]].strip("*")
            width = 400 * rate / most
            lag = "" if one.get("p50") is None else f", p50 {one['p50']:.0f} ms"
            rows.append(
                f'<text x="140" y="{y + 12}" text-anchor="end">{html.escape(name)}</text>'
                f'<rect x="148" y="{y}" width="{width:.1f}" height="15" fill="{COLOURS[one["way"]]}"/>'
                f'<text x="{154 + width:.1f}" y="{y + 12}">{rate:.1f}{lag}</text>'
            )
            y += 19
        y += 10
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 {y}" font-family="sans-serif" font-size="12">',
            f'<title>Useful frames a second</title><rect width="680" height="{y}" fill="#fbf8f2"/>',
            *rows,
            "</svg>\n",
        )
    )


def write(found: Sequence[dict[str, Any]], docs: Path) -> None:
    """Put the table between its marks in docs/performance.md; every cell and the plot beside it."""
    cells = ",\n".join(json.dumps(one) for one in sorted(found, key=place))
    (docs / "performance-peers.json").write_text(f"[\n{cells}\n]\n")
    between(docs / "performance.md", "peers", table(found))
    between(docs / "performance.md", "bytes", bytes_table(found))
    (docs / "performance-peers.svg").write_text(plot(found))
