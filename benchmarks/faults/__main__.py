"""Three visitors and a fault every minute, for an hour: is each answered rightly, and does memory stay flat?

    python -m benchmarks.faults [--minutes 60] [--seed 1] [--every 60]

A real server with its workers, one of them standing by; three pages that stream real footage, two to pose and one to
style, and come again when they are cut. Prints each fault with its answer and the memory of the web process and of all
workers. Exits with 1 where an answer was wrong, or where memory grew by more than 5 % after the tenth minute. Where
the system allows it this runs in a network and with disks of its own, which it can change and fill; elsewhere the
change of networks is left out, which is said. ``--once`` does each fault once, with the demos of the tests.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.faults.clock import WallClock
from benchmarks.faults.inflicted import FAULTS, Scene, has_networks
from benchmarks.faults.judging import FEW, SETTLED_AFTER, Reading, choices, grew, growth
from benchmarks.faults.pages import Page
from tests.support import pictures
from tests.support.moving import WIFI, plug_in
from tests.support.server import READY, Measured, Server
from tests.support.waiting import eventually

APART = "FAULTS_APART"
"""Set where this process has a network and mounts of its own."""
DISK = "size=16m,mode=700"
PULSE = 10.0
"""Seconds between two readings of memory."""
REST = 90.0
"""Seconds within which all workers must be back after a fault."""


class Watch(threading.Thread):
    """Reads memory every ``PULSE`` seconds; ``reading`` does so at once."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(daemon=True)
        self._scene, self._begun = scene, time.monotonic()
        self.readings: list[Reading] = []
        self._enough = threading.Event()

    @property
    def minute(self) -> float:
        return (time.monotonic() - self._begun) / 60

    def reading(self, at_rest: bool = False) -> Reading:
        """What is held now; kept with the others."""
        server, held, count = self._scene.server, 0.0, 0
        for worker in server.workers():
            try:
                held += worker.memory_info().rss / 1e6
            except psutil.NoSuchProcess:
                continue
            count += 1
        one = Reading(self.minute, server.memory(), held, count, at_rest)
        self.readings.append(one)
        return one

    def run(self) -> None:
        while not self._enough.wait(PULSE):
            say(self.minute, "", "", self.reading())

    def end(self) -> None:
        self._enough.set()
        self.join()


def say(minute: float, fault: str, answer: str, reading: Reading) -> None:
    held = f"web {reading.web:5.0f} MB  {reading.count} workers {reading.workers:6.0f} MB"
    print(f"{minute:6.1f}  {held}  {fault:14}  {answer}".rstrip(), flush=True)


def inflict(scene: Scene, watch: Watch, name: str) -> bool:
    """One fault from rest to rest; whether it was answered as it should be."""
    at = time.monotonic()
    try:
        eventually(scene.at_rest, "all workers are up again", REST, every=0.2)
        watch.reading(at_rest=True)
        answer, good = FAULTS[name](scene), True
        eventually(scene.at_rest, "all workers are up again", REST, every=0.2)
    except Exception as error:  # whatever it is, the answer was not the right one, and the hour goes on
        answer, good = f"WRONG: {error!r}", False
    if frozen := [page.demo for page in scene.pages if page.frozen and page.frozen[-1] > at]:
        answer, good = f"{answer}; WRONG: frames of {frozen} were never answered", False
    say(watch.minute, name, answer, watch.reading())
    return good


def hour(scene: Scene, names: Sequence[str], seconds: float, every: float, seed: int) -> tuple[list[str], Watch]:
    """Faults until the time is up, one every ``every`` seconds, each from the list at random; those that failed."""
    watch, failed, begun = Watch(scene), list[str](), time.monotonic()
    watch.start()
    try:
        for number, name in enumerate(choices(names, seed), 1):
            if number * every > seconds:
                break
            time.sleep(max(0.0, begun + number * every - time.monotonic()))  # what is waited for is time itself
            if not inflict(scene, watch, name):
                failed.append(name)
        time.sleep(max(0.0, min(every, 20.0)))  # as long as before each of the others
        eventually(scene.at_rest, "all workers are up again", REST, every=0.2)
        say(watch.minute, "", "at rest", watch.reading(at_rest=True))
    except (AssertionError, OSError) as error:
        failed.append(f"the end: {error}")
    finally:
        watch.end()
    return failed, watch


