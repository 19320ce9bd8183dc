"""One stream's slot and answers, and the limits on all of them."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.engine.streams import MAX_SEQ, MOST_DROPPED, Frame, Stream, Streams
from webapp.errors import InvalidFormat, ServerFull, UnknownStream


def stream() -> Stream:
    return Stream("s", "v", "pose", {})


def put(one: Stream, seq: int) -> Frame | None:
    return one.put(Frame(one, seq, 0.0, b"", {}, 0.0))


def test_a_newer_frame_replaces_the_waiting_one() -> None:
    one = stream()
    assert put(one, 0) is None
    replaced = put(one, 5)
    assert replaced is not None
    assert replaced.seq == 0
    assert one.slot is not None
    assert one.slot.seq == 5
    assert one.dropped == [0]


@pytest.mark.parametrize("seq", [4, 3, 0, -1, MAX_SEQ + 1])
def test_seq_must_grow_and_fit_into_javascript(seq: int) -> None:
    one = stream()
    put(one, 4)
    for refused in (lambda: put(one, seq), lambda: one.skip(seq), lambda: one.expect(seq)):
        with pytest.raises(InvalidFormat):
            refused()
    assert one.slot is not None
    assert one.slot.seq == 4
    assert one.dropped == []
    put(one, MAX_SEQ)


def test_a_refused_seq_is_spent() -> None:
    one = stream()
    one.expect(7)
    with pytest.raises(InvalidFormat):
        put(one, 7)


def test_taking_and_landing() -> None:
    one = stream()
    put(one, 1)
    assert one.next_frame().seq == 1
    assert (one.slot, one.in_flight) == (None, 1)
    with pytest.raises(LookupError):
        one.next_frame()
    assert one.in_flight == 1
    one.landed(1, None)
    assert one.in_flight == 0


def test_only_a_newer_memory_is_kept() -> None:
    one = stream()
    for seq, memory in [(3, b"three"), (2, b"two"), (4, None), (3, b"again")]:
        one.in_flight += 1
        one.landed(seq, memory)
    assert (one.memory, one.memory_seq) == (b"three", 3)


def test_what_was_dropped_is_told_once_and_not_before_its_turn() -> None:
    one = stream()
    for seq in (1, 2, 3):
        put(one, seq)
    one.skip(4)
    put(one, 5)
    assert one.take_dropped(0) == []
    assert one.take_dropped(3) == [1, 2]
    assert one.take_dropped(3) == []
    assert one.take_dropped(5) == [4, 3]
    assert one.take_dropped(MAX_SEQ) == []


def test_what_a_client_without_credit_drops_is_bounded() -> None:
    one = stream()
    for seq in range(2 * MOST_DROPPED):
        one.skip(seq)
    assert one.dropped == list(range(MOST_DROPPED, 2 * MOST_DROPPED))


@given(st.lists(st.sampled_from(["put", "skip", "refuse", "take", "answer"]), max_size=80))
def test_every_seq_is_answered_exactly_once(actions: list[str]) -> None:
    one, seq = stream(), 0
    in_flight: list[int] = []
    answered: Counter[int] = Counter()
    for action in actions:
        if action == "put":
            put(one, seq)
        elif action == "skip":
            one.skip(seq)
        elif action == "refuse":
            one.expect(seq)
            answered[seq] += 1
        elif action == "take" and one.slot is not None:
            in_flight.append(one.next_frame().seq)
        elif action == "answer" and in_flight:
            done = in_flight.pop(0)
            one.landed(done, None)
            answered.update([done, *one.take_dropped(done)])
        seq += action in ("put", "skip", "refuse")
    while in_flight or one.slot is not None:
        if one.slot is not None:
            in_flight.append(one.next_frame().seq)
        done = in_flight.pop(0)
        one.landed(done, None)
        answered.update([done, *one.take_dropped(done)])
    put(one, seq)
    one.landed(one.next_frame().seq, None)
    answered.update([seq, *one.take_dropped(seq)])
    assert answered == Counter(range(seq + 1))


def test_limits_of_one_visitor_and_of_all() -> None:
    streams = Streams(3, 2)
    first = streams.open("ann", "pose", {}, "server", 0.0)
    streams.open("ann", "pose", {}, "server", 0.0)
    with pytest.raises(ServerFull):
        streams.open("ann", "pose", {}, "server", 0.0)
    streams.open("bob", "pose", {}, "server", 0.0)
    with pytest.raises(ServerFull) as full:
        streams.open("cleo", "pose", {}, "server", 0.0)
    assert full.value.retry_after
    assert len(streams) == 3
    streams.close(first)
    streams.open("cleo", "pose", {}, "server", 0.0)


def test_a_stream_is_its_visitors_alone() -> None:
    streams = Streams(9, 9)
    one = streams.open("ann", "pose", {"a": 1}, "browser", 0.0)
    assert streams.get("ann", one.id) is one
    for visitor, id in [("bob", one.id), ("ann", "nothing"), ("", one.id)]:
        with pytest.raises(UnknownStream):
            streams.get(visitor, id)
    assert streams.of("ann") == [one]
    assert streams.of("bob") == []


def test_a_closed_stream_is_gone_with_its_waiting_frame() -> None:
    streams = Streams(9, 9)
    one = streams.open("ann", "pose", {}, "server", 0.0)
    put(one, 1)
    streams.close(one)
    streams.close(one)
    assert one.closed
    assert one.slot is None
    assert len(streams) == 0
    with pytest.raises(UnknownStream):
        streams.get("ann", one.id)


def test_ids_are_not_guessed() -> None:
    streams = Streams(500, 500)
    ids = {streams.open("ann", "pose", {}, "server", 0.0).id for _ in range(500)}
    assert len(ids) == 500
    assert all(len(id) >= 12 for id in ids)


def test_idle_streams() -> None:
    streams = Streams(9, 9)
    old = streams.open("ann", "pose", {}, "server", 10.0)
    streams.open("ann", "pose", {}, "server", 11.0)
    assert streams.idle(130.0, 120.0) == []
    assert streams.idle(130.5, 120.0) == [old]
    for one in streams:  # may be closed while they are gone through
        streams.close(one)
    assert len(streams) == 0


# Sound: in order, bounded, with gaps told


def heard(room: int = 10) -> Stream:
    return Stream("s", "v", "loudness", {}, room=room)


def say(one: Stream, seq: int, size: int = 4) -> None:
    one.put(Frame(one, seq, 0.0, bytes(size), {}, 0.0))


def taken(one: Stream) -> list[tuple[int, bool]]:
    """Everything that waits: seq, and whether something before it was lost."""
    found = []
    while one.slot is not None:
        frame = one.next_frame()
        found.append((frame.seq, frame.gap))
    return found


def test_sound_waits_in_order() -> None:
    one = heard(room=100)
    for seq in range(5):
        say(one, seq)
    assert taken(one) == [(seq, False) for seq in range(5)]
    assert one.dropped == []


def test_the_oldest_sound_goes_where_there_is_no_room_and_the_gap_is_told_where_it_is() -> None:
    one = heard(room=10)
    say(one, 0)
    assert taken(one) == [(0, False)]
    for seq in range(1, 6):
        say(one, seq)
    assert one.dropped == [1, 2, 3]
    assert taken(one) == [(4, True), (5, False)]


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 9), st.booleans()), max_size=60))
def test_what_waits_is_bounded_in_order_and_every_gap_is_told(steps: list[tuple[int, int, bool]]) -> None:
    one, seq, last = heard(room=20), 0, -1
    for ahead, size, takes in steps:
        seq += ahead
        say(one, seq, size)
        assert sum(len(frame.image) for frame in (one.slot, *one.behind) if frame is not None) <= 20
        if takes:
            frame = one.next_frame()
            assert frame.seq > last
            assert frame.gap is (last >= 0 and frame.seq != last + 1)
            last = frame.seq


def test_a_sample_of_which_nothing_came_is_a_gap_as_well() -> None:
    one = heard(room=100)
    for seq in range(3):
        say(one, seq)
    one.next_frame()
    one.landed(0, None)
    assert taken(one) == [(1, True), (2, False)]


def test_a_closed_stream_keeps_no_sound() -> None:
    streams = Streams(5, 5)
    one = streams.open("v", "loudness", {}, "server", 0.0)
    one.room = 100
    for seq in range(3):
        say(one, seq)
    streams.close(one)
    assert one.slot is None
    assert not one.behind
