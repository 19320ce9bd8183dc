"""Which device a worker computes on, and how: processor or GPU, lanes, threads, memory, precision, XLA."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_TENSOR_CORES = (7, 0)
"""The first compute capability whose half-precision units make mixed precision pay (Volta, 2017)."""
_MOST_LANES = 4
"""Pictures computed at the same time on a processor; more cores than that make each of them faster instead."""


class DeviceError(RuntimeError):
    """The device that was asked for is not there; the message says what to do."""


@dataclass(frozen=True)
class Device:
    """Where and how networks run.

    ``lanes`` is how many calls of ``predict`` run at the same time, ``threads`` how many threads each of them has:
    small pictures keep several cores busier one by one than together. ``mixed_precision`` and ``xla`` say what
    pays on this device; each network decides whether its outputs allow it.
    """

    kind: str
    threads: int
    mixed_precision: bool
    xla: bool
    lanes: int = 1

    @property
    def cores(self) -> int:
        """Threads of all lanes together."""
        return self.lanes * self.threads

    @property
    def narrow(self) -> bool:
        """Whether a lane is one core of several: a picture that is alone then does better with all of them."""
        return self.kind == "cpu" and self.lanes > 1 and self.threads == 1


def choose(
    kind: str | None,
    threads: str | int | None,
    *,
    cores: int,
    capabilities: Sequence[tuple[int, int]],
    lanes: str | int = 1,
) -> Device:
    """Decide from what was asked for and what there is; touches nothing.

    Args:
        kind: "auto", "cpu" or "gpu".
        threads: "auto" (one for each core) or a number of 1 or more, as a number or as text; of all lanes together.
        cores: processor cores that this process may use.
        capabilities: the compute capability of each GPU that TensorFlow sees.
        lanes: "auto" (on a processor one for each thread, up to four; on a GPU one) or a number, at most one a thread.

    Raises: DeviceError when the wish makes no sense or the GPU is not there.
    """
    if kind not in ("auto", "cpu", "gpu"):
        raise DeviceError(f"DEVICE must be auto, cpu or gpu, not {kind!r}.")
    if kind == "gpu" and not capabilities:
        raise DeviceError("DEVICE=gpu was asked for, but TensorFlow sees no GPU here. Use DEVICE=auto or DEVICE=cpu.")
    count = _count("THREADS", threads, cores)
    if kind == "cpu" or not capabilities:
        side_by_side = min(count, _count("LANES", lanes, _MOST_LANES))
        # XLA was slower than plain TensorFlow on every processor tried, by a factor of up to 16.
        return Device("cpu", count // side_by_side, mixed_precision=False, xla=False, lanes=side_by_side)
    side_by_side = _count("LANES", lanes, 1)
    return Device("gpu", count, mixed_precision=min(capabilities) >= _TENSOR_CORES, xla=True, lanes=side_by_side)


def find(kind: str = "auto", threads: str | int = "auto", lanes: str | int = 1) -> Device:
    """The device for this process. TensorFlow is imported only where it has to look for a GPU.

    Raises: DeviceError as ``choose`` does.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    if kind == "cpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    import cv2

    device = choose(kind, threads, cores=available_cores(), capabilities=_capabilities(kind), lanes=lanes)
    # Frames are small: threads in OpenCV gain next to nothing and take cores from the network.
    cv2.setNumThreads(1)
    return device


def set_up(device: Device) -> None:
    """Set TensorFlow up for this process; before any network is built. Done again it does nothing new.

    Raises: DeviceError when TensorFlow has already started computing, otherwise set up.
    """
    if device.narrow:
        # A session that is to use all cores (models/toolkit/spread.py) gets a pool of its own, not the first one made.
        os.environ["TF_OVERRIDE_GLOBAL_THREADPOOL"] = "1"
    import tensorflow as tf

    try:
        tf.config.threading.set_intra_op_parallelism_threads(device.threads)
        tf.config.threading.set_inter_op_parallelism_threads(device.lanes)
        for gpu in tf.config.list_physical_devices("GPU") if device.kind == "gpu" else ():
            # Otherwise the first worker takes the whole GPU and the second one gets nothing.
            tf.config.experimental.set_memory_growth(gpu, True)
    except RuntimeError as error:
        raise DeviceError("The device must be set up before TensorFlow computes anything.") from error


def configure(kind: str = "auto", threads: str | int = "auto", lanes: str | int = 1) -> Device:
    """``find`` and ``set_up``; call it once, before any network is built. Raises as these do."""
    device = find(kind, threads, lanes)
    set_up(device)
    return device


def available_cores() -> int:
    """Cores that this process may use: in a container often fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _count(setting: str, asked: str | int | None, auto: int) -> int:
    if asked == "auto":
        return max(1, auto)
    try:
        count = 0 if asked is None else int(asked)
    except ValueError:
        count = 0
    if count < 1:
        raise DeviceError(f"{setting} must be auto or a number of 1 or more, not {asked!r}.")
    return count


def _capabilities(kind: str) -> list[tuple[int, int]]:
    """The compute capability of each GPU that may be used."""
    if kind == "cpu":
        return []
    import tensorflow as tf

    return [_capability(tf, gpu) for gpu in tf.config.list_physical_devices("GPU")]


def _capability(tf: Any, gpu: object) -> tuple[int, int]:
    details = tf.config.experimental.get_device_details(gpu)
    major, minor = details.get("compute_capability", (0, 0))
    return int(major), int(minor)
