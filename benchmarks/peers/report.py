"""The table and the plot of what benchmarks.peers measured."""

from __future__ import annotations

import html
import json
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.marks import between

HEAD = (
    "| model | visitors | offered | served by | useful frames/s, in all | p50 ms | p95 ms "
    "| lag grows, ms a second | shares ± | PSNR dB | SSIM | kB up | kB down | memory | disk |"
)
RULE = "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|"
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
    "| model | served by | useful frames/s | p50 ms | kB up | kB down | in all | PSNR dB | SSIM |\n"
    "|---|---|---|---|---|---|---|---|---|"
)
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


def line(one: dict[str, Any]) -> str:
    """A cell as a row of the table."""
    model = f"{one['model']} ms" if one["model"].isdigit() else one["model"]
    about = f"| {model} | {one['visitors']} | {one['offered']:g} | {NAMES[one['way']]} |"
    if "failed" in one:
        return f"{about} did not run: {' '.join(one['failed'].split())[:80]} | | | | | | | | | | |"
    refused = f" ({one['refused']} refused)" if one["refused"] else ""
    return (
        f"{about} {one['fps']:.1f}{refused} | {_text(one['p50'], '.0f')} | {_text(one['p95'], '.0f')} "
        f"| {_text(one['slope'], '+.0f')} | {_text(one['spread'], '.0%')} | {_text(one.get('psnr'), '.1f')} "
        f"| {_text(one.get('ssim'), '.3f')} | {_text(one.get('kb_up'), '.1f')} | {_text(one.get('kb_down'), '.1f')} "
        f"| {one['memory_mb']:+.0f} MB | {one['disk_mb']:.0f} MB |"
    )


def table(found: Sequence[dict[str, Any]]) -> str:
    """The cells that decide; all stand in the file beside the page."""
    shown = [one for one in found if (one["visitors"], one["offered"]) in SHOWN and one["model"] in MODELS]
    return "\n".join((HEAD, RULE, *map(line, sorted(shown, key=place))))


def bytes_table(found: Sequence[dict[str, Any]]) -> str:
    """What a useful frame carries, of every model that is a demo; Gradio at its defaults shows two a second."""
    rows = []
    for one in sorted(found, key=lambda one: (one["model"], list(NAMES).index(one["way"]), one["visitors"])):
        among = one["way"] == "ours" and (one["visitors"], one["offered"]) == AMONG_OTHERS
        counts = among or (one["visitors"], one["offered"]) == ALONE
        if (
            one["model"].isdigit()
            or one["way"] == "gradio"
            or not counts
            or "failed" in one
            or one.get("kb_up") is None
        ):
            continue
        name = f"{NAMES[one['way']]}{', one of four' if among else ''}"
        rows.append(
            f"| {one['model']} | {name} | {one['fps'] / one['visitors']:.1f} | {_text(one['p50'], '.0f')} "
            f"| {one['kb_up']:.1f} | {one['kb_down']:.1f} | **{one['kb_up'] + one['kb_down']:.1f}** "
            f"| {_text(one['psnr'], '.1f')} | {_text(one['ssim'], '.3f')} |"
        )
    return "\n".join((HEAD_OF_BYTES, *rows))


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
