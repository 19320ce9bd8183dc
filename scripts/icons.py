"""Draws the site's icons for phones anew: python -m scripts.icons

The same mark as static/favicon.svg: a claim (hollow) and what was measured (full) on one line.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageDraw

ICONS = Path(__file__).resolve().parent.parent / "static" / "icons"
STAGE, PAPER, ACCENT = "#15130f", "#f6f2e8", "#a9b8ff"
SIZES = {"icon-192": (192, 1.0), "icon-512": (512, 1.0), "maskable-512": (512, 0.72), "apple-180": (180, 0.86)}
"""Name: side in pixels, and how much of it the mark takes: systems cut the corners of maskable ones off."""
FINE = 4


def main() -> int:
    """Write every icon. Returns the exit code."""
    ICONS.mkdir(exist_ok=True)
    for name, (side, share) in SIZES.items():
        draw(side, share).save(ICONS / f"{name}.png", optimize=True)
    return 0


def draw(side: int, share: float) -> Image.Image:
    """One icon, drawn four times as large and made smaller, so that its edges are smooth."""
    large = side * FINE
    picture = Image.new("RGB", (large, large), STAGE)
    brush = ImageDraw.Draw(picture)
    unit = large * share / 32  # favicon.svg is 32 wide
    middle = large / 2

    def circle(x: float, radius: float, fill: str, outline: str | None = None) -> None:
        at = middle + (x - 16) * unit
        box = (at - radius * unit, middle - radius * unit, at + radius * unit, middle + radius * unit)
        brush.ellipse(box, fill, outline, round(2.5 * unit))

    brush.line((middle - 11 * unit, middle, middle + 11 * unit, middle), PAPER, round(2.5 * unit))
    circle(10, 5.25, STAGE, PAPER)
    circle(23, 5, ACCENT)
    return picture.resize((side, side), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    sys.exit(main())
