"""A process that is killed, two servers at one file, and damage: no vote that was answered is lost."""

from __future__ import annotations

import random
import signal
import stat
from pathlib import Path

from tests.support.ballots import (
    SUBJECT,
    URL,
    Crowd,
    cookies,
    file_of,
    put_aside,
    rows,
    serving,
    vote,
    wait_total,
)
from tests.support.server import Server
from tests.support.visitors import assert_healthy, assert_quiet
from tests.support.waiting import eventually


def test_every_vote_that_was_answered_outlives_kill_9(mode: str, tmp_path: Path) -> None:
    chance = random.Random(mode)
    kept = sent = 0
    for _ in range(3):
        with serving(mode, wait=False, data_dir=tmp_path / "var") as server:
            crowd = Crowd(server, cookies(server, 60))
            enough = chance.randint(5, 50)
            crowd.wait_kept(enough)
            server.process.send_signal(signal.SIGKILL)
            server.process.wait(10)
            crowd.stop()
            kept, sent = kept + crowd.kept, sent + crowd.sent
            file = file_of(server)
    copy = tmp_path / "copy"
    copy.mkdir()
    for part in file.parent.glob("votes.sqlite*"):
        (copy / part.name).write_bytes(part.read_bytes())
    assert kept <= rows(copy / "votes.sqlite") <= sent
    with serving(mode, data_dir=tmp_path / "var") as server:
        assert server.get(f"{URL}?subject={SUBJECT}").json["total"] >= kept
        assert put_aside(file) == []
        (cookie,) = cookies(server, 1)
        assert vote(server, "hype", cookie).status == 200
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.glob("votes.sqlite*")}
        assert set(modes) == {"votes.sqlite", "votes.sqlite-wal", "votes.sqlite-shm"}
        assert set(modes.values()) == {0o600}
        assert_healthy(server)
        assert_quiet(server)
        assert server.end()[0] == 0
    assert rows(file) >= kept + 1


def known_at(server: Server, cookie: str) -> str:
    """A visitor's cookie as this server calls it: each port has its own, signed alike."""
    return f"hype-{server.port}={cookie.partition('=')[2]}"


def test_two_servers_at_one_file_count_together(server: Server, mode: str) -> None:
    with serving(mode, wait=False, data_dir=file_of(server).parent) as other:
        visitors = cookies(server, 40)
        crowds = [Crowd(server, visitors[::2]), Crowd(other, [known_at(other, one) for one in visitors[1::2]])]
        eventually(lambda: all(crowd.sent == 20 for crowd in crowds), "everybody has voted", 60)
        for crowd in crowds:
            crowd.stop()
        assert [crowd.kept for crowd in crowds] == [20, 20]
        for each in (server, other):
            wait_total(each, 40)
        # Who votes again at the other server changes a vote there.
        vote(other, "reality", known_at(other, visitors[0]))
        eventually(lambda: server.get(URL).json["tally"] == {"hype": 39, "reality": 1}, "one visitor, one vote")
        assert other.end()[0] == 0
    assert rows(file_of(server)) == 40


def test_damaged_files_are_all_kept_start_after_start(mode: str, tmp_path: Path) -> None:
    file = tmp_path / "var" / "votes.sqlite"
    file.parent.mkdir()
    was = []
    for number in range(2):
        was.append(f"no database, the {number}. time ".encode() * 500)
        file.write_bytes(was[-1])
        with serving(mode, wait=False, data_dir=file.parent) as server:
            (cookie,) = cookies(server, 1)
            assert vote(server, "hype", cookie).json["total"] == 1
            assert server.log.count("are damaged") == 1
            if number:
                server.wait_ready()
                assert_healthy(server)
                assert_quiet(server)
    kept = [path.read_bytes() for path in put_aside(file) if path.suffix == ".sqlite"]
    assert sorted(kept) == was
