"""What HED is made of, and what it costs: parameters and multiply-adds, counted from its architecture."""

from __future__ import annotations

from models.toolkit.vgg16 import BLOCKS

SCALES = len(BLOCKS)


def parameters() -> int:
    """How many numbers were learned."""
    total, channels = SCALES + 1, 3
    for count, outputs in BLOCKS:
        for _ in range(count):
            total += 9 * channels * outputs + outputs
            channels = outputs
        total += outputs + 1
    return total


def multiply_adds(height: int, width: int) -> int:
    """What one picture costs, in multiply-adds of its convolutions."""
    total, channels = height * width * SCALES, 3
    for number, (count, outputs) in enumerate(BLOCKS):
        if number:
            height, width = -(-height // 2), -(-width // 2)
        for _ in range(count):
            total += height * width * 9 * channels * outputs
            channels = outputs
        total += height * width * outputs
    return total
