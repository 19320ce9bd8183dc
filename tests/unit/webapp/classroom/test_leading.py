"""The room without its teacher: who was led or held still goes on alone after a while. Time is passed in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from webapp import create_app
from webapp.classroom.namespace import Room
from webapp.config import load
from webapp.lesson.lesson import GRACE
from webapp.limits import TokenBucket
from webapp.services import services


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    demos = Path(__file__).resolve().parents[3] / "demos"
    app = create_app(load(async_mode="threading", data_dir=tmp_path, demo_path=str(demos), demos="mirror"))
    made = services(app).room
    made.told = []  # type: ignore[attr-defined]
    monkeypatch.setattr(made, "tell", lambda: made.told.append(made.lesson.public()))  # type: ignore[attr-defined]
    return made


def come(room: Any, sid: str, teacher: bool) -> None:
    room.guests.come(sid, sid, teacher, "10.0.0.1", TokenBucket(1, 1, 0.0))


def test_following_ends_with_the_teachers_last_page(room: Any) -> None:
    come(room, "desk", teacher=True)
    come(room, "second page", teacher=True)
    come(room, "pupil", teacher=False)
    room.lesson.change(following=True, follow="/demos/mirror", frozen=True)
    room.pulse(0.0)
    room.guests.go("desk")
    room.pulse(100.0)
    assert room.told == []
    room.guests.go("second page")
    room.pulse(101.0)
    room.pulse(100.0 + GRACE)
    assert room.told == []
    room.pulse(101.0 + GRACE)
    assert [(told["follow"], told["frozen"]) for told in room.told] == [(None, False)]
    room.pulse(500.0)
    assert len(room.told) == 1


def test_a_browser_that_has_signed_out_leads_nobody_any_more(room: Any) -> None:
    come(room, "desk", teacher=True)
    room.lesson.change(following=True, follow="/demos/mirror")
    room.pulse(0.0)
    room.guests.get("desk").teacher = False
    room.pulse(1.0 + GRACE)
    assert room.told[-1]["follow"] is None
