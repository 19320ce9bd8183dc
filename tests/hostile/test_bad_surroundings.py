"""Bad surroundings: damaged weights, a taken port, no disk, no secret, debug mode in the open."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import pictures
from tests.support.client import Client
from tests.support.server import ROOT, Server, free_port, run_to_end
from tests.support.visitors import assert_healthy, assert_no_traceback, assert_quiet, good_frame
from tests.support.waiting import eventually
from webapp.serving import CONFIGURATION

CACHE = ROOT / "models" / "cache"
STYLE = "multistyle26.onnx"


def one_sentence(stderr: str) -> str:
    lines = stderr.strip().splitlines()
    assert len(lines) == 1, stderr
    return lines[0]


# -- row 17 -------------------------------------------------------------------------------------------------


def copy_of_the_project(folder: Path) -> Path:
    """The project with a cache of its own, whose files may be damaged."""
    leave = shutil.ignore_patterns("cache", "__pycache__")
    for name in ("webapp", "worker", "wire", "models"):
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    for name in ("static", "templates"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "wsgi.py", folder)
    # What was converted from the files comes from files that were whole: left out, so that they are read again.
    shutil.copytree(CACHE, folder / "models" / "cache", ignore=shutil.ignore_patterns("converted"))
    return folder


def remove(file: Path) -> None:
    file.unlink()


def truncate(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def flip_a_bit(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


@pytest.mark.models
@pytest.mark.parametrize(
    ("hurt", "serves"),
    [
        ({"pose": (remove, "movenet-multipose.bin", "missing"), "style": (truncate, STYLE, "damaged")}, "mirror"),
        ({"style": (flip_a_bit, STYLE, "damaged")}, "pose"),
    ],
    ids=["missing and truncated", "one bit flipped"],
)
def test_damaged_weights_disable_their_demo_alone(
    tmp_path: Path, hurt: dict[str, tuple[Callable[[Path], None], str, str]], serves: str
) -> None:
    root = copy_of_the_project(tmp_path)
    for damage, file, _ in hurt.values():
        damage(root / "models" / "cache" / file)
    running = Server(root, demos=",".join({"mirror", serves, *hurt}), preload="all")
    try:
        running.start(wait=False)
        for demo, (_, file, word) in hurt.items():
            assert_unavailable(running, demo, file, word)
        running.wait_ready("mirror", serves, timeout=150)
        assert running.get("/readyz").json["demos"][serves]["state"] == "ready"
        with Client(running.url) as client:
            opened = client.open(serves)
            good_frame(client, opened["stream"], 0, pictures.noise(256, 256))
        assert_healthy(running)
        assert_quiet(running)
    finally:
        running.clean_up()


def assert_unavailable(server: Server, demo: str, file: str, word: str) -> None:
    """The demo is out, and whoever asks is told which file is missing or damaged, and what to do."""
    eventually(lambda: server.state(demo)[0] == "unavailable", f"{demo} is unavailable", 150)
    _, reason = server.state(demo)
    assert word in reason
    assert file in reason
    assert "make assets" in reason
    ready = server.get("/readyz")
    assert ready.status == 503
    assert ready.json["demos"][demo] == {"state": "unavailable", "reason": reason}
    assert file in server.get(f"/demos/{demo}").text
    with Client(server.url) as client:
        refused = client.call("open", {"v": 1, "demo": demo})
        assert refused["error"]["code"] == "model_unavailable"
        assert file in refused["error"]["message"]


# -- rows 18 and 28 -----------------------------------------------------------------------------------------


def test_a_taken_port_is_said_in_one_sentence(server: Server, mode: str) -> None:
    ended = run_to_end(port=server.port, async_mode=mode)
    assert ended.returncode == 1
    sentence = one_sentence(ended.stderr)
    assert str(server.port) in sentence
    assert "PORT=" in sentence


@pytest.mark.parametrize("settings", [{"host": "0.0.0.0"}, {"lan": "1"}])
def test_debug_mode_off_loopback_is_refused(settings: dict[str, str]) -> None:
    ended = run_to_end(debug="1", **settings)
    assert ended.returncode == CONFIGURATION
    assert "DEBUG" in one_sentence(ended.stderr)


# -- row 19 -------------------------------------------------------------------------------------------------


def test_serving_needs_no_folder_to_write_to(tmp_path: Path, mode: str) -> None:
    (tmp_path / "file").write_text("in the way")
    with Server(async_mode=mode, data_dir=tmp_path / "file" / "var") as running:
        assert_healthy(running)
        cookie = running.get("/").cookie
        reply = running.post("/api/uploads", pictures.GOOD, {"Cookie": cookie})
        with Client(running.url, cookie=cookie) as client:
            assert client.open("mirror", {"picture": reply.json["id"]})["ok"]
        assert_quiet(running)


def test_serving_goes_on_where_the_log_cannot_be_written(mode: str) -> None:
    """The disk is full: every write of the log fails."""
    with Path("/dev/full").open("wb") as full:
        running = Server(async_mode=mode, _log=full)
        try:
            running.start()
            assert_healthy(running)
            with Client(running.url) as client:
                client.emit("nonsense")
                client.wait_for("problem")
            [worker] = running.workers()
            worker.kill()
            eventually(lambda: running.metrics()["hype_worker_restarts"] == 1, "the worker's end is noticed")
            assert_healthy(running)
            assert running.end()[0] == 0
            eventually(lambda: not running.orphans(), "no worker is left")
        finally:
            running.clean_up()


# -- row 24 -------------------------------------------------------------------------------------------------


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    var = tmp_path / "var"
    cookies: list[str] = []
    secrets = []
    port = free_port()  # the same one again: a cookie's name has it
    for _ in range(2):
        running = Server(data_dir=var, port=port)
        try:
            running.start(wait=False)
            cookies.append(running.get("/", {"Cookie": cookies[0]} if cookies else {}).cookie)
            secrets.append((var / "secret").read_text())
            assert stat.S_IMODE((var / "secret").stat().st_mode) == 0o600
            assert secrets[0] not in running.log
            assert_no_traceback(running)
        finally:
            running.clean_up()
    assert len(secrets[0].strip()) >= 64
    assert secrets[0] == secrets[1], "visitors keep their cookie over a restart"
    assert cookies[1] == "", "the first server's cookie is still good"


def test_two_servers_have_two_secrets(tmp_path: Path) -> None:
    found = set()
    for name in ("one", "two"):
        assert run_to_end(data_dir=tmp_path / name, demos="nothing").returncode == CONFIGURATION
        secret = tmp_path / name / "secret"
        if secret.exists():
            found.add(secret.read_text())
    assert len(found) != 1


@pytest.mark.parametrize("secret", ["dev", "secret!", "changeme", "short"])
def test_known_secrets_are_refused(secret: str) -> None:
    ended = run_to_end(secret_key=secret)
    assert ended.returncode == CONFIGURATION
    sentence = one_sentence(ended.stderr)
    assert "SECRET_KEY" in sentence
    assert secret == "short" or secret not in sentence
