"""Generator and discriminator in PyTorch; what models.toolkit.stylegan computes, with the same weights by name.

Learning rates are equalised (Karras et al., ICLR 2018): weights are drawn from a normal distribution and scaled where
they are used. The discriminator has residual blocks, the deviation within a batch as one more map, and, where there
are classes, a projection onto the class (Miyato and Koyama, ICLR 2018).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from models.toolkit.stylegan import GAIN, LATENT, MAPPING, SLOPE, TINY, Plan

Array = np.ndarray[Any, Any]
Tensor = Any

_MAPPING_RATE = 0.01
"""How much slower the mapping learns than the rest."""
_GROUP = 4
"""Pictures whose deviation the discriminator sees."""


class Linear(nn.Module):  # type: ignore[misc]
    """``rate``: how fast it learns against the rest; ``bias``: what the bias begins with."""

    def __init__(self, ins: int, outs: int, *, bias: float = 0.0, rate: float = 1.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(ins, outs) / rate)
        self.bias = nn.Parameter(torch.full((outs,), bias / rate))
        self.gain, self.rate = rate / math.sqrt(ins), rate

    def forward(self, x: Tensor) -> Tensor:
        return x @ (self.weight * self.gain) + self.bias * self.rate

    def told(self, name: str) -> dict[str, Tensor]:
        """Weights as they are used, by name."""
        return {f"{name}/weight": self.weight * self.gain, f"{name}/bias": self.bias * self.rate}


class Convolution(nn.Module):  # type: ignore[misc]
    """Of the discriminator."""

    def __init__(self, ins: int, outs: int, kernel: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outs, ins, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(outs))
        self.gain, self.padding = 1 / math.sqrt(ins * kernel * kernel), kernel // 2

    def forward(self, x: Tensor, *, bent: bool = True) -> Tensor:
        gain = GAIN if bent else 1.0  # before the bend it is the same, and costs a kernel in place of a map
        y = functional.conv2d(x, self.weight * (self.gain * gain), self.bias * gain, padding=self.padding)
        return functional.leaky_relu(y, SLOPE) if bent else y


class Modulated(nn.Module):  # type: ignore[misc]
    """A convolution that a style scales; with a kernel of 3 demodulated, with noise and a leaky ReLU."""

    def __init__(self, ins: int, outs: int, kernel: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outs, ins, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(outs))
        self.style = Linear(LATENT, ins, bias=1.0)
        self.noise = nn.Parameter(torch.zeros(())) if kernel > 1 else None
        self.gain, self.padding = 1 / math.sqrt(ins * kernel * kernel), kernel // 2

    def forward(self, x: Tensor, style: Tensor, *, noisy: bool = True) -> Tensor:
        scale, kernel = self.style(style), self.weight * self.gain
        y = functional.conv2d(x * scale[:, :, None, None].to(x.dtype), kernel, padding=self.padding)
        if self.noise is None:
            return y + self.bias[:, None, None]
        power = scale.square() @ kernel.square().sum((2, 3)).t()
        size = torch.rsqrt(power + TINY)[:, :, None, None] * GAIN  # before the bend, where it costs no pass of its own
        added = self.bias[:, None, None] * GAIN
        if noisy:
            drawn = torch.randn(y.shape[0], 1, *y.shape[2:], device=y.device) * (self.noise * GAIN)
            return functional.leaky_relu(
                torch.addcmul(added.to(y.dtype) + drawn.to(y.dtype), y, size.to(y.dtype)), SLOPE
            )
        return functional.leaky_relu(torch.addcmul(added.to(y.dtype), y, size.to(y.dtype)), SLOPE)

    def told(self, name: str) -> dict[str, Tensor]:
        kernel = (self.weight * self.gain).permute(2, 3, 1, 0)
        told = {f"{name}/kernel": kernel, f"{name}/bias": self.bias, **self.style.told(f"{name}/style")}
        return told if self.noise is None else {**told, f"{name}/noise": self.noise}


class Block(nn.Module):  # type: ignore[misc]
    """One resolution of the generator."""

    def __init__(self, plan: Plan, side: int) -> None:
        super().__init__()
        own, before = plan.channels(side), plan.channels(max(4, side // 2))
        self.side = side
        self.first = Modulated(before, own, 3) if side > 4 else None
        self.second, self.colours = Modulated(own, own, 3), Modulated(own, 3, 1)
        self.painted = nn.Parameter(torch.randn(own)) if plan.painted else None

    def forward(
        self, x: Tensor, colours: Tensor, style: Tensor, masks: Tensor | None, *, noisy: bool
    ) -> tuple[Tensor, Tensor]:
        if self.first is not None:
            x, colours = self.first(_doubled(x), style, noisy=noisy), _doubled(colours)
        if self.painted is not None:
            shown = functional.adaptive_avg_pool2d(masks, self.side) * 2 - 1
            x = x + (shown * self.painted[:, None, None]).to(x.dtype)
        x = self.second(x, style, noisy=noisy)
        return x, colours + self.colours(x, style)


class Generator(nn.Module):  # type: ignore[misc]
    """``mean`` is the running mean of styles, which truncation draws to."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.classes = nn.Parameter(torch.randn(plan.classes, LATENT)) if plan.classes else None
        wide = [2 * LATENT if plan.classes and layer == 0 else LATENT for layer in range(MAPPING)]
        self.mapping = nn.ModuleList(Linear(ins, LATENT, rate=_MAPPING_RATE) for ins in wide)
        self.const = nn.Parameter(torch.randn(1, plan.channels(4), 4, 4))
        self.blocks = nn.ModuleDict({str(side): Block(plan, side) for side in plan.sides})
        self.register_buffer("mean", torch.zeros(LATENT))

    def styles(self, z: Tensor, classes: Tensor | None = None) -> Tensor:
        """z (n, 128) → w (n, 128)."""
        w = _unit(z)
        if self.classes is not None:
            w = torch.cat([w, _unit(self.classes[classes])], 1)
        for layer in self.mapping:
            w = _bent(layer(w))
        return w

    def pictures(self, styles: list[Tensor], masks: Tensor | None = None, *, noisy: bool = True) -> Tensor:
        """A style for each resolution, (n, 128), and masks (n, 1, side, side) from 0 to 1 → (n, 3, side, side)."""
        x = self.const.expand(len(styles[0]), -1, -1, -1)
        colours = torch.zeros(len(x), 3, 4, 4, device=x.device)
        for block, style in zip(self.blocks.values(), styles, strict=True):
            x, colours = block(x, colours, style, masks, noisy=noisy)
        return colours

    def exported(self) -> dict[str, Array]:
        """Weights by the names, in the shapes and with the gains that models.toolkit.stylegan wants, float32; without
        the masks that come with a painted one.
        """
        told = {"const": self.const[0].permute(1, 2, 0), "mean": self.mean}
        if self.classes is not None:
            told["classes"] = self.classes
        for layer, linear in enumerate(self.mapping):
            told |= linear.told(f"mapping/{layer}")
        for side, block in self.blocks.items():
            for name in ("first", "second", "colours"):
                part = getattr(block, name)
                told |= part.told(f"{side}/{name}") if part is not None else {}
            told |= {f"{side}/painted": block.painted} if block.painted is not None else {}
        return {name: value.detach().float().cpu().contiguous().numpy() for name, value in told.items()}


