"""A votes' file that cannot be written, for a lock, a full disk, another owner or a newer form: said, and served on."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from typing import Any

import pytest

from tests.support.ballots import (
    URL,
    assert_others_hardly_waited,
    board,
    cookies,
    file_of,
    no_room,
    remove,
    rows,
    vote,
    waits,
)
from tests.support.server import Server
from tests.support.visitors import assert_healthy
from tests.support.waiting import eventually

# -- locked ------------------------------------------------------------------------------------------------


def test_a_locked_file_makes_voters_wait_a_little_and_nobody_else(server: Server) -> None:
    visitors = cookies(server, 8)
    assert vote(server, "hype", visitors[0]).status == 200
    with closing(sqlite3.connect(file_of(server), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        replies: list[Any] = []

        def ask() -> None:
            threads = [
                threading.Thread(target=lambda cookie=cookie: replies.append(vote(server, "hype", cookie)))
                for cookie in visitors[1:]
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(30)

        start = time.monotonic()
        found = waits(server, ask)
        assert 1 < time.monotonic() - start < 8
        assert [(reply.status, reply.code) for reply in replies] == [(503, "busy")] * 7
        assert all(reply.headers["Retry-After"] for reply in replies)
        assert_others_hardly_waited(found)
        assert board(server) == "locked"
        assert server.get(URL).json["total"] == 1, "what is there is shown meanwhile"
        other.execute("ROLLBACK")
    assert vote(server, "hype", visitors[1]).json["total"] == 2
    assert board(server) is None


# -- a full disk ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["disk", "quota"])
def test_a_vote_that_finds_no_room_is_refused_and_the_next_that_does_is_kept(server: Server, way: str) -> None:
    """A disk without room, and one that has room which this user may not use."""
    visitors = cookies(server, 3)
    log = file_of(server).with_name("votes.sqlite-wal")
    assert vote(server, "hype", visitors[0]).status == 200
    with no_room(server, log.stat().st_size if way == "quota" else None):
        for _ in range(2):
            refused = vote(server, "hype", visitors[1])
            assert (refused.status, refused.code) == (503, "busy")
            assert "no room left for votes" in refused.json["error"]["message"]
        assert server.get(URL).json["total"] == 1, "what is there is shown meanwhile"
        assert board(server) == "full"
        assert_healthy(server)
    assert vote(server, "hype", visitors[1]).json["total"] == 2
    assert board(server) is None
    assert rows(file_of(server)) == 2


def test_votes_that_could_not_be_begun_are_when_there_is_room(server: Server) -> None:
    (cookie,) = cookies(server, 1)
    with no_room(server, most=0):
        remove(file_of(server))
        assert "no room left" in server.get(URL).json["off"]
        assert vote(server, "hype", cookie).status == 503
        assert board(server) == "full"
    eventually(lambda: "off" not in server.get(URL).json, "the votes are on again")
    assert vote(server, "hype", cookie).json["total"] == 1
    assert rows(file_of(server)) == 1


# -- not ours to write ------------------------------------------------------------------------------------------------


def test_a_newer_form_switches_votes_off_and_says_so(server: Server) -> None:
    """As after going back to an earlier version; here the file comes while the server runs."""
    for cookie in cookies(server, 3):
        assert vote(server, "hype", cookie).status == 200
    file = file_of(server)
    newer = file.with_name("newer.sqlite")
    with closing(sqlite3.connect(file)) as db:
        db.execute("VACUUM INTO ?", (str(newer),))
    with closing(sqlite3.connect(newer)) as db:
        db.execute("PRAGMA user_version = 99")
    remove(file)
    newer.rename(file)
    said = server.get(URL).json
    assert "newer version" in said["off"]
    assert (said["total"], said["mine"]) == (0, {})
    assert server.get(URL, {"Accept-Language": "pt-BR"}).json["off"].startswith("A votação está desligada")
    refused = vote(server, "hype", cookie)
    assert (refused.status, refused.code) == (503, "busy")
    assert "newer version" in refused.json["error"]["message"]
    assert server.get(f"{URL}.csv").status == 503
    assert board(server) == "newer"
    assert server.log.count("a newer version of this server has written it") == 1
    assert_healthy(server)
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (99,)
        assert db.execute("SELECT count(*) FROM votes").fetchone() == (3,)
    file.unlink()


def test_something_else_in_the_files_place_is_left_and_votes_begin_when_it_is_gone(server: Server) -> None:
    """A folder: what not even root can open as a file."""
    file = file_of(server)
    remove(file)
    (file / "kept").mkdir(parents=True)
    assert "may not write" in server.get(URL).json["off"]
    assert board(server) == "closed"
    assert_healthy(server)
    (file / "kept").rmdir()
    file.rmdir()
    eventually(lambda: "off" not in server.get(URL).json, "the votes are on")
    (cookie,) = cookies(server, 1)
    assert vote(server, "hype", cookie).status == 200
    assert rows(file) == 1
