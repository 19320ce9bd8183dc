"""ENGINE=ray on a real cluster of two nodes, two web processes joined by a real Redis; a replica and a node are killed.

Needs ``requirements-ray.txt`` and a redis-server (``make test-cluster`` sets up the first); skipped without them.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from tests.support import pictures
from tests.support.client import Client
from tests.support.server import Server, free_port
from tests.support.visitors import assert_no_traceback
from tests.support.waiting import eventually

pytest.importorskip("ray", reason="ray is not installed; make test-cluster sets it up")
if shutil.which("redis-server") is None:
    pytest.skip("redis-server is not installed", allow_module_level=True)
pytestmark = [pytest.mark.timeout(400), pytest.mark.filterwarnings("ignore")]

GOES_ON = 30.0
"""Seconds within which a stream must go on after something of the cluster was killed."""


@pytest.fixture(scope="module")
def redis() -> Iterator[str]:
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    eventually(lambda: _answers(port), "Redis answers", 10)
    yield f"redis://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A head and a second node, with room for one replica each."""
    from ray.cluster_utils import Cluster

    memory = {"object_store_memory": 100_000_000, "include_dashboard": False}
    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, **memory})
    made.second = made.add_node(num_cpus=1, object_store_memory=100_000_000)
    yield made
    made.shutdown()


@pytest.fixture(scope="module")
def sites(cluster: Any, redis: str) -> Iterator[list[Server]]:
    """Two web processes of one site, as behind a proxy."""
    settings = {
        "engine": "ray",
        "ray_address": cluster.address,
        "message_queue": redis,
        "demos": "mirror",
        "ray_cpus": 1,
        "ray_replicas": 2,
        "ray_max_replicas": 2,
    }
    with Server(**settings) as one, Server(async_mode="threading", **settings) as other:
        yield [one, other]
        for site in (one, other):
            assert_no_traceback(site)


def replicas() -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if (process.info["cmdline"] or [""])[0].startswith("ray::ServeReplica:hype-mirror"):
            found.append(process)
    return found


def keep_streaming(site: Server, seconds: float) -> list[float]:
    """Stream for a while; the seconds between one good frame and the next."""
    gaps, last, seq = [], time.monotonic(), 0
    end = last + seconds
    with Client(site.url) as client:
        stream = client.open("mirror")["stream"]
        while time.monotonic() < end:
            event = client.answer(stream, seq, pictures.GOOD, timeout=40)
            seq += 1
            if event.name == "result":
                gaps.append(time.monotonic() - last)
                last = time.monotonic()
            else:
                time.sleep(0.2)
    return [*gaps, time.monotonic() - last]


def test_frames_go_through_the_cluster_and_memory_comes_along(sites: list[Server]) -> None:
    for site in sites:
        with Client(site.url) as client:
            stream = client.open("mirror")["stream"]
            counts = [client.answer(stream, seq, pictures.GOOD).body["data"]["count"] for seq in range(30)]
            assert counts == list(range(1, 31))  # whichever replica answered


def test_a_bad_picture_is_refused_by_the_replica_and_the_next_is_served(sites: list[Server]) -> None:
    with Client(sites[0].url) as client:
        stream = client.open("mirror")["stream"]
        assert client.answer(stream, 0, b"\xff\xd8 no picture").body["code"] == "bad_image"
        assert client.answer(stream, 1, pictures.GOOD).name == "result"


def test_both_web_processes_listen_to_the_queue(sites: list[Server], redis: str) -> None:
    import redis as library

    answer: Any = library.Redis.from_url(redis).pubsub_numsub("flask-socketio")
    assert answer[0][1] == len(sites)


def test_the_stream_goes_on_when_a_replica_is_killed(sites: list[Server]) -> None:
    eventually(lambda: len(replicas()) == 2, "two replicas", 60)
    replicas()[0].kill()
    gaps = keep_streaming(sites[0], 8)
    assert len(gaps) > 20
    assert max(gaps) < GOES_ON, f"longest gap {max(gaps):.1f} s"
    eventually(lambda: len(replicas()) == 2, "the replica is replaced", 60)


def test_the_stream_goes_on_when_a_node_is_killed(sites: list[Server], cluster: Any) -> None:
    cluster.remove_node(cluster.second, allow_graceful=False)
    gaps = keep_streaming(sites[1], 10)
    assert len(gaps) > 20
    assert max(gaps) < GOES_ON, f"longest gap {max(gaps):.1f} s"
    assert keep_streaming(sites[0], 1)
