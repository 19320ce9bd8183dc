"""The class over real sockets, on both ways of serving: token, lead, fan-out, wall, removal."""

from __future__ import annotations

import time

import pytest

from tests.support import pictures
from tests.support.classroom import Join, lesson_where, signed_in, token
from tests.support.client import Client, Refused
from tests.support.server import Server
from tests.support.visitors import answers, good_frame
from tests.support.waiting import eventually

# -- the token -------------------------------------------------------------------------------------------------


def test_the_teachers_page_asks_for_the_token(server: Server) -> None:
    asked = server.get("/teacher")
    assert asked.status == 200
    assert 'name="token"' in asked.text
    assert "data-lead" not in asked.text
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    wrong = server.post("/teacher", b"token=wrong", form)
    assert wrong.status == 403
    assert "That is not the token" in wrong.text
    cookie = signed_in(server)
    page = server.get("/teacher", headers={"Cookie": cookie})
    assert 'data-lead="following"' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    left = server.post("/teacher/leave", headers={"Cookie": cookie})
    assert "data-lead" not in server.get("/teacher", headers={"Cookie": left.cookie}).text


def test_the_token_in_the_address_signs_in_and_is_gone_from_it(server: Server) -> None:
    reply = server.get(f"/teacher?token={token(server)}")
    assert (reply.status, reply.headers["Location"]) == (303, "/teacher")
    assert 'data-lead="following"' in server.get("/teacher", headers={"Cookie": reply.cookie}).text


def test_the_wall_is_the_teachers_alone(server: Server) -> None:
    assert 'name="token"' in server.get("/wall").text
    assert 'id="tiles"' in server.get("/wall", headers={"Cookie": signed_in(server)}).text


def test_nobody_else_leads(join: Join) -> None:
    guest = join()
    for event, body in {
        "lead": {"locked": True},
        "present": {"on": True},
        "hide": {"hidden": True},
        "wall": {},
        "remove": {"number": 1},
    }.items():
        answer = guest.call(event, body)
        assert not answer["ok"], event
        assert "teacher" in answer["error"]["message"]


# -- leading ---------------------------------------------------------------------------------------------------


def test_everyone_follows_the_page_that_the_teacher_has_open(teacher: Client, join: Join) -> None:
    guest = join()
    teacher.call("lead", {"following": True})
    assert lesson_where(guest, lambda body: body["follow"] is not None)["follow"] == "/demos/mirror"
    teacher.call("here", {"v": 1, "page": "/demos/mirror?p.gain=0.5"})
    lesson_where(guest, lambda body: body["follow"] == "/demos/mirror?p.gain=0.5")
    teacher.call("here", {"v": 1, "page": "/teacher"})
    late = join()
    assert late.call("here", {"v": 1, "page": "/"})["lesson"]["follow"] == "/demos/mirror?p.gain=0.5"


def test_a_demo_is_switched_off_for_everybody(server: Server, teacher: Client) -> None:
    with Client(server.url) as visitor:
        opened = visitor.open("mirror")
        good_frame(visitor, opened["stream"], 0)
        assert teacher.call("lead", {"off": ["mirror"]})["ok"]
        problem = visitor.wait_for("problem").body
        assert (problem["code"], problem["stream"]) == ("model_unavailable", opened["stream"])
        refused = visitor.open("mirror")
        assert refused["error"]["code"] == "model_unavailable"
        assert server.post("/api/demos/mirror", pictures.GOOD).status == 503
        assert server.state("mirror") == ("unavailable", "The teacher has switched it off for now.")
        assert teacher.call("lead", {"off": []})["ok"]
        assert visitor.open("mirror")["ok"]
    assert not teacher.call("lead", {"off": ["nosuchdemo"]})["ok"]


def test_the_rate_is_kept(server: Server, teacher: Client) -> None:
    teacher.call("lead", {"rate": 2})
    with Client(server.url) as visitor:
        stream = visitor.open("mirror")["stream"]
        assert visitor.answer(stream, 0, pictures.GOOD).name == "result"
        for seq in range(1, 25):  # all at once: in the time that answers take, more would be allowed
            visitor.frame(stream, seq, pictures.GOOD)
        names = [name for got in answers(visitor, range(1, 25)).values() for name, _ in got]
    assert names.count("problem") >= 12, names


def test_the_number_of_visitors_is_kept(server: Server, teacher: Client) -> None:
    teacher.call("lead", {"visitors": 1})
    try:
        with Client(server.url), pytest.raises(Refused):
            Client(server.url)
    finally:
        assert teacher.call("lead", {"visitors": 200})["ok"]


def test_the_board_says_who_is_here(server: Server, teacher: Client, join: Join) -> None:
    join("/demos/mirror")

    def seen() -> bool:
        board = teacher.wait_for("board").body
        machine = board["machine"]
        assert 0 < machine["memory"] < machine["memory_total"]
        return any(guest["demo"] == "mirror" for guest in board["guests"])

    eventually(seen, "the guest is on the board")


