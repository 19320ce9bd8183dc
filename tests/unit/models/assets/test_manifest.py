"""The manifest of assets, and what is found by it, verified at each load."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from models.assets import assets, clients
from models.assets.__main__ import main as fetch_named
from models.assets.assets import AssetError, is_intact, read_manifest
from tests.support.registry import BOTH, WEIGHTS


@pytest.fixture
def own(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This module's asset as the project's only one."""
    cache.mkdir()
    monkeypatch.setattr(assets, "CACHE", cache)
    monkeypatch.setattr(assets, "manifest", lambda: {"weights.bin": BOTH[0]})
    return cache


def test_path_checks_the_hash_at_each_load(own: Path) -> None:
    file = own / "weights.bin"
    with pytest.raises(AssetError, match=r"is missing\. Run `make assets`"):
        assets.path("weights.bin")
    file.write_bytes(WEIGHTS)
    assert assets.path("weights.bin") == file
    for damaged in (WEIGHTS[:-1], WEIGHTS[:-1] + bytes([WEIGHTS[-1] ^ 1]), b""):
        file.write_bytes(damaged)
        with pytest.raises(AssetError, match="is damaged or was changed"):
            assets.path("weights.bin")
    with pytest.raises(AssetError, match="no model file called nosuch"):
        assets.path("nosuch")


def test_the_command_ends_with_a_sentence_and_code_1(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fetch_named(["nosuch"]) == 1
    assert capsys.readouterr().err == "There is no model file called nosuch in assets.toml.\n"


def test_the_command_itself_prints_no_traceback() -> None:
    """Run as a script the module is there twice; its errors must still be caught."""
    done = subprocess.run(
        [sys.executable, "-m", "models.assets", "nosuch"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_the_project_s_manifest() -> None:
    manifest = assets.manifest()
    assert {"movenet-multipose.json", "multistyle26.onnx", "astronaut.png", "carphone.mp4"} <= set(manifest)
    for entry in manifest.values():
        assert len(bytes.fromhex(entry.sha256)) == 32
        assert entry.archive_size > entry.size / 2
        assert entry.licence
        assert entry.source
    files = [entry.file for entry in manifest.values()]
    assert len(files) == len(set(files))


@pytest.mark.parametrize(
    "entry",
    ['file = "../up.bin"', 'registry = "ftp"', "sizes = 3", "size ="],
)
def test_a_senseless_manifest_is_refused(tmp_path: Path, entry: str) -> None:
    lines = {
        key: f'{key} = "x"' for key in ("registry", "package", "version", "path", "sha256", "file", "licence", "source")
    } | {"registry": 'registry = "npm"', "size": "size = 1"}
    lines[entry.split(" ")[0]] = entry
    file = tmp_path / "assets.toml"
    file.write_text("[asset.x]\n" + "\n".join(lines.values()) + "\n")
    with pytest.raises(AssetError):
        read_manifest(file)


def test_intact_means_size_and_hash(tmp_path: Path) -> None:
    file = tmp_path / "weights.bin"
    assert not is_intact(file, BOTH[0])
    file.write_bytes(WEIGHTS)
    assert is_intact(file, BOTH[0])
    assert not is_intact(file, replace(BOTH[0], size=1))
    assert not is_intact(file, replace(BOTH[0], sha256="0" * 64))


def test_a_client_that_cannot_be_started(tmp_path: Path) -> None:
    code, said = clients.run_client([str(tmp_path / "nosuch")], tmp_path / "work", lambda _: None)
    assert code == 127
    assert "cannot be started" in clients.explain(said, "nets", "npm", "Again.")


@pytest.mark.parametrize(
    ("said", "registry", "words"),
    [
        (
            "npm error code SELF_SIGNED_CERT_IN_CHAIN\nnpm error A complete log of this run can be found",
            "npm",
            ["certificate of npm", "NODE_EXTRA_CA_CERTS", "Again."],
        ),
        (
            "Max retries exceeded (SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]",
            "pypi",
            ["certificate of the Python package index", "PIP_CERT"],
        ),
        (
            "npm error code E418\nnpm error reason: a teapot\nnpm error A complete log of this run can be found",
            "npm",
            ["a teapot", "Check the network."],
        ),
    ],
)
def test_what_a_client_said_becomes_a_sentence_and_the_next_step(said: str, registry: str, words: list[str]) -> None:
    sentence = clients.explain(said, "The nets", registry, "Again.")
    assert all(word in sentence for word in words), sentence
    assert "complete log" not in sentence
