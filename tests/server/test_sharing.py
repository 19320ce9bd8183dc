"""A picture that a phone's own menu shares with the installed site: as browsers send it, to its sender alone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support import pictures
from tests.support.server import Server
from tests.support.web import Reply, multipart

BY_THE_SYSTEM = {"Origin": "null", "Sec-Fetch-Site": "none"}
"""What a browser says of what comes from no page; pages can set neither."""


def share(server: Server, picture: bytes, headers: Any, path: str = "/share") -> Reply:
    form, kind = multipart(picture, filename="../IMG 1.heic", kind="image/heic")
    return server.post(path, form, {"Accept": "text/html", **kind, **headers})


def waiting(reply: Reply) -> str:
    """Where the shared picture lies, by the page that its sender is led to."""
    assert reply.status == 303, reply.text
    return f"/shared/{reply.headers['Location'].partition('?shared=')[2]}"


def test_the_manifest_says_where_to(server: Server) -> None:
    target = server.get("/manifest.webmanifest").json["share_target"]
    assert (target["action"], target["method"], target["enctype"]) == ("/share", "POST", "multipart/form-data")
    assert target["params"]["files"][0]["name"] == "image"


def test_it_waits_for_its_sender_alone_whatever_it_is_called(server: Server) -> None:
    reply = share(server, pictures.GOOD, BY_THE_SYSTEM)
    place, mine = waiting(reply), {"Cookie": reply.cookie}
    page = server.get(reply.headers["Location"], mine).text
    assert f'href="/demos/mirror?shared={place.removeprefix("/shared/")}"' in page
    got = server.get(place, mine)
    assert (got.status, got.body) == (200, pictures.GOOD)
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert got.headers["Content-Disposition"] == "attachment"
    assert (got.headers["X-Content-Type-Options"], got.headers["Cache-Control"]) == ("nosniff", "no-store")
    for other in ({}, {"Cookie": server.get("/").cookie}):
        assert server.get(place, other).status == 404
        assert "mirror?shared=" not in server.get(reply.headers["Location"], other).text
    newer = waiting(share(server, pictures.plain((1, 2, 3)), {**BY_THE_SYSTEM, **mine}))
    assert [server.get(where, mine).status for where in (place, newer)] == [404, 200]


def test_pages_of_other_sites_share_nothing(server: Server) -> None:
    for headers in (
        {"Origin": "https://elsewhere.test", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://elsewhere.test", "Sec-Fetch-Site": "none"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null"},
    ):
        refused = share(server, pictures.GOOD, headers)
        assert (refused.status, refused.headers["Set-Cookie"]) == (403, None), headers
    for path in ("/language", "/teacher", "/api/uploads", "/share/"):
        assert share(server, pictures.GOOD, BY_THE_SYSTEM, path).status == 403, path


@pytest.mark.parametrize(
    ("language", "words"), [("en", "That is not a JPEG, PNG, WebP"), ("pt-BR", "Isso não é uma imagem JPEG")]
)
def test_what_is_no_picture_is_refused_in_the_visitors_language(server: Server, language: str, words: str) -> None:
    refused = share(server, b"<svg onload='alert(1)'/>", {**BY_THE_SYSTEM, "Accept-Language": language})
    assert refused.status == 400
    assert re.search(rf'lang="{language}"', refused.text)
    assert words in refused.text
