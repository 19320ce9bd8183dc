"""What becomes of frames that go to a cluster, without one: its answers are this test's."""

from __future__ import annotations

import queue
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.contract.parameters import check_all
from models.contract.registry import find_demos
from models.toolkit.devices import Device
from models.toolkit.frames import encode_jpeg
from wire import protocol
from wire.protocol import Item, Outcome
from wire.pulse import Pulse
from worker import replica
from worker.ray_bridge import RayWorker

DEMOS = Path(__file__).parents[2] / "demos"


def jpeg() -> bytes:
    return encode_jpeg(np.zeros((48, 64, 3), np.uint8))


class Cluster:
    """A demo's handle. Each request's outcome is what ``answer`` makes of it, or the error that it raises."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer
        self.sent: list[str] = []

    def remote(self, parts: list[bytes]) -> Any:
        item = protocol.unpack_items(protocol.unpack(parts))[0]
        self.sent.append(item.stream)
        return Response(lambda: protocol.pack_outcomes(0, [self._answer(item)]))


class Response:
    def __init__(self, find: Any) -> None:
        self._find = find

    def result(self, timeout_s: float) -> list[bytes]:
        assert timeout_s > 0
        found: list[bytes] = self._find()
        return found


class Told:
    def __init__(self) -> None:
        self.messages: queue.Queue[protocol.Message] = queue.Queue()

    def send(self, parts: list[bytes]) -> None:
        self.messages.put(protocol.unpack(parts))

    def tell(self, kind: protocol.Kind, **values: Any) -> None:
        self.send(protocol.pack(kind, values))


def run(monkeypatch: pytest.MonkeyPatch, cluster: Cluster, streams: str) -> dict[str, str]:
    """Send a frame of each stream to the cluster in one job; each one's code."""
    monkeypatch.setattr(replica, "deploy", lambda *_: cluster)
    told = Told()
    worker = RayWorker(told, [DEMOS], replica.Placement(), 10.0, Pulse())  # type: ignore[arg-type]
    worker.handle(protocol.unpack(protocol.pack(protocol.Kind.LOAD, {"demo": "mirror"})))
    assert told.messages.get(timeout=20).kind == "loaded"
    items = [
        Item(stream=stream, seq=0, params={}, received=0.0, memory_seq=-1, image=b"picture", memory=b"")
        for stream in streams
    ]
    worker.handle(protocol.unpack(protocol.pack_job(7, "mirror", items)))
    done = told.messages.get(timeout=20)
    assert done.values["job"] == 7
    return {outcome.stream: outcome.code for outcome in protocol.unpack_outcomes(done)}


def test_a_frame_with_which_a_replica_dies_is_not_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(item: Item) -> Outcome:
        if item.stream == "b":
            raise RuntimeError("The actor died unexpectedly.")
        return Outcome(stream=item.stream, seq=item.seq)

    cluster = Cluster(answer)
    assert run(monkeypatch, cluster, "abc") == {"a": "", "b": "model_restarting", "c": ""}
    assert cluster.sent == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("demo", "sent", "data"),
    [
        ("mirror", jpeg(), {"count": 2, "shape": [48, 64, 3], "picture": None}),
        ("loudness", bytes(2560), {"level": 0.0, "samples": 1280, "gap": False}),
        ("drifting", b"", {"step": 2}),
    ],
)
def test_a_replica_serves_what_looks_what_listens_and_what_goes_on_by_itself(
    monkeypatch: pytest.MonkeyPatch, demo: str, sent: bytes, data: dict[str, Any]
) -> None:
    """The second sample, with the memory of the first, as the cluster's own copy of the demo answers it."""
    monkeypatch.setattr(replica, "find", lambda *_: Device("cpu", 1, mixed_precision=False, xla=False))
    copy = replica.Replica(demo, [str(DEMOS)], "cpu", 1)
    params = check_all(find_demos([DEMOS])[demo].params, {})
    memory = b""
    for seq in range(2):
        item = Item(
            stream="s",
            seq=seq,
            params=params,
            received=0.0,
            memory_seq=seq - 1,
            image=sent,
            memory=memory,
            render="layers",
        )
        (answer,) = copy._run([protocol.pack_job(0, demo, [item])])
        (outcome,) = protocol.unpack_outcomes(protocol.unpack(answer))
        assert outcome.code == ""
        memory = outcome.memory or b""
    assert outcome.data == data
    assert list(outcome.layers) == ([] if demo == "loudness" else ["picture"])
    copy.check_health()


def test_a_cluster_that_does_not_answer_in_time_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(item: Item) -> Outcome:
        raise TimeoutError

    cluster = Cluster(answer)
    assert run(monkeypatch, cluster, "a") == {"a": "timeout"}
    assert cluster.sent == ["a"]
