"""What deploys the site: Dockerfiles, compose file, systemd unit, doctor, backup of votes."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml

from scripts import backup, doctor
from tests.support.routes import page_addresses
from webapp.classroom.ballots import Ballots
from webapp.config import OWN_FILES, PICTURE_MB, SPARE_MB, WEB_MB, Config, load
from webapp.engine.engine import WORKERS_END
from webapp.lan.certificate import identity
from webapp.serving import CONFIGURATION

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILES = [DEPLOY / "Dockerfile", DEPLOY / "Dockerfile.gpu"]
HADOLINT = ROOT / ".venv" / "bin" / "hadolint"

each_dockerfile = pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.name)


def run_lines(file: Path) -> list[str]:
    text = file.read_text().replace("\\\n", " ")
    return re.findall(r"^RUN (.+)$", text, re.MULTILINE)


# -- images ----------------------------------------------------------------------------------------------------


@each_dockerfile
def test_the_linter_finds_nothing(file: Path) -> None:
    if not HADOLINT.exists():
        pytest.skip("hadolint is not installed for this kind of machine")
    found = subprocess.run([HADOLINT, "--no-color", file], capture_output=True, text=True)
    assert (found.returncode, found.stdout) == (0, "")


@each_dockerfile
def test_every_command_of_a_run_line_works_here(file: Path, tmp_path: Path) -> None:
    """Each with its effects below a folder: a user in a prefix, set-up told only to say what it would do."""
    lines = run_lines(file)
    assert len(lines) == 2
    assert subprocess.run(["sh", "-n"], input="\n".join(lines), text=True).returncode == 0
    for name in ("node_modules", "root/.cache", "root/.npm"):
        (tmp_path / name).mkdir(parents=True)
    for command in [part for line in lines for part in line.split(" && ")]:
        try_out(shlex.split(command), tmp_path)
    assert not (tmp_path / "root/.cache").exists()
    assert stat.S_IMODE((tmp_path / "var/lib/hype").stat().st_mode) == 0o700


def try_out(words: list[str], folder: Path) -> None:
    """Run one command of a RUN line as it stands, but for the places that it writes to."""
    env = dict(os.environ)
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        env[name] = value
    if words[:3] == ["python", "-m", "scripts.setup"]:
        plan = "import scripts.setup as s; [print(f) for f in s.requirement_files(*{!r}, s.wants_gpu())]"
        said = subprocess.run(
            [sys.executable, "-c", plan.format(words[3:])],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert ("requirements-gpu.txt" in said) is (env.get("DEVICE") == "gpu"), said
        return
    if words[0] == "useradd":
        if os.geteuid() != 0 or shutil.which("useradd") is None:
            return
        (folder / "etc").mkdir(exist_ok=True)
        words[1:1] = ["--prefix", str(folder)]
    if words[0] == "install" and os.geteuid() != 0:
        words = [word for word in words if word not in ("-o", "hype")]
    owner = {"hype": "root"}
    words = [owner.get(word, word) if words[0] == "install" else word for word in words]
    below = [f"{folder}{word}" if word.startswith("/") and not word.startswith(str(folder)) else word for word in words]
    subprocess.run(below, cwd=folder, check=True, capture_output=True)


@each_dockerfile
def test_an_image_takes_no_rights_and_nothing_of_this_machine(file: Path) -> None:
    text = file.read_text()
    assert re.search(r"^USER \d{5}$", text, re.MULTILINE)
    for path in re.findall(r"^COPY (\S+)", text, re.MULTILINE):
        assert (ROOT / path).exists()
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".venv", "var", "models/cache"} <= set(ignored)


def test_the_compose_file_builds_both_and_names_settings_that_there_are() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    for service in services.values():
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
        assert {name.lower() for name in service["environment"]} <= set(Config.model_fields)
        assert service["read_only"] is True
    assert services["hype-gpu"]["environment"]["DEVICE"] == "gpu"


# -- systemd ---------------------------------------------------------------------------------------------------


def test_the_unit_is_the_one_of_the_docs() -> None:
    docs = (ROOT / "docs" / "operations.md").read_text()
    assert re.findall(r"```ini\n(.*?)```", docs, re.DOTALL) == [(DEPLOY / "hype.service").read_text()]


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")
    unit = tmp_path / "hype.service"
    text = (DEPLOY / "hype.service").read_text()
    unit.write_text(text.replace("/opt/hype/.venv/bin/python", sys.executable).replace("User=hype\n", ""))
    found = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    ours = [line for line in found.stderr.splitlines() if "hype.service" in line]
    assert ours == []


def number_of(text: str) -> int:
    """Bytes of a size as systemd and compose write it."""
    units = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
    return int(text[:-1]) * units[text[-1].lower()] if text[-1].lower() in units else int(text)


def unit() -> tuple[dict[str, str], dict[str, str]]:
    """The unit's lines, and the settings in it."""
    lines = [line.partition("=")[::2] for line in (DEPLOY / "hype.service").read_text().splitlines() if "=" in line]
    settings = dict(pair.split("=", 1) for name, value in lines if name == "Environment" for pair in value.split())
    return dict(lines), settings


