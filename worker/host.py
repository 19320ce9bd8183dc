"""The demos that a worker has loaded, within its memory."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from models.assets.assets import AssetError
from models.contract.demo import Demo
from models.toolkit.devices import Device
from wire import protocol
from worker.outbox import Outbox, give_back, megabytes
from worker.warm_up import get_ready, settle

log = logging.getLogger(__name__)

IN_USE = 30.0
"""Seconds after its last picture, or after it was loaded, in which a demo counts as used."""
OUT_OF_MEMORY = 70
"""Exit status after an allocation failed: what is left of the process cannot be trusted."""


@dataclass(frozen=True)
class Budget:
    """Megabytes of this process: above ``idle`` it keeps no demo that nobody uses, above ``most`` the fewest it can."""

    idle: int
    most: int


class Host:
    """The demos that this worker has loaded, the one used longest ago first."""

    def __init__(
        self,
        demos: dict[str, Demo],
        device: Device,
        outbox: Outbox,
        budget: Budget,
        held: Callable[[], int] = megabytes,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``held`` gives the megabytes that this process holds."""
        self._demos, self._device, self._outbox, self._budget = demos, device, outbox, budget
        self._held, self._clock = held, clock
        self._loaded: OrderedDict[str, Demo] = OrderedDict()
        self._used: dict[str, float] = {}
        self._unsettled: dict[str, Iterator[None]] = {}
        """What loaded demos may still do; known to the thread that loads alone."""
        self._lock = threading.Lock()

    def get(self, name: str) -> Demo | None:
        with self._lock:
            if name in self._loaded:
                self._loaded.move_to_end(name)
                self._used[name] = self._clock()
            return self._loaded.get(name)

    def demos(self, names: Iterable[str]) -> list[Demo]:
        """These demos, loaded or not."""
        return [self._demos[name] for name in names]

    def load(self, name: str) -> None:
        """Load a demo afresh, warm it up with its own example, and say how it went."""
        start = time.monotonic()
        try:
            demo = type(self._demos[name])()
            get_ready(demo, self._device)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except Exception as error:
            plain = isinstance(error, AssetError)
            reason = str(error) if plain else f"{type(error).__name__}: {str(error)[:300]}"
            self._outbox.tell(protocol.Kind.LOAD_FAILED, demo=name, reason=reason, for_good=plain)
            return
        with self._lock:
            self._loaded[name], self._used[name] = demo, self._clock()
        self._unsettled[name] = settle(demo, self._device)
        self._outbox.tell(protocol.Kind.LOADED, demo=name, seconds=round(time.monotonic() - start, 2))
        self._make_room(name)

    def settle(self) -> bool:
        """One step of what loaded demos may still do, the one loaded first first; whether there was one."""
        for name, steps in self._unsettled.items():
            try:
                next(steps)
            except MemoryError:
                os._exit(OUT_OF_MEMORY)
            except StopIteration:
                del self._unsettled[name]
            except Exception as error:
                log.warning("demo %s does without something: %s: %s", name, type(error).__name__, str(error)[:300])
                del self._unsettled[name]
            return True
        return False

    def tidy(self) -> None:
        """Drop what nobody uses any more, down to the demo used last, where this process holds more than it may."""
        with self._lock:
            newest = next(reversed(self._loaded), None)
        if newest is not None:
            self._make_room(newest)

    def _make_room(self, keep: str) -> None:
        """Drop the demos that were used longest ago, until the rest fits, or all of them are in use."""
        while (held := self._held()) > self._budget.idle:
            with self._lock:
                oldest = next((name for name in self._loaded if name != keep), None)
                if oldest is None or (held <= self._budget.most and self._clock() - self._used[oldest] < IN_USE):
                    return
                del self._loaded[oldest]
            self._unsettled.pop(oldest, None)
            give_back()
            self._outbox.tell(protocol.Kind.UNLOADED, demo=oldest)