class Residual(nn.Module):  # type: ignore[misc]
    """One resolution of the discriminator: to half of it."""

    def __init__(self, plan: Plan, side: int) -> None:
        super().__init__()
        own, less = plan.channels(side), plan.channels(side // 2)
        self.first, self.second = Convolution(own, own, 3), Convolution(own, less, 3)
        self.past = Convolution(own, less, 1)

    def forward(self, x: Tensor) -> Tensor:
        y = self.second(_halved(self.first(x)))
        return (y + self.past(_halved(x), bent=False)) / math.sqrt(2)


class Discriminator(nn.Module):  # type: ignore[misc]
    """(n, 3, side, side), -1 to 1, of a painted plan with the mask as a fourth map, and classes → (n,): higher for what
    seems real.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        wide, maps = plan.channels(4), 4 if plan.painted else 3
        self.inputs = nn.ModuleDict({str(plan.side): Convolution(maps, plan.channels(plan.side), 1)})
        self.blocks = nn.ModuleDict({str(side): Residual(plan, side) for side in reversed(plan.sides) if side > 4})
        self.last, self.hidden = Convolution(wide + 1, wide, 3), Linear(16 * wide, wide)
        self.out = Linear(wide, 1)
        self.classes = nn.Parameter(torch.randn(plan.classes, wide)) if plan.classes else None

    def forward(self, pictures: Tensor, classes: Tensor | None = None) -> Tensor:
        (inputs,) = self.inputs.values()
        x = inputs(pictures)
        for block in self.blocks.values():
            x = block(x)
        x = self.last(torch.cat([x, _deviation(x)], 1))
        x = _bent(self.hidden(x.flatten(1)))
        real = self.out(x)[:, 0]
        if self.classes is None:
            return real
        return real + (x * self.classes[classes]).sum(1) / math.sqrt(x.shape[1])


def _deviation(x: Tensor) -> Tensor:
    """The mean deviation within groups of pictures, as one map (n, 1, 4, 4)."""
    group = math.gcd(_GROUP, len(x))
    apart = x.reshape(group, len(x) // group, *x.shape[1:]).var(0, unbiased=False)
    return (apart + TINY).sqrt().mean((1, 2, 3)).repeat(group)[:, None, None, None].expand(-1, 1, *x.shape[2:])


def _bent(x: Tensor) -> Tensor:
    """A leaky ReLU that keeps the size of what goes through: else what the judge says dies away layer by layer."""
    return functional.leaky_relu(x, SLOPE) * GAIN


def _halved(x: Tensor) -> Tensor:
    """Means of two by two, by sums of slices: a pooling layer's slope is slow on processors."""
    rows = x[:, :, ::2] + x[:, :, 1::2]
    return (rows[..., ::2] + rows[..., 1::2]) * 0.25


def _unit(rows: Tensor) -> Tensor:
    return rows * torch.rsqrt(rows.square().mean(1, keepdim=True) + TINY)


def _doubled(x: Tensor) -> Tensor:
    return functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