def usual(text: str) -> str:
    """What compose makes of ``${NAME:-usual}`` where nothing is set."""
    return re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(text))


def deployed() -> list[Any]:
    """Each way of deploying: its name, its settings, and what it allows in memory, descriptors, tasks, seconds."""
    lines, settings = unit()
    ways = [("systemd", settings, lines["MemoryMax"], lines["LimitNOFILE"], lines["TasksMax"], lines["TimeoutStopSec"])]
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    for name, service in services.items():
        given = {key: usual(value) for key, value in service["environment"].items()}
        ways.append(
            (
                name,
                given,
                usual(service["mem_limit"]),
                service["ulimits"]["nofile"],
                service["pids_limit"],
                service["stop_grace_period"].removesuffix("s"),
            )
        )
    return ways


@pytest.mark.parametrize("way", deployed(), ids=lambda way: way[0])
@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_what_is_allowed_is_what_the_settings_may_take(way: Any, mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sums are made from the settings' own defaults, so that no number can drift away from another."""
    _, settings, memory, files, tasks, seconds = way
    for name in Config.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in settings.items():
        if name.lower() in Config.model_fields:
            monkeypatch.setenv(name, value)
    config = load(async_mode=mode, workers=1)
    assert config.memory_needed == config.memory_budget + PICTURE_MB + SPARE_MB + WEB_MB + config.body_budget
    assert config.memory_needed * 1e6 <= number_of(str(memory))
    assert load(async_mode=mode, workers=2).memory_needed == config.memory_needed + config.memory_budget + PICTURE_MB
    assert config.max_connections + OWN_FILES <= int(files)
    assert config.max_connections + OWN_FILES <= int(tasks), "with threads each connection has one"
    assert config.drain_seconds + WORKERS_END + 2 <= int(seconds)
    assert f"{load(memory_budget=3000).memory_needed:,} MB here" in (ROOT / "docs" / "operations.md").read_text()


def test_a_start_that_no_restart_mends_is_not_tried_again() -> None:
    lines, _ = unit()
    assert (lines["Restart"], lines["RestartPreventExitStatus"]) == ("on-failure", str(CONFIGURATION))
    assert CONFIGURATION not in (0, 1, 70)
    assert f"{CONFIGURATION} where a setting" in (ROOT / "docs" / "operations.md").read_text()


def test_nothing_is_readable_for_others_whatever_writes_it() -> None:
    lines, _ = unit()
    assert (lines["UMask"], lines["StateDirectoryMode"]) == ("0077", "0700")


# -- doctor ----------------------------------------------------------------------------------------------------


def states(check: str) -> list[str]:
    return [finding.state for finding in doctor.CHECKS[check]()]


def test_the_doctor_finds_a_healthy_machine_and_exits_with_0(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PORT", str(probe.getsockname()[1]))
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    for check in ("Python", "Disk", "Port", "Models"):
        assert set(states(check)) == {"good"}, check


def test_every_bad_finding_has_its_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        (found,) = doctor.port()
    assert (found.state, "make serve PORT=" in found.remedy) == ("bad", True)
    from models.assets import assets

    monkeypatch.setattr(assets, "CACHE", tmp_path)
    found = next(doctor.models())
    assert (found.state, found.remedy) == ("bad", "Run make assets.")
    monkeypatch.setattr(sys, "version_info", (3, 9, 1, "final", 0))
    (found,) = doctor.python()
    assert (found.state, "Install Python" in found.remedy) == ("bad", True)


def test_a_look_that_fails_hides_no_other(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> object:
        raise RuntimeError("no luck")

    monkeypatch.setattr(doctor, "CHECKS", {"Broken": broken, "Disk": doctor.disk})
    assert doctor.main() == 1
    said = capsys.readouterr().out
    assert "✗ Broken: could not be looked at (RuntimeError: no luck)" in said
    assert "✓ Disk" in said


def test_the_doctor_reads_the_certificate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from webapp.config import load
    from webapp.lan.network import host_names, lan_addresses

    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LAN", "1")
    assert states("Certificate") == ["note"]
    config = load()
    found = identity(tmp_path / "tls", host_names(config, lan_addresses(config)))
    assert states("Certificate") == ["good"]
    found.key.chmod(0o644)
    assert states("Certificate") == ["bad", "good"]
    found.key.chmod(0o600)
    identity(tmp_path / "tls", ["localhost"])
    assert states("Certificate") == ["note"]


# -- backup of votes -------------------------------------------------------------------------------------------


def test_votes_are_copied_while_they_are_cast(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    live = Ballots(tmp_path / "votes.sqlite")
    for number in range(50):
        live.cast("hype", "pose:before", f"visitor {number}", "reality", float(number))
    assert backup.main([]) == 0
    (copy,) = (tmp_path / "backups").glob("votes-*.sqlite")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sqlite3.connect(copy).execute("SELECT count(*) FROM votes").fetchone() == (50,)
    live.cast("hype", "pose:before", "one more", "hype", 99.0)
    assert Ballots(copy).ask("hype", len) == 50, "a copy can be taken into use"


def test_only_the_newest_copies_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    Ballots(tmp_path / "votes.sqlite").cast("hype", "a", "b", "hype", 0.0)
    folder = tmp_path / "kept"
    folder.mkdir()
    for number in range(15):
        (folder / f"votes-20200101-0000{number:02}.sqlite").touch()
    assert backup.main([str(folder)]) == 0
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == backup.KEPT
    assert not names[-1].startswith("votes-2020")


def test_without_votes_there_is_nothing_to_copy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    assert backup.main([]) == 1


# -- the lesson plan -------------------------------------------------------------------------------------------


def test_the_lessons_links_open_states_that_there_are() -> None:
    from models.contract.parameters import Number, Switch, check_all
    from models.contract.registry import find_demos
    from webapp.http.pages import BUILTIN

    text, demos = (ROOT / "docs" / "classroom.md").read_text(), find_demos()
    links = [urlsplit(url) for url in re.findall(r"\((http://localhost:5000/[^)]*)\)", text)]
    assert len(links) > 8
    pages = set(page_addresses())
    for link in links:
        assert link.path in pages
        query, name = dict(parse_qsl(link.query)), link.path.removeprefix("/demos/")
        if name in demos:
            kinds = {param.name: param for param in demos[name].params}
            given = {key[2:]: value for key, value in query.items() if key.startswith("p.")}
            read = {Number: float, Switch: lambda text: text == "1"}
            check_all(demos[name].params, {key: read[type(kinds[key])](value) for key, value in given.items()})
            assert query.get("source", "clip:carphone.mp4").partition(":")[2] in BUILTIN
        elif link.path.startswith("/votes/") and query:
            assert query["subject"].partition(":")[0] in demos
