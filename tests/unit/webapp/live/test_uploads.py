"""Visitors' own pictures: whose they are, how many, how long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webapp.live.uploads import UPLOADED, Room, Uploads

ALL, EACH, LIFETIME, MOST_BYTES = UPLOADED.all, UPLOADED.each, UPLOADED.lifetime, UPLOADED.most_bytes


def test_a_picture_is_its_visitors_alone() -> None:
    uploads = Uploads()
    id = uploads.add("ann", b"jpeg", 0.0)
    assert uploads.get("ann", id, 1.0) == b"jpeg"
    assert uploads.get("bob", id, 1.0) is None
    assert uploads.get("", id, 1.0) is None
    assert uploads.get("ann", "../" + id, 1.0) is None


def test_who_has_no_cookie_gets_nothing_not_even_anothers_without_one() -> None:
    uploads = Uploads()
    id = uploads.add("", b"jpeg", 0.0)
    assert uploads.get("", id, 0.0) is None


def test_one_more_pushes_out_the_visitors_first_and_nobody_elses() -> None:
    uploads = Uploads()
    other = uploads.add("bob", b"bob", 0.0)
    ids = [uploads.add("ann", b"%d" % n, 0.0) for n in range(EACH + 1)]
    assert [uploads.get("ann", id, 0.0) for id in ids] == [None, *(b"%d" % n for n in range(1, EACH + 1))]
    assert uploads.get("bob", other, 0.0) == b"bob"


def test_all_together_have_a_limit() -> None:
    uploads = Uploads()
    ids = [uploads.add(f"v{n}", b"x", 0.0) for n in range(ALL + 5)]
    assert len(uploads) == ALL
    assert uploads.get("v4", ids[4], 0.0) is None
    assert uploads.get("v5", ids[5], 0.0) == b"x"


def test_a_picture_lasts_while_it_is_used() -> None:
    uploads = Uploads()
    used, unused = uploads.add("ann", b"used", 0.0), uploads.add("ann", b"unused", 0.0)
    assert uploads.get("ann", used, LIFETIME) == b"used"
    assert uploads.get("ann", used, 2 * LIFETIME) == b"used"
    assert uploads.get("ann", unused, 2 * LIFETIME) is None
    assert len(uploads) == 1
    uploads.add("bob", b"new", 3 * LIFETIME + 1)
    assert len(uploads) == 1


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 2000)), max_size=60))
def test_the_limits_hold_whoever_sends(additions: list[tuple[str, int]]) -> None:
    uploads, now, newest = Uploads(), 0.0, {}
    for visitor, pause in additions:
        now += pause
        newest[visitor] = (uploads.add(visitor, visitor.encode(), now), now)
        assert len(uploads) <= EACH * len(newest)
        for owner, (id, since) in newest.items():
            if now - since <= LIFETIME and owner == visitor:
                assert uploads.get(owner, id, now) == owner.encode()


def test_ids_are_not_guessed() -> None:
    uploads = Uploads()
    ids = {uploads.add(f"v{n}", b"x", 0.0) for n in range(300)}
    assert len(ids) == 300
    assert all(16 <= len(id) <= 64 for id in ids)


def test_one_address_pushes_out_its_own_pictures() -> None:
    uploads = Uploads()
    mine = uploads.add("ann", b"mine", 0.0, "home")
    for number in range(ALL + 100):
        uploads.add(f"v{number}", b"x", 1.0, "elsewhere")
    assert uploads.get("ann", mine, 2.0) == b"mine"
    assert len(uploads) == ALL


def test_pictures_have_a_limit_of_bytes_together() -> None:
    uploads = Uploads()
    large = bytes(MOST_BYTES // 10)
    for number in range(15):
        uploads.add(f"v{number}", large, float(number), "home")
    assert len(uploads) == 10
    assert uploads.size == 10 * len(large)
    assert uploads.get("v4", "", 20.0) is None


def test_a_room_of_another_size_keeps_to_it() -> None:
    uploads = Uploads(Room(each=1, all=2, each_address=2, most_bytes=10, lifetime=5.0))
    first, second = uploads.add("ann", b"1", 0.0), uploads.add("ann", b"2", 0.0)
    assert [uploads.get("ann", id, 4.0) for id in (first, second)] == [None, b"2"]
    uploads.add("bob", b"3" * 10, 4.0)
    assert uploads.get("ann", second, 4.0) is None
    assert uploads.size == 10
    uploads.get("ann", second, 9.1)
    assert len(uploads) == 0
