"""Export the networks as StableHLO with their weights, each with what TensorFlow answers, to be run elsewhere.

    python -m benchmarks.stablehlo.export FOLDER [--only pose grapes] [--batches 1 8 32]

Needs TensorFlow and JAX (requirements-dev.txt). Writes NETWORK-BATCH.stablehlo, an artifact of jax.export that any JAX
of the next years reads, and NETWORK-BATCH.npz with the inputs and the answers. benchmarks.stablehlo.run runs them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from benchmarks.stablehlo.networks import NETWORKS, Array, Network, answers


def exported(function: Any, inputs: Sequence[Array]) -> bytes:
    """A function of TensorFlow for inputs of these shapes as an artifact of jax.export, for whatever runs it."""
    import jax
    from absl import logging
    from jax import export
    from jax.experimental import jax2tf

    logging.set_verbosity(logging.ERROR)  # else every constant of the network is printed
    compiled = tf.function(function, jit_compile=True, autograph=False)
    called = jax.jit(jax2tf.call_tf(compiled, has_side_effects=False))
    shape: Any = jax.ShapeDtypeStruct
    shapes = [shape(one.shape, one.dtype) for one in inputs]
    # call_tf lowers for the processor that it runs on; the operations are the same on any
    anywhere = [export.DisabledSafetyCheck.platform()]
    return bytes(export.export(called, disabled_checks=anywhere)(*shapes).serialize())


def write(folder: Path, name: str, network: Network, batch: int, *, small: bool = False) -> Path:
    """Export one network for one batch; the artifact's path."""
    inputs = network.inputs(batch, network.small if small else network.size)
    kept: dict[str, Any] = {f"input{index}": one for index, one in enumerate(inputs)}
    told = answers(network.function(*map(tf.constant, inputs)))
    kept |= {f"answer{index}": one for index, one in enumerate(told)}
    file = folder / f"{name}-{batch}.stablehlo"
    file.write_bytes(exported(network.function, inputs))
    np.savez_compressed(file.with_suffix(".npz"), **kept)
    return file


def main(arguments: Sequence[str]) -> int:
    """Export; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", choices=NETWORKS, default=list(NETWORKS), metavar="NETWORK")
    parser.add_argument("--batches", nargs="+", type=int, default=[1, 8, 32])
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in options.only:
        network = NETWORKS[name]()
        for batch in options.batches if network.batches else [1]:
            file = write(options.folder, name, network, batch)
            print(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
