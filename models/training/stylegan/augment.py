"""Differentiable augmentation (Zhao et al., NeurIPS 2020): real and made pictures are changed alike, so that few
pictures are not learnt by heart and what is made does not look changed.
"""

from __future__ import annotations

from typing import Any

import torch
from torch.nn import functional

Tensor = Any

SHIFT = 0.125
"""Of the side, at most, each way."""
CUT = 0.5
"""Of the side: the square that is left out."""


def augmented(pictures: Tensor, *, cuts: bool) -> Tensor:
    """(n, 3 or more, side, side): colours of the first three maps, and of all the place, drawn anew for each picture;
    where it ``cuts``, a square is left out as well.
    """
    coloured = torch.cat([_coloured(pictures[:, :3]), pictures[:, 3:]], 1)
    moved = _shifted(coloured)
    return _cut(moved) if cuts else moved


def _coloured(x: Tensor) -> Tensor:
    """Brightness by up to 0.5, saturation by 0 to 2, contrast by 0.5 to 1.5."""
    x = x + (_drawn(x) - 0.5)
    grey = x.mean(1, keepdim=True)
    x = (x - grey) * (_drawn(x) * 2) + grey
    mean = x.mean((1, 2, 3), keepdim=True)
    return (x - mean) * (_drawn(x) + 0.5) + mean


def _shifted(x: Tensor) -> Tensor:
    count, _, side, _ = x.shape
    most = round(SHIFT * side)
    padded = functional.pad(x, (most, most, most, most))
    begin = torch.randint(0, 2 * most + 1, (count, 2), device=x.device)
    along = torch.arange(side, device=x.device)
    rows = (begin[:, :1] + along)[:, None, :, None].expand(-1, x.shape[1], -1, padded.shape[3])
    columns = (begin[:, 1:] + along)[:, None, None, :].expand(-1, x.shape[1], side, -1)
    return padded.gather(2, rows).gather(3, columns)


def _cut(x: Tensor) -> Tensor:
    count, _, side, _ = x.shape
    size = round(CUT * side)
    begin = torch.randint(0, side + 1, (count, 2), device=x.device) - size // 2
    along = torch.arange(side, device=x.device)
    inside = [(along >= begin[:, axis, None]) & (along < begin[:, axis, None] + size) for axis in (0, 1)]
    hole = inside[0][:, :, None] & inside[1][:, None, :]
    return x * ~hole[:, None]


def _drawn(x: Tensor) -> Tensor:
    return torch.rand(len(x), 1, 1, 1, device=x.device)
