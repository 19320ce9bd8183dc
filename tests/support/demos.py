"""Demos with their networks loaded, as a worker on a processor has them."""

from __future__ import annotations

from typing import TypeVar

from models.contract.demo import Demo
from models.toolkit.devices import Device

AnyDemo = TypeVar("AnyDemo", bound=Demo)


def loaded(demo: AnyDemo, threads: int = 1) -> AnyDemo:
    """The demo, loaded. Not by devices.configure: other tests of this process may have run TensorFlow already."""
    demo.load(Device("cpu", threads, mixed_precision=False, xla=False))
    return demo
