"""What a stream remembers on its way through the stages."""

from __future__ import annotations

from tests.support.stages import DEMOS, MIRROR, count, item, jpeg, kept, run
from wire.protocol import Item
from worker import memories
from worker.stages import Stages


def test_what_travels_with_the_frame_is_remembered() -> None:
    (outcome,), _ = run([item(seq=9, memory_seq=8, memory=kept(41))])
    assert count(outcome) == 42


def test_the_newer_of_two_memories_counts() -> None:
    """A frame sent before the one before it was finished carries what is one frame old."""
    stages = Stages()
    run([item(seq=4, memory_seq=3, memory=kept(10))], stages=stages)
    (stale,), _ = run([item(seq=5, memory_seq=3, memory=kept(10))], stages=stages)
    assert count(stale) == 12
    (newer,), _ = run([item(seq=9, memory_seq=8, memory=kept(100))], stages=stages)
    assert count(newer) == 101


def test_streams_do_not_share_a_memory() -> None:
    stages = Stages()
    for seq in range(3):
        run([item("a", seq), item("b", seq, b"bad" if seq else None)], stages=stages)
    (a, b), _ = run([item("a", 3), item("b", 3)], stages=stages)
    assert (count(a), count(b)) == (4, 2)


def test_a_memory_that_the_demo_cannot_read_starts_anew() -> None:
    (outcome,), _ = run([item(memory_seq=3, seq=4, memory=b"from another version")])
    assert count(outcome) == 1


def test_what_is_remembered_here_is_bounded() -> None:
    stages = Stages()
    for n in range(memories.MOST + 10):
        run([item(f"s{n}", render="browser")], stages=stages)
    assert len(stages._memories) == memories.MOST
    (newest,), _ = run([item(f"s{memories.MOST + 9}", 1)], stages=stages)
    (oldest,), _ = run([item("s0", 1)], stages=stages)
    assert (count(newest), count(oldest)) == (2, 1)


def test_a_demo_that_remembers_nothing_sends_no_bytes() -> None:
    (outcome,), _ = run(
        [Item(stream="s", seq=0, params={}, received=0.0, memory_seq=-1, image=jpeg(), memory=b"")], DEMOS["raising"]
    )
    assert (outcome.code, outcome.memory) == ("", b"")


def test_another_form_of_memory_counts_as_empty() -> None:
    class Later(type(MIRROR)):  # type: ignore[misc]
        memory_version = 2

    (outcome,), _ = run([item(seq=9, memory_seq=8, memory=kept(41))], Later())
    assert count(outcome) == 1
