"""The class in the room: fan-out, wall, lesson, guests; without clock, socket or browser."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.support import pictures
from webapp.classroom.envelopes import Here, Lead, read_picture
from webapp.classroom.fanout import UNSEEN, Fanout
from webapp.classroom.guests import Guests
from webapp.classroom.wall import EVERY, FRESH, MOST_TILES, Wall
from webapp.errors import Refusal, ServerFull
from webapp.lesson.lesson import GRACE, Lesson, Paces
from webapp.lesson.removals import HOLD, MARKED, Removals
from webapp.limits import TokenBucket

# -- fan-out ---------------------------------------------------------------------------------------------------


def test_a_late_joiner_gets_the_newest_picture_at_once() -> None:
    fanout = Fanout()
    assert fanout.join("early") is None
    for number in range(5):
        fanout.publish(bytes([number]))
    picture = fanout.join("late")
    assert picture is not None
    assert (picture.seq, picture.image) == (5, b"\x04")


def test_each_viewer_gets_the_newest_at_its_own_pace() -> None:
    fanout = Fanout()
    fanout.join("quick")
    fanout.join("slow")
    got: dict[str, list[int]] = {"quick": [], "slow": []}
    for _ in range(30):
        picture, ready = fanout.publish(b"")
        for sid in ready:
            got[sid].append(picture.seq)
        assert fanout.seen("quick", picture.seq) is None
    assert got["quick"] == list(range(1, 31))
    assert got["slow"] == list(range(1, UNSEEN + 1)), "a viewer that has seen nothing gets no more"
    caught_up = fanout.seen("slow", 1)
    assert caught_up is not None
    assert caught_up.seq == 30, "what it missed is gone: it gets the newest"
    assert fanout.seen("slow", 2) is None, "it has the newest"
    assert fanout.seen("slow", 30) is None


def test_who_says_that_pictures_were_seen_without_having_got_them_gets_no_more() -> None:
    fanout = Fanout()
    fanout.join("liar")
    for _ in range(10):
        fanout.publish(b"")
    assert [fanout.seen("liar", seq) for seq in (3, 7, 10, 99, -1)] == [None] * 5
    assert fanout.seen("liar", 1) is not None
    assert fanout.seen("liar", 1) is None
    assert fanout.seen("nobody", 1) is None


def test_who_looks_away_and_back_gets_no_more_than_who_stays() -> None:
    fanout = Fanout()
    got = 0
    for _ in range(100):
        fanout.publish(b"")
        got += fanout.join("restless") is not None
        fanout.leave("restless")
    assert got == UNSEEN
    assert len(fanout) == 0
    assert fanout.seen("restless", 1) is None, "who does not watch gets nothing"
    assert fanout.join("restless") is not None
    fanout.forget("restless")
    assert fanout.join("restless") is not None, "a new connection is a new viewer"


def test_who_has_left_gets_nothing_and_an_ended_show_leaves_nothing() -> None:
    fanout = Fanout()
    fanout.join("gone")
    fanout.leave("gone")
    assert fanout.publish(b"")[1] == []
    fanout.end()
    assert fanout.join("later") is None
    assert len(fanout) == 1


# -- the wall --------------------------------------------------------------------------------------------------


def test_nobody_is_on_the_wall_without_having_agreed() -> None:
    wall = Wall()
    assert wall.put("ann", b"x", "pose", 0.0) is None
    assert wall.shown() == []
    assert wall.agree("ann", 1, 0.0)
    assert wall.shown() == []
    tile = wall.put("ann", b"x", "pose", 0.1)
    assert tile is not None
    assert wall.shown() == [tile]
    assert wall.withdraw("ann") is tile
    assert wall.put("ann", b"x", "pose", 5.0) is None, "consent does not come back by itself"


def test_the_wall_takes_about_one_picture_a_second() -> None:
    wall = Wall()
    wall.agree("ann", 1, 0.0)
    taken = [at / 100 for at in range(1000) if wall.put("ann", b"x", "pose", at / 100)]
    assert len(taken) <= 10 / EVERY + 1


def test_who_sends_nothing_any_more_leaves_the_wall() -> None:
    wall = Wall()
    wall.agree("ann", 1, 0.0)
    wall.agree("ben", 2, 0.0)
    wall.put("ann", b"x", "pose", FRESH)
    assert wall.expired(FRESH + 0.1) == ["ben"]


def test_the_teacher_hides_one_or_all() -> None:
    wall = Wall()
    for number, sid in enumerate(("ann", "ben"), 1):
        wall.agree(sid, number, 0.0)
        wall.put(sid, b"x", "pose", 1.0)
    wall.hide(2, True)
    assert [tile.number for tile in wall.shown()] == [1]
    assert wall.put("ben", b"y", "pose", 3.0) is None
    wall.hide(None, True)
    assert wall.shown() == []
    wall.hide(None, False)
    assert [tile.number for tile in wall.shown()] == [1], "who was hidden alone stays so"
    wall.hide(2, False)
    assert len(wall.shown()) == 2


def test_who_was_hidden_stays_so_after_agreeing_anew() -> None:
    wall = Wall()
    wall.agree("ann", 1, 0.0)
    wall.hide(1, True)
    wall.withdraw("ann")
    wall.agree("ann again", 1, 10.0)
    assert wall.put("ann again", b"x", "pose", 11.0) is None
    assert wall.shown() == []
    wall.withdraw("ann again")
    wall.hide(1, False)
    wall.agree("ann", 1, 20.0)
    assert wall.put("ann", b"x", "pose", 21.0) is not None, "shown again, also while nobody is on the wall"


def test_the_wall_has_an_end() -> None:
    wall = Wall()
    assert all(wall.agree(str(number), number, 0.0) for number in range(MOST_TILES))
    assert not wall.agree("one more", 999, 0.0)
    assert wall.agree("0", 0, 0.0), "who is there may agree again"


# -- who was removed -------------------------------------------------------------------------------------------


def test_who_was_removed_stays_out_and_the_class_behind_the_same_address_does_not() -> None:
    removals = Removals()
    for name in ("ann", "ben", "eve"):
        assert not removals.admit(name, "10.0.0.1", 0.0)
    removals.remove("eve", "10.0.0.1", 100.0)
    assert removals.any
    for name, code in (("eve", "server_full"), ("eve without her cookie", "server_full"), ("", "server_full")):
        with pytest.raises(ServerFull) as refused:
            removals.check(name, "10.0.0.1", 100.0)
        assert refused.value.code == code
    assert refused.value.retry_after == HOLD
    assert not removals.admit("ann", "10.0.0.1", 100.0), "whoever was here comes and goes as ever"
    assert not removals.admit("dan", "10.0.0.2", 100.0), "other addresses have no part in it"
    assert removals.admit("late", "10.0.0.1", 100.0 + HOLD), "a newcomer waits a moment and is marked"
    assert removals.admit("late", "10.0.0.1", 101.0 + MARKED), "and stays so"
    assert not removals.admit("later", "10.0.0.1", 101.0 + MARKED)
    with pytest.raises(ServerFull):
        removals.check("eve", "10.0.0.3", 1e6)
    removals.let_back()
    assert not removals.any
    assert not removals.admit("eve", "10.0.0.1", 1e6)
    assert not removals.admit("late", "10.0.0.1", 1e6)


def test_what_is_remembered_of_removals_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.lesson.removals.KNOWN", 10)
    monkeypatch.setattr("webapp.lesson.removals.ADDRESSES", 10)
    removals = Removals()
    for number in range(100):
        removals.admit(str(number), "10.0.0.1", 0.0)
        removals.remove("", f"10.0.1.{number}", 0.0)
    assert (len(removals._known), len(removals._at)) == (10, 10)


# -- lesson, guests, envelopes ---------------------------------------------------------------------------------


def test_the_class_is_told_only_of_what_changed() -> None:
    lesson = Lesson()
    assert lesson.change(locked=True, frozen=None)
    assert not lesson.change(locked=True)
    assert lesson.public()["revision"] == 1
    lesson.change(follow="/demos/pose")
    assert lesson.public()["follow"] is None, "an address is no order until the class is to follow"
    lesson.change(following=True)
    assert lesson.public()["follow"] == "/demos/pose"


def test_rates_are_counted_by_connection() -> None:
    paces = Paces()
    paces.measure(10.0)
    for _ in range(30):
        paces.count("ann")
    paces.count("ben")
    paces.measure(12.0)
    assert paces.rates == {"ann": 15.0, "ben": 0.5}
    paces.measure(13.0)
    assert paces.rates == {}


def test_pages_of_one_browser_share_a_number() -> None:
    guests = Guests()
    bucket = TokenBucket(1, 1, 0)
    numbers = [guests.come(sid, name, False, "", bucket).number for sid, name in (("1", "a"), ("2", "b"), ("3", "a"))]
    assert numbers == [1, 2, 1]
    assert {guest.sid for guest in guests.named(1)} == {"1", "3"}
    guests.come("4", "t", True, "", bucket)
    guests.all()[0].page = "/demos/pose?p.people=1"
    described = guests.described({"1": 9.5}, {"2": True})
    assert described[0] == {
        "number": 1,
        "page": "/demos/pose",
        "demo": "pose",
        "fps": 9.5,
        "wall": None,
        "marked": False,
    }
    assert [(guest["number"], guest["wall"]) for guest in described] == [(1, None), (1, None), (2, "hidden")]


@pytest.mark.parametrize(
    "page", ["", "demos", "//elsewhere.test", "/\\elsewhere.test", "http://x", "/a\nb", "/" + "x" * 2000]
)
def test_a_page_is_a_path_of_this_site(page: str) -> None:
    with pytest.raises(ValidationError):
        Here.model_validate({"v": 1, "page": page})


@pytest.mark.parametrize(
    "wish", [{"locked": 1}, {"visitors": 0}, {"rate": -1}, {"rate": float("nan")}, {"off": "pose"}]
)
def test_settings_of_another_kind_are_refused(wish: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Lead.model_validate(wish)


def test_only_small_jpegs_are_taken() -> None:
    small = pictures.encode(pictures.halves(), "JPEG")
    assert read_picture(({}, small), len(small)) == small
    wrong: list[tuple[Any, ...]] = [
        ({}, small[:40]),
        ({}, b""),
        ({}, pictures.encode(pictures.halves(), "PNG")),
        ({},),
        ({}, "text"),
    ]
    for args in wrong:
        with pytest.raises(Refusal):
            read_picture(args, 100_000)
    with pytest.raises(Refusal, match="bytes"):
        read_picture(({}, small), len(small) - 1)


# -- without a teacher -----------------------------------------------------------------------------------------


def test_nobody_is_led_on_or_held_still_after_the_teachers_last_page() -> None:
    lesson = Lesson(locked=True, off={"pose"})
    lesson.change(following=True, follow="/demos/pose", frozen=True)
    assert not any(lesson.attend(True, float(now)) for now in range(100))
    assert not any(lesson.attend(False, 100.0 + now) for now in range(int(GRACE)))
    revision = lesson.revision
    assert lesson.attend(False, 100.0 + GRACE)
    assert (lesson.following, lesson.follow, lesson.frozen) == (False, "", False)
    assert (lesson.locked, lesson.off) == (True, {"pose"}), "what keeps the settings stays"
    assert lesson.revision == revision + 1
    assert not lesson.attend(False, 500.0)


def test_a_page_that_is_loaded_anew_goes_on_leading() -> None:
    lesson = Lesson(following=True, follow="/demos/pose")
    for start in range(0, 1000, 20):
        lesson.attend(True, float(start))
        assert not lesson.attend(False, start + GRACE * 0.9)
    assert lesson.following


def test_the_grace_counts_from_when_there_is_something_to_end() -> None:
    lesson = Lesson()
    assert not lesson.attend(False, 0.0)
    lesson.change(frozen=True)
    assert not lesson.attend(False, 1000.0)
    assert not lesson.attend(False, 1000.0 + GRACE)
    assert lesson.attend(False, 1000.1 + GRACE)