def test_who_is_removed_cannot_come_back_until_let(server: Server, teacher: Client, join: Join) -> None:
    cookie = server.get("/").cookie
    guest = join("/", cookie)
    number = guest.call("here", {"v": 1, "page": "/"})["number"]
    with Client(server.url, cookie=cookie) as live:
        assert teacher.call("remove", {"number": number})["ok"]
        guest.wait_for("removed")
        eventually(lambda: live.closed or (live.receive(0.2) is None and live.closed), "the stream's connection ends")
    for namespace in ("/room", "/live"):
        with pytest.raises(Refused):
            Client(server.url, cookie=cookie, namespace=namespace)
    assert teacher.call("remove", {"back": True})["ok"]
    join("/", cookie)


# -- presenter and audience ------------------------------------------------------------------------------------


def test_results_of_the_presenter_reach_every_screen(server: Server, join: Join) -> None:
    screens = [join("/audience") for _ in range(3)]
    for screen in screens:
        assert screen.call("watch", {})["ok"]
    presenter = join("/demos/mirror", signed_in(server))  # one connection in both namespaces, as a page has
    presenter.enter("/live")
    stream = presenter.open("mirror")["stream"]
    good_frame(presenter, stream, 0)
    presenter.namespace = "/room"
    assert presenter.call("present", {"on": True, "stream": stream})["ok"]
    presenter.namespace = "/live"
    name = 'hype_frames_total{demo="mirror",outcome="ok"}'
    before = server.metrics()[name]
    shown = None
    for seq in range(1, 7):
        shown = presenter.answer(stream, seq, pictures.GOOD)
        for screen in screens:
            got = screen.wait_for("picture")
            assert got.image == shown.image
            assert got.body["demo"] == "mirror"
            screen.emit("seen", {"seq": got.body["seq"]})
    assert server.metrics()[name] - before == 6, "three screens cost no inference"
    assert shown is not None
    late = join("/audience")
    start = time.monotonic()
    late.call("watch", {})
    assert late.wait_for("picture").image == shown.image
    assert time.monotonic() - start < 1
    presenter.close()
    lesson_where(late, lambda body: not body["presenting"])


def test_a_picture_that_the_presenter_drew_is_passed_on(teacher: Client, join: Join) -> None:
    screen = join("/audience")
    screen.call("watch", {})
    assert teacher.call("present", {"on": True, "stream": None})["ok"]
    teacher.emit_picture("picture", {}, pictures.GOOD)
    assert screen.wait_for("picture").image == pictures.GOOD
    screen.emit_picture("picture", {}, pictures.GOOD)
    assert screen.receive(0.5) is None, "only the teacher presents"


def test_a_stream_of_somebody_else_cannot_be_presented(server: Server, teacher: Client) -> None:
    with Client(server.url) as visitor:
        stream = visitor.open("mirror")["stream"]
        answer = teacher.call("present", {"on": True, "stream": stream})
        assert (answer["ok"], answer["error"]["code"]) == (False, "unknown_stream")


# -- the wall --------------------------------------------------------------------------------------------------


def test_the_wall_shows_who_agreed_until_they_leave(teacher: Client, join: Join) -> None:
    guest = join("/demos/mirror")
    assert not guest.call("agree", {"agreed": True})["ok"], "the wall is closed"
    teacher.call("lead", {"wall": True})
    assert teacher.call("wall", {})["ok"]
    guest.emit_picture("tile", {}, pictures.GOOD)
    assert guest.call("agree", {"agreed": True})["ok"]
    guest.emit_picture("tile", {}, pictures.GOOD)
    shown = teacher.wait_for("tile")
    assert shown.image == pictures.GOOD
    number = shown.body["number"]
    assert teacher.call("hide", {"number": number, "hidden": True})["ok"]
    assert guest.wait_for("hidden").body == {"hidden": True}
    assert teacher.wait_for("gone").body == {"number": number}
    assert teacher.call("hide", {"number": number, "hidden": False})["ok"]
    assert teacher.wait_for("tile").body["number"] == number
    assert guest.call("agree", {"agreed": False})["ok"]
    assert teacher.wait_for("gone").body == {"number": number}
    guest.emit_picture("tile", {}, pictures.GOOD)
    late = time.monotonic() + 1.2
    while time.monotonic() < late:
        event = teacher.receive(late - time.monotonic())
        assert event is None or event.name != "tile", "shown without consent"


