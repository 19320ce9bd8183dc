"""Random views of training pictures in PyTorch: cropped, mirrored, in other colours. Only ``tune`` imports this."""

from __future__ import annotations

from typing import Any

import torch
from torch.nn import functional

Tensor = Any

_LONGER = 1.2
"""How many times as long as the other one side of a crop may be, its picture's sides being equal."""


def views_of(pictures: Tensor, least: float) -> Tensor:
    """pictures (B, 3, H, W) RGB uint8 → float32 of the same shape, 0..255, each another random view.

    least: the smallest share of the picture that a crop shows.
    """
    size, device = len(pictures), pictures.device
    area = torch.empty(size, device=device).uniform_(least, 1.0)
    ratio = torch.exp(torch.empty(size, device=device).uniform_(-1, 1) * torch.tensor(_LONGER).log()).sqrt()
    high, wide = (area.sqrt() * ratio).clamp(max=1), (area.sqrt() / ratio).clamp(max=1)
    mirrored = torch.where(torch.rand(size, device=device) < 0.5, -1.0, 1.0)
    theta = torch.zeros(size, 2, 3, device=device)
    theta[:, 0, 0], theta[:, 1, 1] = wide * mirrored, high
    theta[:, 0, 2] = (1 - wide) * torch.empty(size, device=device).uniform_(-1, 1)
    theta[:, 1, 2] = (1 - high) * torch.empty(size, device=device).uniform_(-1, 1)
    grid = functional.affine_grid(theta, list(pictures.shape), align_corners=False)
    seen = functional.grid_sample(pictures.float(), grid, padding_mode="reflection", align_corners=False)
    return _recoloured(seen)


def _recoloured(pictures: Tensor) -> Tensor:
    """Another exposure, contrast, saturation and white balance; one in twenty is grey."""
    size, device = len(pictures), pictures.device

    def between(low: float, high: float, channels: int = 1) -> Tensor:
        return torch.empty(size, channels, 1, 1, device=device).uniform_(low, high)

    grey = pictures.mean(1, keepdim=True)
    saturation = between(0.6, 1.4) * (torch.rand(size, 1, 1, 1, device=device) > 0.05)
    pictures = grey + (pictures - grey) * saturation
    middle = pictures.mean((1, 2, 3), keepdim=True)
    pictures = (middle + (pictures - middle) * between(0.75, 1.25)) * between(0.8, 1.2) * between(0.94, 1.06, 3)
    return pictures.clamp(0, 255)
