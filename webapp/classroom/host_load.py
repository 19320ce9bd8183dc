"""What the machine is doing: processors, memory, GPU where there is one."""

from __future__ import annotations

import contextlib
from typing import Any

import psutil


class HostLoad:
    """Asked about once a second; each answer tells of the time since the last."""

    def __init__(self) -> None:
        psutil.cpu_percent()
        self._gpus = _gpus()

    def measure(self) -> dict[str, Any]:
        """Percent and MB; ``gpus`` has an entry for each."""
        memory = psutil.virtual_memory()
        return {
            "processor": round(psutil.cpu_percent()),
            "cores": psutil.cpu_count() or 1,
            "memory": round((memory.total - memory.available) / 1e6),
            "memory_total": round(memory.total / 1e6),
            "gpus": [found for gpu in self._gpus if (found := _gpu_load(gpu))],
        }


def _gpus() -> list[Any]:
    """NVIDIA's handles; empty without a driver, without its library, or without a GPU."""
    try:
        import pynvml

        pynvml.nvmlInit()
        return [pynvml.nvmlDeviceGetHandleByIndex(index) for index in range(pynvml.nvmlDeviceGetCount())]
    except Exception:  # whatever is wrong with a driver, the class goes on
        return []


def _gpu_load(gpu: Any) -> dict[str, Any]:
    with contextlib.suppress(Exception):
        import pynvml

        memory = pynvml.nvmlDeviceGetMemoryInfo(gpu)
        return {
            "name": str(pynvml.nvmlDeviceGetName(gpu)),
            "processor": int(pynvml.nvmlDeviceGetUtilizationRates(gpu).gpu),
            "memory": round(int(memory.used) / 1e6),
            "memory_total": round(int(memory.total) / 1e6),
        }
    return {}
