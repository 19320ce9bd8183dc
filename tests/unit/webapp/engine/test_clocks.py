"""When the turns of clocks are due."""

from __future__ import annotations

from webapp.engine.clocks import UNSEEN, Clocks
from webapp.engine.streams import Stream


def walking(rate: float = 10.0) -> tuple[Clocks, Stream]:
    clocks, stream = Clocks(), Stream("walk", "v", "d", {})
    clocks.add(stream, rate, 0.0)
    return clocks, stream


def seqs(clocks: Clocks, now: float) -> list[int]:
    return [seq for _, seq in clocks.due(now)]


def test_turns_come_at_the_rate_while_they_are_seen() -> None:
    clocks, stream = walking()
    came = []
    for step in range(1200):  # ten seconds, looked at 120 times a second
        for _, seq in clocks.due(step / 120):
            came.append(seq)
            assert clocks.seen(stream, seq)
    assert came == list(range(len(came)))
    assert 98 <= len(came) <= 101


def test_no_more_are_on_their_way_than_there_is_credit_for() -> None:
    clocks, stream = walking()
    assert [seq for step in range(50) for seq in seqs(clocks, step * 0.1)] == list(range(UNSEEN))
    assert clocks.seen(stream, 0)
    assert [seq for step in range(50, 60) for seq in seqs(clocks, step * 0.1)] == [2]


def test_the_newest_seen_counts_and_an_older_one_changes_nothing() -> None:
    clocks, stream = walking()
    for step in range(3):
        seqs(clocks, step * 0.1)
    assert clocks.seen(stream, 1)
    assert clocks.seen(stream, 0)
    assert [seq for step in range(3, 20) for seq in seqs(clocks, step * 0.1)] == [2, 3]


def test_what_was_never_offered_cannot_be_seen() -> None:
    clocks, stream = walking()
    assert not clocks.seen(stream, 0)
    assert seqs(clocks, 0.0) == [0]
    assert not clocks.seen(stream, 1)
    assert not clocks.seen(Stream("other", "v", "d", {}), 0)


def test_a_stream_that_was_closed_before_its_clock_began_gets_no_turns() -> None:
    clocks, stream = Clocks(), Stream("walk", "v", "d", {})
    stream.close()
    clocks.add(stream, 10.0, 0.0)
    assert not clocks
    assert seqs(clocks, 1.0) == []


def test_a_pause_is_not_made_up_for() -> None:
    clocks, stream = walking()
    assert seqs(clocks, 0.0) == [0]
    clocks.seen(stream, 0)
    assert seqs(clocks, 60.0) == [1]
    clocks.seen(stream, 1)
    assert seqs(clocks, 60.01) == []


def test_a_stream_waits_and_is_removed() -> None:
    clocks, stream = walking()
    clocks.wait(stream, 5.0)
    assert seqs(clocks, 4.9) == []
    assert seqs(clocks, 5.0) == [0]
    clocks.remove(stream)
    assert len(clocks) == 0
    assert seqs(clocks, 9.0) == []
