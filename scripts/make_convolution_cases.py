"""Writes the answers that the playground's maths is tested against: python -m scripts.make_convolution_cases

Random cases of convolution, pooling and fully connected layers, computed by TensorFlow in double precision; borders by
numpy.pad. The same seed gives the same bytes.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

TARGET = Path(__file__).parents[1] / "tests/js/playground/maths/cases.json.gz"
SEED = 20191007
CONVOLUTIONS, POOLINGS, DENSE = 2000, 200, 100
MODES = {"zero": "constant", "reflect": "reflect", "replicate": "edge"}
Volume = npt.NDArray[np.float64]


def main() -> None:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    random = np.random.default_rng(SEED)
    cases = {
        "convolutions": [convolution(random) for _ in range(CONVOLUTIONS)],
        "poolings": [pooling(random) for _ in range(POOLINGS)],
        "dense": [fully_connected(random) for _ in range(DENSE)],
    }
    text = json.dumps(cases, separators=(",", ":")).encode()
    TARGET.write_bytes(gzip.compress(text, 9, mtime=0))
    sys.stdout.write(f"{TARGET.name}: {len(text)} bytes, {TARGET.stat().st_size} compressed\n")


def convolution(random: np.random.Generator) -> dict[str, Any]:
    """One case: a volume (channels, rows, columns), filters (out, in, rows, columns), settings, the answer."""
    while True:
        height, width = random.integers(1, 13, 2).tolist()
        size = random.integers(1, 8, 2)
        stride, dilation = random.integers(1, 4, 2), np.where(random.random(2) < 0.6, 1, random.integers(1, 4, 2))
        padding, mode = random.integers(0, 4, 2), str(random.choice(list(MODES)))
        reach = (size - 1) * dilation + 1
        fits = bool(np.all(reach <= np.array([height, width]) + 2 * padding))
        if fits and (mode != "reflect" or bool(np.all(padding < [height, width]))):
            break
    inputs, outputs = random.integers(1, 4, 2).tolist()
    volume, filters = numbers(random, (inputs, height, width)), numbers(random, (outputs, inputs, *size.tolist()))
    bias = numbers(random, (outputs,)) if random.random() < 0.5 else None
    flip = bool(random.random() < 0.5)
    case = {
        "volume": volume,
        "filters": filters,
        "bias": bias,
        "stride": stride,
        "dilation": dilation,
        "padding": padding,
        "mode": mode,
        "flip": flip,
        "answer": convolved(volume, filters, bias, stride, dilation, padding, mode, flip),
    }
    return {key: plain(value) for key, value in case.items()}


def numbers(random: np.random.Generator, shape: tuple[int, ...]) -> Volume:
    """Small whole numbers, zeros and ones, or quarters: exact in binary, so that answers are."""
    kind = random.integers(3)
    if kind == 0:
        return random.integers(0, 2, shape).astype(np.float64)
    drawn = random.integers(-9, 10, shape).astype(np.float64)
    return drawn if kind == 1 else drawn / 4


def convolved(
    volume: Volume,
    filters: Volume,
    bias: Volume | None,
    stride: Any,
    dilation: Any,
    padding: Any,
    mode: str,
    flip: bool,
) -> Volume:
    import tensorflow as tf

    down, across = padding.tolist()
    grown = np.pad(volume, ((0, 0), (down, down), (across, across)), mode=MODES[mode])  # type: ignore[call-overload]
    kernel = filters[:, :, ::-1, ::-1] if flip else filters
    answer = tf.nn.conv2d(
        grown.transpose(1, 2, 0)[None],
        np.ascontiguousarray(kernel.transpose(2, 3, 1, 0)),
        strides=stride.tolist(),
        padding="VALID",
        dilations=dilation.tolist(),
    ).numpy()[0]
    result: Volume = (answer if bias is None else answer + bias).transpose(2, 0, 1)
    return result


def pooling(random: np.random.Generator) -> dict[str, Any]:
    import tensorflow as tf

    size, stride = random.integers(1, 5, 2), random.integers(1, 4, 2)
    matrix = numbers(random, tuple((size + random.integers(0, 8, 2)).tolist()))
    kind = str(random.choice(["max", "average"]))
    run = tf.nn.max_pool2d if kind == "max" else tf.nn.avg_pool2d
    answer = run(matrix[None, :, :, None], size.tolist(), stride.tolist(), "VALID").numpy()[0, :, :, 0]
    case = {"matrix": matrix, "kind": kind, "size": size, "stride": stride, "answer": answer}
    return {key: plain(value) for key, value in case.items()}


def fully_connected(random: np.random.Generator) -> dict[str, Any]:
    """A volume stretched in TensorFlow's order (rows, columns, channels), times a matrix, plus a bias."""
    import tensorflow as tf

    channels, height, width, outputs = random.integers(1, 5, 4).tolist()
    volume = numbers(random, (channels, height, width))
    column = tf.reshape(volume.transpose(1, 2, 0), [-1])
    weights, bias = numbers(random, (outputs, channels * height * width)), numbers(random, (outputs,))
    answer = (tf.linalg.matvec(weights, column) + bias).numpy()
    case = {"volume": volume, "column": column.numpy(), "weights": weights, "bias": bias, "answer": answer}
    return {key: plain(value) for key, value in case.items()}


def plain(value: Any) -> Any:
    """Arrays as lists, whole numbers without a point."""
    if isinstance(value, np.ndarray):
        return [plain(item) for item in value.tolist()]
    if isinstance(value, list):
        return [plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


if __name__ == "__main__":
    main()
