"""A worker process that computes nothing itself: it hands frames to Ray Serve on a cluster (ENGINE=ray).

It stands where worker.py stands and speaks the same protocol with the web process, so the scheduler's fair turns, the
streams' memory and the supervisor are the same. The cluster is the one that RAY_ADDRESS names; without it Ray starts
one on this machine. A frame whose replica dies is not tried again: it may be what the replica died of.
"""

from __future__ import annotations

import argparse
import logging
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from models.contract.registry import find_demos
from wire import protocol
from wire.pulse import Pulse
from worker import replica
from worker.checking import check_files
from worker.outbox import Outbox, begin, receive
from worker.pictures import PictureLane

log = logging.getLogger("worker.ray_bridge")

ROOT = Path(__file__).resolve().parents[1]


class RayWorker:
    """Loads demos as deployments, forwards jobs, a thread for each of the ``lanes`` jobs that may be under way."""

    def __init__(
        self, outbox: Outbox, folders: list[Path], placement: replica.Placement, deadline: float, pulse: Pulse
    ) -> None:
        self._outbox, self._placement, self._deadline = outbox, placement, deadline
        self._folders, self._demos = folders, find_demos(folders)
        self._handles: dict[str, Any] = {}
        largest = max((demo.batch_on(placement.device) for demo in self._demos.values()), default=1)
        self.lanes = 2 * placement.most * largest
        self._forwarding = ThreadPoolExecutor(self.lanes + 1, "forward")
        self._loading = ThreadPoolExecutor(1, "load")
        self._pictures = PictureLane(outbox, pulse)

    def handle(self, message: protocol.Message) -> None:
        """One message from the web process."""
        if message.kind is protocol.Kind.RUN:
            self._forwarding.submit(self._run, message)
        elif message.kind is protocol.Kind.LOAD:
            self._loading.submit(self._load, message.values["demo"])
        elif message.kind is protocol.Kind.CHECK:
            names = message.values["demos"]
            self._loading.submit(check_files, [self._demos[name] for name in names], self._outbox)
        elif message.kind is protocol.Kind.PICTURE:
            self._pictures.receive(message)

    def _load(self, name: str) -> None:
        begun = time.monotonic()
        folders = [str(folder) for folder in self._folders]
        batch = self._demos[name].batch_on(self._placement.device)
        try:
            self._handles[name] = replica.deploy(name, folders, batch, self._placement, ROOT)
        except Exception as error:  # whatever Ray or the demo says is the reason on the card
            reason = f"{type(error).__name__}: {str(error)[:300]}"
            self._outbox.tell(protocol.Kind.LOAD_FAILED, demo=name, reason=reason, for_good=False)
            return
        self._outbox.tell(protocol.Kind.LOADED, demo=name, seconds=round(time.monotonic() - begun, 2))

    def _run(self, message: protocol.Message) -> None:
        name, job = message.values["demo"], message.values["job"]
        items = protocol.unpack_items(message)
        end = time.monotonic() + 0.8 * self._deadline
        # All are sent before the first is waited for: what is sent together can share a batch.
        sent = [(item, self._send(name, item)) for item in items]
        outcomes = [_outcome(name, item, response, end) for item, response in sent]
        self._outbox.send(protocol.pack_outcomes(job, outcomes))

    def _send(self, name: str, item: protocol.Item) -> Any:
        return self._handles[name].remote(protocol.pack_job(0, name, [item])) if name in self._handles else None


def _outcome(name: str, item: protocol.Item, response: Any, end: float) -> protocol.Outcome:
    if response is None:
        return protocol.Outcome(stream=item.stream, seq=item.seq, code="model_loading")
    try:
        parts = response.result(timeout_s=max(0.1, end - time.monotonic()))
        return protocol.unpack_outcomes(protocol.unpack(parts))[0]
    except TimeoutError:
        return protocol.Outcome(stream=item.stream, seq=item.seq, code="timeout")
    except Exception as error:  # a replica or its node is gone, or Ray cannot reach it
        log.warning("%s: %s", name, f"{type(error).__name__}: {str(error)[:200]}")
    return protocol.Outcome(stream=item.stream, seq=item.seq, code="model_restarting")


def connect() -> None:
    """Join the cluster of RAY_ADDRESS, or start one here. Raises what Ray raises when it is not there."""
    import ray
    from ray import serve

    address = os.environ.get("RAY_ADDRESS")
    # A cluster of this machine alone needs no page of its own, and frames are small.
    own: dict[str, Any] = {} if address else {"include_dashboard": False, "object_store_memory": 256_000_000}
    ray.init(address=address or "local", namespace="hype", log_to_driver=False, logging_level=logging.WARNING, **own)
    serve.start(proxy_location="Disabled")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--least", type=int, default=1)
    parser.add_argument("--most", type=int, default=4)
    parser.add_argument("--cpus", type=float, default=1.0)
    parser.add_argument("--gpus", type=float, default=0.0)
    parser.add_argument("--deadline", type=float, default=10.0)
    options, jobs, outbox, pulse = begin(parser)
    try:
        connect()
    except ImportError:
        outbox.tell(protocol.Kind.CANNOT_START, reason="Ray is not installed. Run: make setup-ray")
        raise SystemExit(1) from None
    except Exception as error:  # Ray has many ways to say that there is no cluster
        outbox.tell(protocol.Kind.CANNOT_START, reason=f"Ray: {type(error).__name__}: {str(error)[:200]}")
        raise SystemExit(1) from None
    placement = replica.Placement(options.least, options.most, options.cpus, options.gpus)
    worker = RayWorker(outbox, options.demos, placement, options.deadline, pulse)
    outbox.tell(protocol.Kind.HELLO, pid=os.getpid(), device=placement.device, lanes=worker.lanes)
    while True:
        worker.handle(receive(jobs))


if __name__ == "__main__":
    main()
