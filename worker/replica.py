"""A demo as a Ray Serve deployment: the stages of a worker, in replicas that Ray places, scales and replaces.

Runs on the cluster's nodes, which hold the same folder at the same path. A request is the parts of a ``run`` message
of one frame, an answer those of a ``done`` message; what waits at a replica when it is free goes in one batch.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.contract.registry import find_demos
from models.toolkit.devices import find
from wire import protocol
from worker.stages import Stages
from worker.warm_up import get_ready, settle

APP_PREFIX = "hype-"


@dataclass(frozen=True)
class Placement:
    """How many replicas of each demo there may be, and what of a node each of them takes."""

    least: int = 1
    most: int = 4
    cpus: float = 1.0
    gpus: float = 0.0

    @property
    def device(self) -> str:
        return "gpu" if self.gpus else "cpu"


class Replica:
    """One copy of a demo. Raises on construction what the demo's ``load`` raises; Ray then tries anew."""

    def __init__(self, demo: str, folders: Sequence[str], device: str, threads: int) -> None:
        chosen = find(device, threads)
        self._demo = find_demos([Path(folder) for folder in folders])[demo]
        get_ready(self._demo, chosen)
        for _ in settle(self._demo, chosen):
            pass
        self._stages, self._broken = Stages(), ""
        self._thread = ThreadPoolExecutor(1)

    async def run(self, requests: list[list[bytes]]) -> list[list[bytes]]:
        """The frames that wait together, each answered on its own."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, requests)

    def check_health(self) -> None:
        """Raises once the demo has failed: Ray then replaces this replica."""
        if self._broken:
            raise RuntimeError(self._broken)

    def _run(self, requests: list[list[bytes]]) -> list[list[bytes]]:
        items = [protocol.unpack_items(protocol.unpack(request))[0] for request in requests]
        groups: dict[Hashable, list[int]] = {}
        for place, item in enumerate(items):
            groups.setdefault(self._demo.batch_key(item.params), []).append(place)
        answers: list[list[bytes]] = [[]] * len(items)
        for places in groups.values():
            batch = self._stages.prepare(0, self._demo, [items[place] for place in places])
            self._stages.predict(batch)
            for place, outcome in zip(places, self._stages.finish(batch), strict=True):
                answers[place] = protocol.pack_outcomes(0, [outcome])
            self._broken = self._broken or batch.broken
        return answers


def deploy(demo: str, folders: Sequence[str], batch: int, placement: Placement, root: Path) -> Any:
    """Have Ray Serve run a demo; the handle to send requests to. Blocks until the first replica is ready.

    An application of this name that runs already is taken as it is: several web machines share it.
    """
    from ray import serve

    name = APP_PREFIX + demo
    running = serve.status().applications.get(name)
    if running is not None and running.status == "RUNNING":
        return serve.get_app_handle(name)

    @serve.deployment(
        name=demo,
        max_ongoing_requests=2 * batch,
        autoscaling_config={
            "min_replicas": placement.least,
            "max_replicas": placement.most,
            "target_ongoing_requests": 1.5 * batch,
            "upscale_delay_s": 3,
            "downscale_delay_s": 60,
        },
        health_check_period_s=2,
        health_check_timeout_s=10,
        ray_actor_options={
            "num_cpus": placement.cpus,
            "num_gpus": placement.gpus,
            "runtime_env": {"env_vars": {"PYTHONPATH": str(root), "TF_CPP_MIN_LOG_LEVEL": "3"}},
        },
    )
    class Served(Replica):
        @serve.batch(max_batch_size=batch, batch_wait_timeout_s=0.0)  # type: ignore[untyped-decorator, unused-ignore]
        async def __call__(self, requests: list[list[bytes]]) -> list[list[bytes]]:
            return await self.run(requests)

    threads = max(1, round(placement.cpus))
    application: Any = Served  # what the decorator returns has ``bind``
    return serve.run(application.bind(demo, list(folders), placement.device, threads), name=name, route_prefix=None)
