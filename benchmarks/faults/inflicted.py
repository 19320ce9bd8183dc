"""The faults: each does its harm, waits for the right answer, and says in a few words what that was.

Each raises AssertionError where the answer is another one than it should be.
"""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import psutil

from benchmarks.faults.clock import WallClock
from benchmarks.faults.pages import Page
from tests.support.ballots import no_room, vote
from tests.support.client import Client
from tests.support.moving import ip as change_network
from tests.support.moving import offered, plug_in, trusting
from tests.support.server import Server
from tests.support.visitors import good_frame
from tests.support.waiting import eventually

BACK = 15.0
"""Seconds within which a page must have a good frame again after a fault that costs it some."""
FIRST = 5.0
"""Seconds within which the worker that stands by must have answered somebody; it takes about one."""
LOADED = 60.0
"""Seconds within which every page must, where their demos have to be loaded anew, one after the other."""
UNHARMED = 3.0
"""Seconds between two results that a fault may cost those whom it does not concern."""
NOTICED = 8.0
"""Seconds within which a worker that stands still must be ended: HEARTBEAT_DEADLINE is 5."""
ASLEEP = 2.0
HOUR = 3600.0


@dataclass
class Scene:
    """What is harmed: a server, its visitors, and its clock."""

    server: Server
    pages: Sequence[Page]
    clock: WallClock
    jpeg: bytes
    chance: random.Random
    normal: int = 0
    """Workers when all is well."""
    ahead: float = 0.0
    networks: int = 0
    trust: Any = field(default=None)

    def at_rest(self) -> bool:
        """Every worker is up, one stands by where it should, and every demo serves."""
        metrics = self.server.metrics()
        spare = 0 if self.server.settings.get("spare_worker") == 0 else 1
        up = metrics["hype_workers_spare"] == spare and len(self.server.workers()) == self.normal
        states = self.server.get("/readyz").json["demos"].values()
        return up and all(one["state"] == "ready" for one in states)

    def page(self) -> Page:
        return self.chance.choice(list(self.pages))

    def all_back(self, at: float, within: float = BACK) -> float:
        """Wait until each page has the result of a frame that it sent after ``at``; how long the last one waited."""
        end = at + within
        return max(self._back(page, at, end - time.monotonic()) for page in self.pages) - at

    def _back(self, page: Page, at: float, within: float) -> float:
        return eventually(lambda: page.answered_since(at), f"{page.demo} has a good frame", within) or 0.0

    def loaded_again(self, at: float) -> str:
        """Wait until a page has a good frame from another worker, and then until all have; in words."""
        eventually(lambda: any(page.answered_since(at) for page in self.pages), "a page has a good frame", FIRST)
        first = min(came for page in self.pages if (came := page.answered_since(at)) is not None)
        return f"the first good frame {first - at:.1f} s later, good for all after {self.all_back(at, LOADED):.1f} s"

    def assert_unharmed(self, at: float, pages: Sequence[Page] | None = None) -> None:
        """These pages never waited long since then, and kept their connections."""
        now = time.monotonic()
        for page in self.pages if pages is None else pages:
            waited = page.longest_wait(at, now)
            assert waited < UNHARMED, f"{page.demo} waited {waited:.1f} s"
            assert page.connections[-1] < at, f"{page.demo} was cut"


# -- workers -------------------------------------------------------------------------------------------------


def busiest(server: Server, seconds: float = 0.5) -> psutil.Process:
    """The worker that serves: the one that computes most at the moment."""
    workers = server.workers()
    before = [sum(worker.cpu_times()[:2]) for worker in workers]
    time.sleep(seconds)  # what is measured is time itself
    used = [sum(worker.cpu_times()[:2]) - was for worker, was in zip(workers, before, strict=True)]
    return workers[used.index(max(used))]


def hold(scene: Scene) -> tuple[psutil.Process, float]:
    """Stop the busiest worker with somebody's frame in flight; the worker, and when that was.

    Whose frames were in the hands of a worker that ended waits before the next, each time longer
    (webapp/engine/blame.py): they come as newcomers first, or that would be measured.
    """
    for page in scene.pages:
        if page.was_blamed():
            page.cut()
    eventually(lambda: not any(page.was_blamed() for page in scene.pages), "they come as newcomers", BACK)
    scene.all_back(time.monotonic())
    worker = busiest(scene.server)
    at = time.monotonic()
    worker.send_signal(signal.SIGSTOP)
    eventually(lambda: scene.server.metrics()["hype_frames_in_flight"] >= 1, "a frame is in flight", 5)
    return worker, at


def told(scene: Scene, at: float, code: str, within: float) -> None:
    """Somebody's frame was lost and answered with this code; nobody was told anything that is no passing trouble."""
    eventually(lambda: any(code in page.codes_since(at) for page in scene.pages), f"a page is told {code}", within)
    codes = set[str]().union(*(page.codes_since(at) for page in scene.pages))
    assert codes <= {code, "model_restarting", "model_loading"}, codes


def worker_killed(scene: Scene) -> str:
    worker, _ = hold(scene)
    at = time.monotonic()
    worker.send_signal(signal.SIGKILL)
    told(scene, at, "model_restarting", 5)
    return f"model_restarting, {scene.loaded_again(at)}"