def once(scene: Scene, names: Sequence[str]) -> tuple[list[str], Watch]:
    """Each fault once, in this order, as soon as the one before is over; those that failed."""
    watch = Watch(scene)
    return [name for name in names if not inflict(scene, watch, name)], watch


@contextmanager
def scene_of(server: Server, demos: Sequence[str], jpegs: Sequence[bytes], fps: float, seed: int) -> Iterator[Scene]:
    """A started server with its visitors, all of whom stream."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        clock = WallClock(Path(folder))
        server.settings |= {"pythonpath": clock.path, "lan": 1, "mdns": 0}
        disk = server.folder / "var"
        disk.mkdir()
        if os.environ.get(APART):
            plug_in("wlan0", WIFI, metric=2000)
            subprocess.run(["mount", "-t", "tmpfs", "-o", DISK, "tmpfs", disk], check=True)
        try:
            server.start()
            eventually(lambda: server.metrics()["hype_workers_spare"] == 1, "a worker stands by", READY)
            pages = [Page(server.url, demo, jpegs, fps) for demo in demos]
            scene = Scene(server, pages, clock, jpegs[0], random.Random(seed), len(server.workers()))
            for page in pages:
                page.start()
            scene.all_back(time.monotonic())
            yield scene
            for page in pages:
                page.leave()
        finally:
            server.clean_up()
            if os.environ.get(APART):
                subprocess.run(["umount", "--lazy", disk], check=False)


def verdict(server: Server, failed: Sequence[str], watch: Watch) -> int:
    """Print what was found, and what the server logged where something was wrong; the exit status."""
    readings = watch.readings
    last = readings[-1].minute
    found = growth(readings)
    for name, fraction in found.items():
        print(f"{name}: {fraction:+.1%} from minute {SETTLED_AFTER:g} to the end")
    if not found:
        print(
            f"memory is judged from minute {SETTLED_AFTER:g} on, with {2 * FEW} faults after it; this took {last:.1f}"
        )
    print(f"faults answered wrongly: {', '.join(failed) or 'none'}")
    if wrong := bool(failed or grew(found) or "Traceback" in server.log):
        print(server.log, file=sys.stderr)
    return int(wrong)


def go_apart(arguments: Sequence[str]) -> None:
    """Begin anew in a network and with mounts of its own, where this system allows it."""
    unshare = shutil.which("unshare")
    alone = [unshare or "", "--map-root-user", "--net", "--mount"]
    probe = [*alone, "sh", "-c", "ip link add probe0 type veth peer name probe1 && mount -t tmpfs tmpfs /mnt"]
    if unshare and subprocess.run(probe, capture_output=True).returncode == 0:
        command = [*alone, sys.executable, "-m", "benchmarks.faults", *arguments]
        os.execve(unshare, command, {**os.environ, APART: "1"})


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description="A fault every minute.")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=float, default=60, help="seconds from one fault to the next")
    parser.add_argument("--fps", type=float, default=10, help="what each camera gives")
    parser.add_argument("--once", action="store_true", help="each fault once, two visitors, the demos of the tests")
    options = parser.parse_args(arguments)
    if APART not in os.environ:
        go_apart(arguments)
    apart = APART in os.environ and has_networks()
    names = [name for name in FAULTS if apart or name != "network change"]
    if not apart:
        print("network change is left out: this system lets nobody make up a network")
    if options.once:
        server: Server = Server(demos="mirror,negative", spare_worker=1, heartbeat_deadline=3)
        with scene_of(server, ["mirror", "negative"], [pictures.GOOD], options.fps, options.seed) as scene:
            return verdict(server, *once(scene, names))
    from benchmarks.footage import clip_jpegs

    server = Measured(demos="pose,style", _log=None)
    with scene_of(server, ["pose", "style", "pose"], clip_jpegs(), options.fps, options.seed) as scene:
        return verdict(server, *hour(scene, names, options.minutes * 60, options.every, options.seed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
