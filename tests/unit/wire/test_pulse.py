"""The page that a worker shares with the web process, read across processes and after the writer's end."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

from tests.support.server import ROOT
from wire.pulse import SLOTS, WHOLE, Phase, Pulse


def test_what_a_process_was_at_is_known_after_it_was_killed() -> None:
    pulse = Pulse()
    code = (
        "import os, signal, sys; from wire.pulse import Phase, Pulse\n"
        "pulse = Pulse(int(sys.argv[1])); pulse.beat()\n"
        "with pulse.doing(Phase.DECODING, 7, 2): os.kill(os.getpid(), signal.SIGKILL)"
    )
    before = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", code, str(pulse.descriptor)], cwd=ROOT, pass_fds=(pulse.descriptor,), check=False
    )
    assert ended.returncode == -9
    assert before < pulse.last < time.monotonic()
    [left] = pulse.activities()
    assert (left.phase, left.job, left.item) == (Phase.DECODING, 7, 2)
    assert before < left.since < time.monotonic()
    pulse.close()


def test_each_thread_says_what_it_does_and_that_it_is_done() -> None:
    pulse = Pulse()
    assert pulse.last == 0
    said, go = threading.Barrier(3), threading.Event()

    def at(phase: Phase, job: int) -> None:
        with pulse.doing(phase, job):
            said.wait(10)
            go.wait(10)

    threads = [threading.Thread(target=at, args=(Phase.PREDICTING, job)) for job in (1, 2)]
    for thread in threads:
        thread.start()
    said.wait(10)
    found = pulse.activities()
    assert {(a.phase, a.job, a.item, a.thread) for a in found} == {
        (Phase.PREDICTING, 1 + number, WHOLE, thread.ident) for number, thread in enumerate(threads)
    }
    go.set()
    for thread in threads:
        thread.join(10)
    assert pulse.activities() == []


def test_what_raises_is_done_as_well() -> None:
    pulse = Pulse()
    try:
        with pulse.doing(Phase.LOADING):
            raise ValueError
    except ValueError:
        pass
    assert pulse.activities() == []


def test_more_threads_than_there_are_slots_say_nothing_and_do_their_work() -> None:
    pulse, worked = Pulse(), []

    def at(number: int) -> None:
        with pulse.doing(Phase.PREDICTING, number):
            worked.append(number)

    for number in range(SLOTS + 5):
        thread = threading.Thread(target=at, args=(number,))
        thread.start()
        thread.join()
    assert len(worked) == SLOTS + 5
