"""Whether a loop of the engine goes on after a failed round, and ends when told."""

from __future__ import annotations

import threading

import pytest

from webapp.engine.rounds import Rounds


def test_a_failed_round_is_logged_and_the_next_one_begins(caplog: pytest.LogCaptureFixture) -> None:
    rounds, third = Rounds(), threading.Event()
    turns: list[int] = []

    def turn() -> None:
        turns.append(len(turns))
        if len(turns) == 1:
            raise ValueError("the first goes wrong")
        if len(turns) == 3:
            rounds.stop()
            third.set()

    rounds.run("counting", turn)
    assert third.wait(10)
    for thread in threading.enumerate():
        if thread.name == "counting":
            thread.join(10)
    assert turns == [0, 1, 2]
    assert [record.getMessage() for record in caplog.records] == ["a round of counting failed"]
