"""The captioning network and its encoder in PyTorch, to train both on a GPU. Only ``tune`` imports this.

It computes what ``network`` and ``encoder_top`` compute, with the same weights by the same names. PyTorch is none of
the project's dependencies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from models.captioning.architecture import TUNED, Shape
from models.captioning.tokens import END, PAD, START, UNKNOWN
from models.toolkit.efficientnet_lite import Block, blocks

Array = np.ndarray[Any, Any]
Tensor = Any
Weights = Mapping[str, Tensor]

_SURELY_SHORTER = 10
"""Before so many words not all captions have ended: asking would make the GPU wait."""


def to_torch(name: str, array: Array) -> Tensor:
    """A weight in PyTorch's order, float32: kernels of convolutions are (out, in, height, width)."""
    if array.ndim == 4:
        array = array.transpose((2, 3, 0, 1) if name.endswith("depthwise.kernel") else (3, 2, 0, 1))
    return torch.from_numpy(np.ascontiguousarray(array, np.float32))


def from_torch(name: str, weight: Tensor) -> Array:
    """A weight in TensorFlow's order."""
    array: Array = weight.detach().float().cpu().numpy()
    if array.ndim == 4:
        array = array.transpose((2, 3, 0, 1) if name.endswith("depthwise.kernel") else (2, 3, 1, 0))
    return np.ascontiguousarray(array)


