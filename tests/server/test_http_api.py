"""The HTTP API: single pictures, uploads, health, metrics."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest

from models.contract.texts import page_texts
from tests.support import pictures, pngs, tiffs
from tests.support.client import Client
from tests.support.server import Server
from tests.support.visitors import assert_quiet
from tests.support.waiting import eventually
from tests.support.web import multipart
from webapp.http.i18n import LANGUAGES, SCRIPTS

JPEG = {"Accept": "image/jpeg"}
RUN = "/api/demos/mirror"


def test_a_picture_gives_data(server: Server) -> None:
    reply = server.post(RUN, pictures.GOOD)
    assert reply.status == 200
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.json["demo"] == "mirror"
    assert reply.json["data"] == {"count": 1, "shape": [48, 64, 3], "picture": None}
    assert reply.json["params"] == {"flip": True, "gain": 1.0, "picture": None}
    assert reply.json["timing"]["total"] > 0


def test_a_picture_gives_a_picture(server: Server) -> None:
    reply = server.post(RUN, pictures.GOOD, JPEG)
    assert (reply.status, reply.headers["Content-Type"]) == (200, "image/jpeg")
    assert np.abs(pictures.decode(reply.body).astype(int) - pictures.halves()[:, ::-1]).mean() < 8


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_format_is_taken_as_body_and_as_form(server: Server, kind: str) -> None:
    picture = pictures.encode(pictures.halves(), kind)
    form, headers = multipart(picture, filename="a.bin", kind="application/octet-stream")
    for reply in (server.post(RUN, picture), server.post(RUN, form, headers)):
        assert (reply.status, reply.json["data"]["shape"]) == (200, [48, 64, 3])


def test_curl_claims_that_it_sends_a_form(server: Server) -> None:
    reply = server.post(RUN, pictures.GOOD, {"Content-Type": "application/x-www-form-urlencoded"})
    assert reply.status == 200


def test_parameters_come_in_the_query(server: Server) -> None:
    reply = server.post(f"{RUN}?flip=false&gain=0.5", pictures.GOOD)
    assert reply.json["params"] == {"flip": False, "gain": 0.5, "picture": None}
    dark = pictures.decode(server.post(f"{RUN}?flip=0&gain=0.5", pictures.GOOD, JPEG).body).astype(int)
    assert np.abs(dark - pictures.halves() // 2).mean() < 8


@pytest.mark.parametrize(
    "query",
    [
        "gain=3",
        "gain=nan",
        "gain=inf",
        "gain=",
        "gain=1e999",
        "flip=maybe",
        "colour=red",
        "picture=x",
        "picture=",
        "g=1",
    ],
)
def test_bad_parameters_are_refused_in_words(server: Server, query: str) -> None:
    reply = server.post(f"{RUN}?{query}", pictures.GOOD)
    assert (reply.status, reply.code) == (400, "bad_params")
    assert reply.json["error"]["message"]


@pytest.mark.parametrize("body", [b"", b"hello", pictures.GOOD[:40], b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_is_no_picture_is_refused(server: Server, body: bytes) -> None:
    reply = server.post(RUN, body)
    assert (reply.status, reply.code) == (400, "bad_image")


HEIC = b"\0\0\0\x18ftypheic" + bytes(12)
HDR = pngs.write(np.zeros((16, 16, 3)), pngs.RGB, 8, [(b"cICP", bytes([9, 16, 0, 1]))])
TIFF = tiffs.write(np.zeros((16, 16, 3)), tiffs.ICC_LAB, 8)
DEEP = tiffs.write(np.zeros((16, 16, 9)), tiffs.RGB, 8)
WHY: list[tuple[bytes, dict[str, Any]]] = [
    (b"hello", {"reason": "unknown", "kinds": ["JPEG", "PNG", "WebP", "TIFF"]}),
    (HEIC, {"reason": "heic"}),
    (HDR, {"reason": "hdr"}),
    (pictures.encode(pictures.halves(), "PNG")[:70], {"reason": "cut_off", "kind": "PNG"}),
    (pictures.GOOD[: len(pictures.GOOD) // 2], {"reason": "cut_off", "kind": "JPEG"}),
    (TIFF, {"reason": "unread", "kind": "TIFF"}),
    (DEEP, {"reason": "unread", "kind": "TIFF"}),
    (pictures.plain((1, 2, 3), 7, 7), {"reason": "small", "side": 8}),
    (pictures.huge_header(), {"reason": "large", "megapixels": 50.4, "side": 16384}),
]


def test_why_a_picture_is_refused_is_told_for_pages_to_say_in_their_language(server: Server) -> None:
    for body, why in WHY:
        reasons = [server.post(path, body).json["error"] for path in ("/api/uploads", RUN)]
        assert [error["why"] for error in reasons] == [why, why], reasons
        assert all(error["message"].endswith(".") for error in reasons)
        for language in LANGUAGES:
            sentence = page_texts(SCRIPTS, language)[f"picture_{why['reason']}"]
            assert set(re.findall(r"{(\w+)}", sentence)) == set(why) - {"reason"}, (language, sentence)
    with Client(server.url) as visitor:
        refused = visitor.answer(visitor.open("mirror")["stream"], 0, pictures.plain((1, 2, 3), 7, 7))
        assert (refused.body["code"], refused.body["why"]) == ("too_small", {"reason": "small", "side": 8})


def test_a_form_without_the_field_is_refused(server: Server) -> None:
    form, headers = multipart(pictures.GOOD, field="file")
    assert server.post(RUN, form, headers).code == "bad_image"


def test_a_body_over_the_limit_is_refused(server: Server) -> None:
    try:
        reply = server.post(RUN, b"\0" * 40_000_001)
    except (BrokenPipeError, ConnectionResetError):
        pass  # refused while it was still being sent, as HTTP allows
    else:
        assert (reply.status, reply.code) == (413, "too_large")
    assert server.post(RUN, pictures.GOOD).status == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("POST", "/api/demos/nothing", 404, "unknown_demo"),
        ("GET", "/api/nothing", 404, "invalid_format"),
        ("GET", "/api/demos/mirror", 405, "invalid_format"),
        ("DELETE", "/api/demos", 405, "invalid_format"),
        ("POST", "/api/demos/..%2Fmirror", 404, "invalid_format"),
    ],
)
def test_errors_are_json_with_the_matching_status(
    server: Server, method: str, path: str, status: int, code: str
) -> None:
    from tests.support.web import ask

    reply = ask(server.port, method, path, pictures.GOOD)
    assert (reply.status, reply.code) == (status, code)
    assert set(reply.json) == {"error"}


def test_the_list_of_demos_describes_each(server: Server) -> None:
    demos = {entry["name"]: entry for entry in server.get("/api/demos").json["demos"]}
    assert list(demos) == ["batching", "mirror", "negative", "sleeping", "marking"]  # by place, then by name
    mirror = demos["mirror"]
    assert (mirror["state"], mirror["reason"]) == ("ready", "")
    assert (mirror["page"], mirror["example"]) == ("/demos/mirror", "/demos/mirror/media/example.jpg")
    assert [parameter["kind"] for parameter in mirror["params"]] == ["switch", "number", "upload"]
    assert mirror["schema"]["properties"]["gain"]["maximum"] == 2.0
    assert mirror["schema"]["additionalProperties"] is False
    assert mirror["size"] == {"width": 640, "height": 480}


def test_an_upload_is_used_by_its_visitor_alone(server: Server) -> None:
    cookie = server.get("/").cookie
    assert cookie.startswith(f"hype-{server.port}=")
    picture = pictures.encode(np.zeros((500, 1000, 3), np.uint8))
    reply = server.post("/api/uploads", picture, {"Cookie": cookie})
    assert reply.status == 201
    assert (reply.json["width"], reply.json["height"]) == (512, 256)
    id = reply.json["id"]
    with Client(server.url, cookie=cookie) as client:
        opened = client.open("mirror", {"picture": id})
        assert opened["params"]["picture"] == id
        assert client.answer(opened["stream"], 0, pictures.GOOD).body["data"]["picture"] == [512, 256]
        client.call("params", {"stream": opened["stream"], "params": {}})
        assert client.answer(opened["stream"], 1, pictures.GOOD).body["data"]["picture"] is None
    used = server.post(f"{RUN}?picture={quote(id)}", pictures.GOOD, {"Cookie": cookie})
    assert used.json["data"]["picture"] == [512, 256]
    for stranger in (None, server.get("/").cookie):
        with Client(server.url, cookie=stranger) as client:
            assert client.open("mirror", {"picture": id})["error"]["code"] == "bad_params"


def test_an_upload_by_form_gets_a_cookie_of_its_own(server: Server) -> None:
    form, headers = multipart(pictures.GOOD)
    reply = server.post("/api/uploads", form, headers)
    assert reply.status == 201
    with Client(server.url, cookie=reply.cookie) as client:
        assert client.open("mirror", {"picture": reply.json["id"]})["ok"]


def test_a_fifth_upload_pushes_out_the_first(server: Server) -> None:
    cookie = server.get("/").cookie
    ids = [server.post("/api/uploads", pictures.GOOD, {"Cookie": cookie}).json["id"] for _ in range(5)]
    with Client(server.url, cookie=cookie) as client:
        answers = [client.call("open", {"v": 1, "demo": "mirror", "params": {"picture": id}})["ok"] for id in ids]
    assert answers == [False, True, True, True, True]


def test_health_readiness_and_their_forms(server: Server) -> None:
    assert server.get("/healthz").json == {"status": "alive"}
    ready = server.get("/readyz")
    assert ready.status == 200
    assert ready.json["ready"] is True
    assert ready.json["demos"]["mirror"] == {"state": "ready", "reason": ""}


def test_metrics_count_what_happens(server: Server, client: Client) -> None:
    eventually(lambda: server.metrics()["hype_streams"] == 0, "the visitors before have gone")
    before = server.metrics()
    stream = client.open("mirror")["stream"]
    for seq in range(5):
        client.answer(stream, seq, pictures.GOOD)
    client.answer(stream, 5, b"no picture")
    client.call("open", {"v": 1, "demo": "nothing"})
    after = server.metrics()

    def moved(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert moved('hype_frames_total{demo="mirror",outcome="ok"}') == 5
    assert moved('hype_frames_total{demo="mirror",outcome="bad_image"}') == 1
    assert moved('hype_refused_total{code="unknown_demo"}') == 1
    assert moved('hype_frame_seconds_count{demo="mirror",stage="predict"}') == 5
    assert moved("hype_streams") == 1
    assert after["hype_workers"] == 1
    assert server.get("/metrics").headers["Content-Type"].startswith("text/plain")


def test_uploads_and_runs_over_http_leave_nothing_in_flight(server: Server) -> None:
    assert_quiet(server)
    assert json.loads(server.get("/healthz").body)
    assert not re.search(r"\.(jpg|png)\b", server.log), "what visitors send is not logged"