def test_a_closed_connection_leaves_the_wall(teacher: Client, join: Join) -> None:
    teacher.call("lead", {"wall": True})
    teacher.call("wall", {})
    guest = join("/demos/mirror")
    guest.call("agree", {"agreed": True})
    guest.emit_picture("tile", {}, pictures.GOOD)
    number = teacher.wait_for("tile").body["number"]
    guest.close()
    assert teacher.wait_for("gone").body == {"number": number}


def test_what_is_no_picture_is_refused_and_the_connection_goes_on(teacher: Client, join: Join) -> None:
    teacher.call("lead", {"wall": True})
    guest = join("/demos/mirror")
    guest.call("agree", {"agreed": True})
    for image in (b"", b"hello", pictures.GOOD[:30]):
        guest.emit_picture("tile", {}, image)
    guest.emit("seen", {"seq": "1"})
    guest.emit("nosuchevent", 1)
    assert guest.call("here", {"v": 1, "page": "/"})["ok"]


def test_who_sends_without_end_is_cut_off_and_the_class_goes_on(server: Server, teacher: Client, join: Join) -> None:
    flooder = join("/")
    for _ in range(1600):
        try:
            flooder.emit("seen", {"seq": 1})
        except OSError:
            break
    eventually(lambda: flooder.closed or (flooder.receive(0.1) is None and flooder.closed), "the flooder is cut off")
    assert teacher.call("here", {"v": 1, "page": "/teacher"})["ok"]
    assert join("/").call("watch", {})["ok"]


def test_malformed_packets_harm_nobody(server: Server, join: Join) -> None:
    guest = join("/")
    for packet in ("42/room,", "42/room,[]", "42/room,{}", "42/room,[1]", '451-/room,["tile"]', '42/nowhere,["x"]'):
        guest.ws.send(packet)
    assert join("/").call("here", {"v": 1, "page": "/"})["ok"]


# -- the class's questions -------------------------------------------------------------------------------------


def test_questions_pass_to_the_teachers_pages_and_are_decided_on_there(teacher: Client, join: Join) -> None:
    guest, other = join("/playground/text"), join("/playground/text")
    asked = {"text": "  Why\n16 filters? "}
    assert not guest.call("question", asked)["ok"], "nobody collects"
    assert not guest.call("questions", {})["ok"], "the teacher's alone"
    assert teacher.call("questions", {})["ok"]
    assert not guest.call("question", asked)["ok"], "not asked for yet"
    teacher.call("lead", {"questions": True})
    assert lesson_where(guest, lambda body: body["questions"])
    assert guest.call("question", asked) == {"ok": True}
    question = teacher.wait_for("question").body
    assert question["text"] == "Why 16 filters?"
    for wrong in ({"text": "?"}, {"text": 7}, {"text": "x" * 2000}, {}, {"text": "\u202e\u202e\u202ea"}):
        assert guest.call("question", wrong)["error"]["code"] == "invalid_format"
    assert other.call("question", {"text": "E agora?"})["ok"], "each has a share of their own"
    assert not guest.call("settle", {"id": question["id"], "kept": True})["ok"]
    assert teacher.call("settle", {"id": question["id"], "kept": True})["ok"]
    assert teacher.wait_for("settled").body == {"id": question["id"], "kept": True}
    assert [guest.call("question", {"text": f"Number {n}?"})["ok"] for n in range(3)] == [True, True, False]
    teacher.call("lead", {"questions": False})


def test_digits_pass_to_the_teachers_pages_and_can_be_taken_out_again(teacher: Client, join: Join) -> None:
    guest, other = join("/playground/network"), join("/playground/network")
    drawn = {"picture": "0" * 30 + "gggg" + "0" * 30, "label": 4}
    assert not guest.call("digits", {})["ok"], "the teacher's alone"
    assert teacher.call("digits", {})["ok"]
    assert not guest.call("digit", drawn)["ok"], "not asked for yet"
    teacher.call("lead", {"digits": True})
    assert lesson_where(guest, lambda body: body["digits"])
    assert guest.call("digit", drawn) == {"ok": True}
    digit = teacher.wait_for("digit").body
    assert {name: digit[name] for name in drawn} == drawn
    assert set(digit) == {"id", "picture", "label"}, "nobody's number or name"
    line = "g" * 64 + "\n"
    for wrong in ({"picture": "0" * 64}, {"picture": "h" * 64}, {"picture": line}, {"label": 10}, {"label": "4"}):
        assert guest.call("digit", drawn | wrong)["error"]["code"] == "invalid_format"
    assert not guest.call("strike", {"id": digit["id"]})["ok"]
    assert teacher.call("strike", {"id": digit["id"]})["ok"]
    assert teacher.wait_for("struck").body == {"id": digit["id"]}
    assert [guest.call("digit", drawn)["ok"] for _ in range(5)] == [True] * 4 + [False]
    assert other.call("digit", drawn)["ok"], "each has a share of their own"
    teacher.call("lead", {"digits": False})