class Network:
    """The network over ``weights``, and the encoder's first blocks over ``trunk``, which are not trained.

    weights: by the names of architecture.weight_shapes; trunk: by those of efficientnet_lite.layer_shapes; both as
    ``to_torch`` makes them.
    """

    def __init__(self, shape: Shape, weights: Weights, trunk: Weights) -> None:
        self.shape, self.weights, self._trunk = shape, weights, trunk
        self.dropout = 0.0

    def memory(self, pictures: Tensor) -> Tensor:
        """pictures (B, 3, 224, 224) RGB, 0..255 → (B, M, width)."""
        places = self._top(pictures).flatten(2).transpose(1, 2)  # (B, 49, 1280)
        x = self._dense("top", self._drop(places)) + self.weights["places"]
        if self.shape.pooled:
            x = torch.cat([x, self._dense("pooled", self._drop(places.mean(1)))[:, None]], 1)
        return self._drop(self._norm("memory", x))

    def bag(self, memory: Tensor) -> Tensor:
        """memory (B, M, width) → unnormalised scores (B, vocabulary) of the words that the captions have."""
        return self.logits(self._dense("bag", memory.mean(1)))

    def hidden(self, memory: Tensor, tokens: Tensor) -> Tensor:
        """memory (B, M, width), tokens (B, C, T) from START on → what precedes each next word, (B, C, T, width)."""
        x = self._drop(self._embed(tokens) + self.weights["positions"][: tokens.shape[2]])
        for name, keys, values in self._looks(memory):
            parts = self._dense(f"{name}.self.input", self._norm(f"{name}.self", x)).chunk(3, -1)
            mixed = functional.scaled_dot_product_attention(*map(self._heads, parts), is_causal=True)
            x = x + self._drop(self._dense(f"{name}.self.output", self._join(mixed)))
            x = x + self._drop(self._look(name, x.flatten(1, 2), keys, values).view(x.shape))
            x = x + self._drop(self._feed_forward(name, x))
        return self._norm("output", x)

    def logits(self, hidden: Tensor) -> Tensor:
        """hidden (…, width) → unnormalised scores of the next word, (…, vocabulary)."""
        return functional.linear(hidden, self.weights["words"], self.weights["words.bias"])

    def write(self, memory: Tensor, captions: int, choose: Callable[[Tensor], Tensor]) -> Tensor:
        """``captions`` of each picture: memory (B, M, width) → tokens (B, captions, positions + 1) with START.

        choose: unnormalised scores (B, captions, vocabulary) → the next tokens (B, captions).
        """
        looks = self._looks(memory)
        tokens = torch.full((len(memory), captions, self.shape.positions + 1), PAD, device=memory.device)
        tokens[:, :, 0] = START
        ended = torch.zeros_like(tokens[:, :, 0], dtype=torch.bool)
        pasts: list[list[Tensor]] = [[] for _ in looks]
        for position in range(self.shape.positions):
            x = self._embed(tokens[:, :, position]) + self.weights["positions"][position]  # (B, captions, width)
            for past, (name, keys, values) in zip(pasts, looks, strict=True):
                x = x + self._remember(name, x, past)
                x = x + self._look(name, x, keys, values)
                x = x + self._feed_forward(name, x)
            scores = self.logits(self._norm("output", x)).float()
            scores[..., [PAD, START, UNKNOWN]] = -torch.inf
            chosen = torch.where(ended, PAD, choose(scores))
            tokens[:, :, position + 1] = chosen
            ended |= chosen == END
            if position >= _SURELY_SHORTER and ended.all():
                break
        return tokens

    def _top(self, pictures: Tensor) -> Tensor:
        """pictures as above → the encoder's features (B, 1280, 7, 7), 0..6."""
        with torch.no_grad():
            x = ((pictures - 127.0) / 128.0).contiguous(memory_format=torch.channels_last)
            x = functional.relu6(_convolve(self._trunk, "stem", x, stride=2))
            for index, block in enumerate(blocks()[: self.shape.tuned]):
                x = _inverted_residual(self._trunk, str(index), block, x)
        for index, block in enumerate(blocks()[self.shape.tuned :], self.shape.tuned):
            x = _inverted_residual(self.weights, f"{TUNED}{index}", block, x)
        return functional.relu6(_convolve(self.weights, f"{TUNED}head", x))

    def _looks(self, memory: Tensor) -> list[tuple[str, Tensor, Tensor]]:
        """Each decoder layer's name and its keys and values of the memory, (B, heads, M, depth)."""
        names = [f"decoder.{index}" for index in range(self.shape.layers)]
        return [(name, *map(self._heads, self._dense(f"{name}.cross.memory", memory).chunk(2, -1))) for name in names]

    def _remember(self, name: str, x: Tensor, past: list[Tensor]) -> Tensor:
        """Self-attention of the newest words: x (B, C, width) → the same shape. past: the earlier keys and values."""
        parts = self._dense(f"{name}.self.input", self._norm(f"{name}.self", x)).chunk(3, -1)
        queries, *newest = (part.unflatten(-1, (self.shape.heads, 1, -1)) for part in parts)
        past[:] = [torch.cat([old, new], -2) for old, new in zip(past, newest, strict=True)] if past else newest
        mixed = functional.scaled_dot_product_attention(queries, *past)
        return self._dense(f"{name}.self.output", mixed.flatten(-3))

    def _look(self, name: str, x: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """Cross-attention: x (B, N, width) → the same shape."""
        queries = self._heads(self._dense(f"{name}.cross.input", self._norm(f"{name}.cross", x)))
        mixed = functional.scaled_dot_product_attention(queries, keys, values)
        return self._dense(f"{name}.cross.output", self._join(mixed))

    def _feed_forward(self, name: str, x: Tensor) -> Tensor:
        inner = functional.relu(self._dense(f"{name}.inner", self._norm(f"{name}.inner", x)))
        return self._dense(f"{name}.outer", self._drop(inner))

    def _embed(self, tokens: Tensor) -> Tensor:
        return functional.embedding(tokens, self.weights["words"]) * self.shape.width**0.5

    def _dense(self, name: str, x: Tensor) -> Tensor:
        return x @ self.weights[f"{name}.kernel"] + self.weights[f"{name}.bias"]

    def _norm(self, name: str, x: Tensor) -> Tensor:
        gain, bias = self.weights[f"{name}.norm.gain"], self.weights[f"{name}.norm.bias"]
        return functional.layer_norm(x.float(), (self.shape.width,), gain, bias, 1e-5)

    def _drop(self, x: Tensor) -> Tensor:
        return functional.dropout(x, self.dropout, training=self.dropout > 0)

    def _heads(self, x: Tensor) -> Tensor:
        """(…, T, width) → (…, heads, T, depth)"""
        return x.unflatten(-1, (self.shape.heads, -1)).transpose(-3, -2)

    def _join(self, x: Tensor) -> Tensor:
        """(…, heads, T, depth) → (…, T, width)"""
        return x.transpose(-3, -2).flatten(-2)


def _inverted_residual(weights: Weights, name: str, block: Block, x: Tensor) -> Tensor:
    """One block: x (B, inputs, h, w) → (B, outputs, h / stride, w / stride)."""
    y = functional.relu6(_convolve(weights, f"{name}.expand", x)) if block.expansion > 1 else x
    y = functional.relu6(_convolve(weights, f"{name}.depthwise", y, block.stride, groups=y.shape[1]))
    y = _convolve(weights, f"{name}.project", y)
    return x + y if block.stride == 1 and block.inputs == block.outputs else y


def _convolve(weights: Weights, name: str, x: Tensor, stride: int = 1, groups: int = 1) -> Tensor:
    """A convolution padded as TensorFlow's SAME, which with a stride pads more behind than before."""
    kernel, bias = weights[f"{name}.kernel"], weights[f"{name}.bias"]
    size = kernel.shape[2]
    if stride == 1:
        return functional.conv2d(x, kernel, bias, stride, size // 2, groups=groups)
    before = (size - stride) // 2
    x = functional.pad(x, (before, size - stride - before) * 2)
    return functional.conv2d(x, kernel, bias, stride, groups=groups)