def worker_stopped(scene: Scene) -> str:
    worker, at = hold(scene)
    told(scene, at, "timeout", NOTICED)
    noticed = time.monotonic()
    assert not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE, "it was left there"
    return f"timeout after {noticed - at:.1f} s, {scene.loaded_again(noticed)}"


# -- visitors ------------------------------------------------------------------------------------------------


def client_cut(scene: Scene) -> str:
    page, at = scene.page(), time.monotonic()
    others = [other for other in scene.pages if other is not page]
    page.cut()
    eventually(lambda: page.connections[-1] > at, "the page comes again", BACK)
    eventually(lambda: page.answered_since(page.connections[-1]), "the page has a good frame", BACK)
    count = len(scene.pages)
    eventually(lambda: scene.server.metrics()["hype_streams"] == count, "the place of the one before is free", 10)
    scene.assert_unharmed(at, others)
    return f"{page.demo} streams again after {time.monotonic() - at:.1f} s, its old place is free"


def bad_picture(scene: Scene) -> str:
    page, at = scene.page(), time.monotonic()
    whole = scene.jpeg
    kinds = {"empty": b"", "random bytes": scene.chance.randbytes(3000), "cut off": whole[: len(whole) // 3]}
    kind = scene.chance.choice(list(kinds))
    page.send_bad(kinds[kind])
    eventually(lambda: [code for came, code in page.refused if came >= at], "the picture is refused", 10)
    codes = [code for came, code in page.refused if came >= at]
    assert codes == ["bad_image"], (kind, codes)
    scene.all_back(time.monotonic())
    scene.assert_unharmed(at)
    return f"{kind}: bad_image to {page.demo}, connection kept"


# -- the machine ---------------------------------------------------------------------------------------------


def full_disk(scene: Scene) -> str:
    server, at = scene.server, time.monotonic()
    subject = f"{scene.pages[0].demo}:before"
    with no_room(server):
        reply = vote(server, "hype", server.get("/").cookie, subject)
        assert reply.status in (200, 503), reply.text
        if reply.status == 503:
            assert "no room left for votes" in reply.json["error"]["message"], reply.text
        scene.all_back(time.monotonic())
    cookie = server.get("/").cookie
    eventually(lambda: vote(server, "hype", cookie, subject).status == 200, "a vote is kept", 10)
    scene.assert_unharmed(at)
    said = "refused with a sentence" if reply.status == 503 else "kept in what it had"
    return f"a vote {said}, the next one kept, streams went on"


def clock_jump(scene: Scene) -> str:
    """The machine sleeps: everything stands still, and then the clock on the wall is another one."""
    server, at = scene.server, time.monotonic()
    cookie = server.get("/").cookie
    workers = {worker.pid for worker in server.workers()}
    processes = [psutil.Process(server.process.pid), *server.workers()]
    for process in processes:
        process.suspend()
    scene.ahead = scene.chance.choice([jump for jump in (-HOUR, 0.0, HOUR) if jump != scene.ahead])
    scene.clock.set_ahead(scene.ahead)
    time.sleep(ASLEEP)  # what is waited for is time itself
    for process in reversed(processes):
        process.resume()
    woke = time.monotonic()
    took = scene.all_back(woke)
    assert not server.get("/", {"Cookie": cookie}).cookie, "a visitor from before is a newcomer"
    subject = f"{scene.pages[0].demo}:before"
    eventually(lambda: vote(server, "hype", cookie, subject).status == 200, "who came before may vote", 5)
    assert {worker.pid for worker in server.workers()} == workers, "a healthy worker was ended"
    assert all(page.connections[-1] < at for page in scene.pages), "a page was cut"
    return f"{scene.ahead / HOUR:+.0f} h, good frames {took:.1f} s after waking, visitors known"


def network_change(scene: Scene) -> str:
    """A cable is plugged in where another network was: asked by its address, with its certificate."""
    server, at = scene.server, time.monotonic()
    scene.trust = scene.trust or trusting(server)
    scene.networks += 1
    number = scene.networks
    address, name = f"10.5.{number}.9", f"eth{number}"
    plug_in(name, address, metric=1000 - number)
    eventually(lambda: offered(server)[:1] == [address], "the new address comes first on /join", 15)
    with Client(f"https://{address}:{server.port}", sslopt={"context": scene.trust}) as client:
        good_frame(client, client.open(scene.pages[0].demo)["stream"], 0, scene.jpeg, BACK)
    if number > 1:
        gone = f"10.5.{number - 1}.9"
        change_network(f"link del eth{number - 1}")
        eventually(lambda: gone not in offered(server), "the lost address is no longer offered", 15)
    scene.all_back(time.monotonic())
    scene.assert_unharmed(at)
    return f"/join and certificate have {address}, streams stayed"


FAULTS: dict[str, Callable[[Scene], str]] = {
    "worker killed": worker_killed,
    "worker stopped": worker_stopped,
    "client cut": client_cut,
    "bad picture": bad_picture,
    "full disk": full_disk,
    "clock jump": clock_jump,
    "network change": network_change,
}


def has_networks() -> bool:
    """Whether this process may make up interfaces, and brings its own loopback up; only for a network of its own."""
    try:
        change_network("link set lo up")
        change_network("link add probe0 type veth peer name probe1")
        change_network("link del probe0")
    except (OSError, subprocess.CalledProcessError):
        return False
    return True
